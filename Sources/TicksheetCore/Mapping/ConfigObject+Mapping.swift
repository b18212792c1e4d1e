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
        guard let node = self[key], reader.document.kind(node) == .string,
            reader.document.text(node) == RowZones.recipient
        else { return zone(key, context) }
        return RowZones.recipient
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
        let hint = nearest(to: name, in: context.shippedNames).map { "did you mean \"\($0)\"?" }
        report(
            node,
            "is \(quoted(name)); \(hint ?? "expected one of \(list(context.shippedNames))")"
        )
        return nil
    }
}
