import PosixBridge
import SQLiteBridge
package import TicksheetCore

extension SQLiteJournal {
    package func forget(digits: String) throws(JournalError) {
        let identity = identity
        try writer.perform { tables throws(SQLiteError) in
            try ForgottenNumbers.add(Array(digits.utf8), identity, tables.connection)
        }
    }

    package func forgotten() throws(JournalError) -> NumberMask {
        try read { reader throws(SQLiteError) in try ForgottenNumbers.mask(reader.connection) }
    }

    package func maskStored(after cursor: MaskCursor) throws(JournalError) -> MaskStep {
        let identity = identity
        return try writer.perform { tables throws(SQLiteError) in
            try MaskTable(tables.connection, identity).step(after: cursor)
        }
    }

    /// Moves all of the write-ahead log into the file and empties it, so that no old page is left.
    ///
    /// - Returns: False where somebody still reads from it, or a backup is being made.
    package func emptyLog() throws(JournalError) -> Bool {
        guard let right = LogRight.taken(from: leases) else { return false }
        defer { right.end() }
        return try writer.perform { tables throws(SQLiteError) in
            try right.beginLogAnew(tables.connection, cutsFile: true)
        }
    }
}
