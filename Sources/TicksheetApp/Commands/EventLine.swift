import JSONTree
import TicksheetCore

/// An event as one line of JSON: `{"kind":"status","time":"2026-03-01T12:00:00Z","to":"+573…"}`.
enum EventLine {
    /// Returns the line, without a line end.
    static func text(_ kind: EventKind, _ fields: Fields) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("kind")
        writer.string(kind.rawValue)
        for field in StandardField.allCases {
            guard let text = fields[field] else { continue }
            writer.key(field.rawValue)
            writer.string(text)
        }
        if fields.isTimeOfReceipt {
            writer.key("time_evidence")
            writer.string("receipt")
        }
        for field in fields.custom {
            writer.key(field.name)
            if case .number(let text) = field.value {
                writer.raw(Array(text.utf8))
            } else {
                writer.string(field.value.text)
            }
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
