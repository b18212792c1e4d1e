import PosixBridge
import SQLiteBridge
package import TicksheetCore

extension SQLiteJournal {
    // A second or two of reading.
    private static let mostBytes: Int64 = 1 << 30

    /// Looks whether all pages of the file belong together, as SQLite itself sees it.
    ///
    /// Reads the whole file once, from a connection of its own. What is written meanwhile stays in the
    /// write-ahead log, which grows by that much: so a file of more than 1 GiB is not looked through.
    ///
    /// - Returns: Whether it was.
    package func requireSound() throws(JournalError) -> Bool {
        guard let bytes = (try? Paths.status(path))?.size, bytes <= Self.mostBytes else {
            return false
        }
        let connection = try JournalFile.open(path, for: .reading)
        let finding: String
        do throws(SQLiteError) {
            let check = try connection.prepare("PRAGMA quick_check(1)")
            defer { check.reset() }
            finding = try check.step() ? check.text(0) ?? "" : ""
        } catch {
            throw JournalError(error, path: path)
        }
        guard finding == "ok" else {
            throw .corrupt(path: path, cause: "SQLite's quick_check: \(finding)")
        }
        return true
    }
}
