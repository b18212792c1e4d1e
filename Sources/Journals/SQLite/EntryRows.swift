import SQLiteBridge
import TicksheetCore
import WallTime

/// Makes entries of the rows that ``EntryReader`` selects.
///
/// Keeps what the last row had, so that a row costs little more than its texts.
struct EntryRows {
    private let texts: [EntryText]
    // Made once: so large a struct is dear to make and to hand on.
    private var fields = Fields(time: Timestamp(seconds: 0, nanoseconds: 0))
    private var origin = RepeatedText(Origin.webhook)
    private var source = RepeatedText("")
    private var provider = RepeatedText("")
    private var kind = RepeatedText(EventKind.status)

    /// Begins with rows of which only some texts are read; the others are unknown.
    init(_ texts: [EntryText]) {
        self.texts = texts
    }

    mutating func entry(of row: SQLiteStatement) -> Entry {
        fields.time = Timestamp(
            seconds: row.integer(5),
            nanoseconds: Int32(truncatingIfNeeded: row.integer(6))
        )
        for text in texts { fields[text.field] = row.text(text.number) }
        fields.custom = row.text(16).map(CustomColumn.decoded) ?? []
        fields.isTimeOfReceipt = !row.isNull(17)
        return Entry(
            sequence: row.integer(0),
            origin: origin.value(of: row, 3) { Origin(rawValue: $0) ?? .webhook },
            source: source.value(of: row, 2) { $0 },
            provider: row.isNull(20) ? nil : provider.value(of: row, 20) { $0 },
            received: Timestamp(seconds: row.integer(1), nanoseconds: 0),
            kind: kind.value(of: row, 4) { EventKind(rawValue: $0) ?? .status },
            fields: fields,
            corrects: row.isNull(18) ? nil : row.integer(18)
        )
    }
}

/// What the text of a column means, kept from row to row: one of few, it is seldom another.
struct RepeatedText<Value> {
    private var text: [UInt8]
    private var value: Value

    /// Starts with what an empty text means.
    init(_ value: Value) {
        text = []
        self.value = value
    }

    /// Returns what a row's text means.
    mutating func value(
        of row: SQLiteStatement,
        _ column: Int32,
        _ meaning: (String) -> Value
    ) -> Value {
        if !row.holds(text, in: column) {
            let found = row.text(column) ?? ""
            text = Array(found.utf8)
            value = meaning(found)
        }
        return value
    }
}
