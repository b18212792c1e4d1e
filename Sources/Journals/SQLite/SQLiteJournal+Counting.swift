import SQLiteBridge
package import TicksheetCore

// What a monitor asks every few seconds: answered without a look at the entries.
extension SQLiteJournal {
    /// Returns how many problems are open.
    package func problemCount() throws(JournalError) -> Int {
        try read { reader throws(SQLiteError) in
            let statement = try reader.connection.prepare("SELECT count(*) FROM problems")
            return try statement.step() ? Int(statement.integer(0)) : 0
        }
    }
}
