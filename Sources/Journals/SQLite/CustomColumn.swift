import JSONTree
import TicksheetCore
import WallTime

/// Custom fields as the text of one column: `{"name":"Ana","amount":{"number":"12.50"}}`.
enum CustomColumn {
    private static let number: JSONKey = "number"
    private static let seconds: JSONKey = "seconds"
    private static let nanoseconds: JSONKey = "nanoseconds"

    /// Returns the text, or nil where there are no custom fields.
    static func encoded(_ fields: [Fields.CustomField]) -> String? {
        guard !fields.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        for field in fields {
            writer.key(field.name)
            switch field.value {
            case .text(let text):
                writer.string(text)
            case .number(let text):
                writer.beginObject()
                writer.key("number")
                writer.string(text)
                writer.endObject()
            case .time(let time):
                writer.beginObject()
                writer.key("seconds")
                writer.integer(time.seconds)
                writer.key("nanoseconds")
                writer.integer(time.nanoseconds)
                writer.endObject()
            }
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Returns the fields of a text that `encoded` made.
    static func decoded(_ text: String) -> [Fields.CustomField] {
        guard let document = try? JSONDocument.parse(Array(text.utf8)) else { return [] }
        return document.members(document.root).map { key, value in
            Fields.CustomField(name: document.text(key), value: self.value(value, in: document))
        }
    }

    private static func value(
        _ node: JSONDocument.Node,
        in document: JSONDocument
    ) -> FieldValue {
        if let text = document.member(node, number) { return .number(document.text(text)) }
        if let whole = document.member(node, seconds).flatMap(document.integer) {
            let part = document.member(node, nanoseconds).flatMap(document.integer) ?? 0
            return .time(Timestamp(seconds: whole, nanoseconds: Int32(truncatingIfNeeded: part)))
        }
        return .text(document.text(node))
    }
}
