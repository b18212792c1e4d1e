import JSONPaths
import JSONTree
import Suggestions

/// Reads paths, the identity of events and names.
extension SourceMappingReader {
    // MARK: Paths

    /// Returns the paths of a text or a list of texts.
    func paths(_ node: JSONDocument.Node, _ scope: Scope) -> [ScopedPath] {
        guard reader.document.kind(node) == .array else {
            return scopedPath(node, scope).map { [$0] } ?? []
        }
        let nodes = Array(reader.document.elements(node))
        if nodes.isEmpty { reader.report(node, "is an empty list; expected at least one path") }
        return nodes.compactMap { scopedPath($0, scope) }
    }

    func scopedPath(_ node: JSONDocument.Node, _ scope: Scope) -> ScopedPath? {
        let example = scope.names.last.map { "\"\($0).…\" or \"$.…\"" } ?? "\"$.…\""
        guard let text = reader.text(node, "a path such as \(example)") else { return nil }
        do throws(JSONPathProblem) {
            let named = try NamedPath(text)
            noteRemarks(named.path.remarks, node)
            if named.start == "$" { return ScopedPath(start: .body, path: named.path) }
            if named.start == "request" {
                guard isOfRequest(named.path, text, node) else { return nil }
                return ScopedPath(start: .request, path: named.path)
            }
            if let index = scope.steps.firstIndex(of: named.start) {
                return ScopedPath(start: .step(index), path: named.path)
            }
            if scope.all.contains(named.start) { return nil }
            let starts = ["$", "request"] + scope.names
            let hint =
                nearest(to: named.start, in: starts).map { "did you mean \"\($0)\"?" }
                ?? "did you mean { value: \(quoted(text)) }? A path starts at \(list(starts))"
            reader.report(node, "is \(quoted(text)), which starts at no known name; \(hint)")
        } catch {
            reader.report(
                node,
                "is \(quoted(text)), which is no path: \(error); "
                    + "for a constant write { value: \(quoted(text)) }"
            )
        }
        return nil
    }

    private static let requestNames = ["received", "minute", "source", "header", "query"]

    // What is known of a request has few names, and a header's stands in small letters.
    private func isOfRequest(_ path: JSONPath, _ text: String, _ node: JSONDocument.Node) -> Bool {
        let rest = text.drop { $0.isWhitespace }.dropFirst("request".count)
        let name = rest.drop { ".['\" ".contains($0) }
            .prefix { $0 == "_" || $0.isLetter || $0.isNumber }
        let known = Self.requestNames
        guard known.contains(String(name)) || rest.isEmpty else {
            let hint = nearest(to: String(name), in: known).map { "did you mean \"\($0)\"?" }
            reader.report(
                node,
                "is \(quoted(text)); of a request there is no \(quoted(String(name))); "
                    + (hint ?? "expected one of \(list(known.map(quoted)))")
            )
            return false
        }
        guard name != "header" || text == text.lowercased() else {
            reader.report(
                node,
                "is \(quoted(text)); expected \(quoted(text.lowercased())): a header's name stands "
                    + "in small letters"
            )
            return false
        }
        return true
    }

    // A pattern that can never match is no error of the path, but never what somebody meant.
    func noteRemarks(_ remarks: [JSONPathProblem], _ node: JSONDocument.Node) {
        for remark in remarks { reader.report(node, "never matches: \(remark)") }
    }

    // MARK: Identity

    func keyParts(_ node: JSONDocument.Node, _ scope: Scope) -> [EventRule.KeyPart] {
        guard reader.document.kind(node) == .array, reader.document.count(node) > 0 else {
            reader.report(
                node,
                reader.document.kind(node) == .array
                    ? "is an empty list; expected paths that together name one event"
                    : "is \(reader.shown(node)); expected a list of paths that together name one event"
            )
            return []
        }
        return reader.document.elements(node).compactMap { part in
            guard reader.document.kind(part) == .object else {
                return scopedPath(part, scope)
                    .map { EventRule.KeyPart(constant: nil, sources: [$0], isOptional: false) }
            }
            guard let object = reader.object(part, keys: ["path", "optional"]) else { return nil }
            let sources = object.required("path", "a path").map { paths($0, scope) } ?? []
            let isOptional = object.flag("optional") ?? false
            return EventRule.KeyPart(constant: nil, sources: sources, isOptional: isOptional)
        }
    }

    func defaultKey(_ fields: [FieldRule]) -> [EventRule.KeyPart] {
        [StandardField.message, .status, .to].map { wanted in
            let field = fields.first { $0.target == .standard(wanted) }
            // Not every provider repeats the recipient, and only a status event has a status; what
            // there is names the event then.
            return EventRule.KeyPart(
                constant: field?.constant,
                sources: field?.sources ?? [],
                isOptional: wanted != .message
            )
        }
    }

    // MARK: Names

    static func isWord(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        }
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return (first == "_" || first.properties.isAlphabetic)
            && text.unicodeScalars.allSatisfy {
                $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
            }
    }
}
