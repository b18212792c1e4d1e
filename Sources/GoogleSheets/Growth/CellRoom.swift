/// How many cells of a spreadsheet a report may fill.
///
/// Google counts all tabs together, empty cells too. A fiftieth is left free: for tabs that people add
/// (26,000 cells each), and for what other reports write to the same spreadsheet between the reading
/// of its size and the writing of a batch.
package struct CellRoom: Sendable, Equatable {
    /// Google's limit.
    ///
    /// Source: <https://support.google.com/drive/answer/37603>
    package static let google = CellRoom(limit: 10_000_000)

    /// The most cells that a spreadsheet may have.
    package let limit: Int64

    /// Creates one; a lower limit than Google's is for tests.
    package init(limit: Int64) {
        self.limit = limit
    }

    /// The most cells that reports let it have.
    package var usable: Int64 { limit - limit / 50 }
}
