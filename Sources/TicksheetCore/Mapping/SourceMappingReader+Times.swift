import JSONTree
import WallTime

/// Reads how a provider writes its times.
extension SourceMappingReader {
    func pattern(
        _ object: ConfigObject,
        _ target: FieldRule.Target,
        _ conversion: FieldRule.Conversion
    ) -> TimePattern? {
        let locale = object.locale("locale")
        guard let node = object["pattern"] else {
            if let node = object["locale"] {
                reader.report(
                    node,
                    "is \(reader.shown(node)) without a \"pattern\" beside it; expected the pattern "
                        + "that has month names, or leave \"locale\" out"
                )
            }
            return nil
        }
        guard let text = reader.text(node, "a date pattern such as \"dd/MM/yyyy HH:mm:ss\"")
        else { return nil }
        guard conversion == .time else {
            // A word in "as" that is none was reported, and may have meant the time.
            if let word = object["as"],
                FieldRule.Conversion(rawValue: reader.document.text(word)) == nil
            {
                return nil
            }
            let isCustom = if case .custom = target { true } else { false }
            reader.report(
                node,
                "is \(quoted(text)), and only a time is read by a pattern; "
                    + (isCustom ? "write as: \"time\" beside it, or leave it out" : "leave it out")
            )
            return nil
        }
        do throws(TimePatternProblem) {
            let pattern = try TimePattern(text, locale: locale ?? .english)
            guard pattern.readsOffset || object["zone"] != nil else {
                reader.report(
                    node,
                    "is \(quoted(text)), which says no offset from UTC; expected the zone that the "
                        + "times are meant in beside it, such as zone: \"America/Bogota\", or an "
                        + "offset in the pattern, such as XXX for -05:00"
                )
                return nil
            }
            return pattern
        } catch {
            reader.report(node, "is \(quoted(text)): \(error)")
            return nil
        }
    }
}
