import Journals
import TicksheetCore
import WallTime

/// Which entries a report begins with, as its `from` says.
struct ReportBeginning: Sendable {
    /// Entries up to it are not in the report.
    private(set) var position: SequenceNumber
    // Nothing was received since then: the report begins with the first that is.
    private var date: Timestamp?

    /// Of several destinations the one that begins first counts; one that no program has fed yet and that
    /// begins with what comes then has nothing.
    init(_ report: Settings.Report, _ journal: SQLiteJournal) throws(JournalError) {
        let head = try journal.head()
        let known = Set(try journal.readers().map(\.reader))
        position = .max
        for reader in report.destinations.map(\.reader)
        where report.start != .now || known.contains(reader) {
            position = min(position, try journal.beginning(of: reader, at: report.start))
        }
        if case .date(let date) = report.start, position >= head {
            position = .max
            self.date = date
        }
    }

    /// Takes a new entry into account.
    mutating func take(_ entry: Entry) {
        guard let date, entry.received >= date else { return }
        position = entry.sequence - 1
        self.date = nil
    }
}
