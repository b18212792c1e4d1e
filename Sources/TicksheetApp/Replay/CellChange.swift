import TicksheetCore

/// A cell that would be written otherwise.
struct CellChange: Sendable, Equatable {
    /// Whose row it is in.
    let row: ChangedRow
    /// The column's header; nil where the row as a whole goes.
    let column: String?
    /// The text of now; nil where there is no row.
    let now: String?
    /// The text of then; nil where there is no row.
    let after: String?
}

/// What tells people which row changes.
struct ChangedRow: Sendable, Equatable {
    /// What it stands for.
    enum Subject: Sendable, Equatable {
        /// An entry; nil for a new event.
        case entry(SequenceNumber?)
        /// A message.
        case message
        /// A recipient.
        case number
    }

    /// The report's name.
    let report: String
    let subject: Subject
    /// Whether it comes of something that the journal has not.
    let isNew: Bool
    /// The message's id; nil for what stands for a recipient.
    let message: String?
    /// The recipient.
    let recipient: String?

    /// Returns the cells in which two rows differ; where one is no row, what comes or goes.
    func changes(from before: Row?, to after: Row?, _ headers: [String]) -> [CellChange] {
        guard let after else {
            return before == nil
                ? [] : [CellChange(row: self, column: nil, now: "a row", after: nil)]
        }
        return after.enumerated().compactMap { column, cell in
            let now = before?[column].text
            return now ?? "" == cell.text
                ? nil : CellChange(row: self, column: headers[column], now: now, after: cell.text)
        }
    }
}
