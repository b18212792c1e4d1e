import JSONTree
import Suggestions
package import WallTime

extension ConfigObject {
    /// Returns a zone's name; one that nobody knows is noted and left out.
    package func zone(_ key: String, _ context: MappingContext) -> String? {
        guard let node = self[key],
            let name = text(key, "a zone name such as \"America/Bogota\"")
        else { return nil }
        if case .failure(let problem) = context.zone(name) {
            reader.report(node, "is \(quoted(name)); \(problem)")
            return nil
        }
        return name
    }

    /// Returns a zone's name, or `recipient`.
    package func rowZone(_ key: String, _ context: MappingContext) -> String? {
        let recipient = RowZones.recipient
        guard let node = self[key],
            let name = text(key, "a zone name such as \"America/Bogota\", or \"\(recipient)\"")
        else { return nil }
        if name == recipient { return name }
        guard case .failure(let problem) = context.zone(name) else { return name }
        if nearest(to: name, in: [recipient]) != nil {
            reader.report(node, "is \(quoted(name)); did you mean \(quoted(recipient))?")
        } else {
            let isOpen = problem.description.hasPrefix("expected")
            let more = isOpen ? ", or \(quoted(recipient))" : ""
            reader.report(node, "is \(quoted(name)); \(problem)\(more)")
        }
        return nil
    }

    /// Returns a language for month names and status labels.
    package func locale(_ key: String) -> TimeLocale? {
        guard let node = self[key], let tag = text(key, "a language such as \"en\"") else {
            return nil
        }
        do throws(TimeLocaleProblem) {
            return try TimeLocale(tag)
        } catch {
            let languages = TimeLocale.languages.map { "\"\($0)\"" }
            reader.report(node, "is \(quoted(tag)); expected \(list(languages))")
            return nil
        }
    }
}

extension ConfigReader {
    /// Returns the name and text of the shipped mapping that a place names.
    func shippedMapping(
        _ node: JSONDocument.Node,
        _ context: MappingContext
    ) -> (name: String, bytes: [UInt8])? {
        guard let name = text(node, "a shipped mapping's word") else { return nil }
        if let bytes = context.shipped(name) { return (name, bytes) }
        let hint = nearest(to: name, inOrBeginning: context.shippedNames)
            .map { "did you mean \"\($0)\"?" }
        report(
            node,
            "is \(quoted(name)); \(hint ?? "expected one of \(list(context.shippedNames))")"
        )
        return nil
    }
}
