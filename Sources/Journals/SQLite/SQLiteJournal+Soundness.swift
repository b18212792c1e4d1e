import SQLiteBridge
package import TicksheetCore

extension SQLiteJournal {
    /// Looks whether all pages of the file belong together, as SQLite itself sees it.
    ///
    /// Reads the whole file once, from a connection of its own. What is written meanwhile stays in the
    /// write-ahead log, which grows by that much.
    package func requireSound() throws(JournalError) {
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
    }
}
