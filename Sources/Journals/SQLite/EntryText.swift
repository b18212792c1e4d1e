import TicksheetCore

/// A text of an entry and the column that holds it.
struct EntryText {
    let field: StandardField
    /// The column's name in the table.
    let column: String
    /// Its number in what ``EntryReader`` selects.
    let number: Int32

    static let all = [
        Self(field: .from, column: "sender", number: 7),
        Self(field: .to, column: "recipient", number: 8),
        Self(field: .status, column: "status", number: 9),
        Self(field: .description, column: "description", number: 10),
        Self(field: .message, column: "message", number: 11),
        Self(field: .code, column: "code", number: 12),
        Self(field: .campaign, column: "campaign", number: 13),
        Self(field: .channel, column: "channel", number: 14),
        Self(field: .template, column: "template", number: 15),
    ]
}
