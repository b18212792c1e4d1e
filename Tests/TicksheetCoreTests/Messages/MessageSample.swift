import TestSupport
import TicksheetCore
import WallTime

/// Makes events of a message: `sent 3` is the status "sent", three seconds after noon.
enum MessageSample {
    static func event(_ text: String, _ sequence: SequenceNumber = 1) -> MessageEvent {
        let words = text.split(separator: " ").map(String.init)
        var fields = Fields(time: at(words.count > 1 ? Int(words[1]) ?? 0 : 0))
        fields.status = words[0]
        fields.to = "+573004445566"
        if words.count > 2 { fields.code = words[2] }
        return MessageEvent(
            sequence: sequence,
            source: "meta",
            provider: "meta",
            received: Sample.noon,
            fields: fields
        )
    }

    static func state(_ texts: [String]) -> MessageState {
        MessageState(texts.enumerated().map { event($1, SequenceNumber($0 + 1)) })
    }

    static func message(_ number: Int64, _ texts: [String]) -> StoredMessage {
        StoredMessage(number: number, recipient: 1, state: state(texts))
    }

    static func at(_ second: Int) -> Timestamp {
        Timestamp(seconds: Sample.noon.seconds + Int64(second))
    }

    static func filter(_ statuses: String...) throws -> RowFilter? {
        let list = statuses.map { "\"\($0)\"" }.joined(separator: ",")
        return try report("status: [\(list)]").filter
    }

    static func report(_ conditions: String, rows: String = "number") throws -> ReportMapping {
        try ReportMapping(
            file: "r.json5",
            bytes: Array(
                """
                { rows: "\(rows)", where: { \(conditions) },
                  columns: [{ header: "A", field: "to" }] }
                """.utf8
            ),
            context: MappingContext(shipped: { _ in nil }, shippedNames: []) { _ in .success(.utc) }
        )
    }
}

extension MessageEvent {
    /// The same event at another position.
    func at(_ sequence: SequenceNumber) -> Self {
        Self(
            sequence: sequence,
            source: source,
            provider: provider,
            received: received,
            fields: fields
        )
    }

    /// The same event of another source.
    func from(_ source: String) -> Self {
        Self(
            sequence: sequence,
            source: source,
            provider: provider,
            received: received,
            fields: fields
        )
    }

    /// The same event with other fields.
    func telling(_ change: (inout Fields) -> Void) -> Self {
        var fields = fields
        change(&fields)
        return Self(
            sequence: sequence,
            source: source,
            provider: provider,
            received: received,
            fields: fields
        )
    }
}
