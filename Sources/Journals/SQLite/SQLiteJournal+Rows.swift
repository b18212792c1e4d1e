import SQLiteBridge
package import TicksheetCore

// Rows that a destination does not take.
extension SQLiteJournal {
    /// Writes what a reader keeps, and in the same transaction what becomes of its rows' problems.
    func write(
        _ problems: RowProblems,
        of reader: ReaderID,
        _ keep: @escaping @Sendable (ReaderTable) throws(SQLiteError) -> Void
    ) throws(JournalError) {
        let identity = identity
        let time = now()
        try writer.perform { tables throws(SQLiteError) in
            // Mostly there are none: one statement is a transaction of its own.
            if problems.isEmpty { return try keep(tables.readers) }
            let readers = tables.readers
            let entries = tables.entries
            try entries.transaction { () throws(SQLiteError) in
                try RowProblemTable(entries, identity).write(problems, of: reader, at: time)
                try keep(readers)
            }
        }
    }

    package func wantedRows(of reader: ReaderID) throws(JournalError) -> [Int64] {
        try read { entries throws(SQLiteError) in
            try RowProblemTable.wanted(of: reader, entries.connection)
        }
    }

    package func wantRows(of problems: [Int64]) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try RowProblemTable.want(problems, tables.connection)
        }
    }
}
