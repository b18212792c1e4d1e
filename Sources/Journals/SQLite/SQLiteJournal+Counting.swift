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

    /// Returns how many problems of bodies are open, and how many of the rows of each reader.
    package func openProblems() throws(JournalError) -> (bodies: Int, rows: [ReaderID: Int]) {
        try read { reader throws(SQLiteError) in
            let statement = try reader.connection.prepare(
                "SELECT reader, count(*) FROM problems GROUP BY reader"
            )
            var found: (bodies: Int, rows: [ReaderID: Int]) = (0, [:])
            while try statement.step() {
                let count = Int(statement.integer(1))
                if let name = statement.text(0) {
                    found.rows[ReaderID(name)] = count
                } else {
                    found.bodies = count
                }
            }
            return found
        }
    }
}
