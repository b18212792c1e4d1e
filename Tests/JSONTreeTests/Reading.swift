import JSONTree

/// Reads a text of the test.
func read(_ text: String, as dialect: JSONDialect = .json) throws -> JSONDocument {
    try JSONDocument.parse(Array(text.utf8), dialect: dialect)
}

extension JSONDocument {
    /// Writes a value out again with a plain recursion, for comparisons; holes as `HOLE`.
    func outline(_ node: Node) -> String {
        switch kind(node) {
        case .object:
            let inside = members(node).map { "\(text($0.key)):\(outline($0.value))" }
            return "{" + inside.joined(separator: ",") + "}"
        case .array:
            return "[" + elements(node).map { outline($0) }.joined(separator: ",") + "]"
        case .string:
            return "'\(text(node))'"
        case .null where isDamaged(node):
            return "HOLE"
        case .number, .true, .false, .null:
            return text(node)
        }
    }
}
