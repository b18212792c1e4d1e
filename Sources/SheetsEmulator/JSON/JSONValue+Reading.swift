import JSONTree

extension JSONValue {
    /// Reads a text; nil where it is no JSON.
    package init?(_ bytes: [UInt8]) {
        guard let document = try? JSONDocument.parse(bytes) else { return nil }
        self.init(document, document.root)
    }

    init(_ document: JSONDocument, _ node: JSONDocument.Node) {
        switch document.kind(node) {
        case .null: self = .null
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .number: self = .number(document.double(node) ?? 0)
        case .string: self = .string(document.text(node))
        case .array: self = .array(document.elements(node).map { JSONValue(document, $0) })
        case .object:
            self = .object(
                document.members(node).map {
                    Member(document.text($0.key), JSONValue(document, $0.value))
                }
            )
        }
    }

    /// The value without members that are null, as Google reads what it is sent.
    var withoutNulls: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.compactMap {
                    $0.value == .null ? nil : Member($0.key, $0.value.withoutNulls)
                }
            )
        case .array(let elements): .array(elements.map(\.withoutNulls))
        default: self
        }
    }
}
