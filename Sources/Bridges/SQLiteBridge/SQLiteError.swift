internal import CSQLite

/// What SQLite answered: its extended result code and message.
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
    /// The extended result code. Source: <https://sqlite.org/rescode.html>
    package let code: Int32
    /// SQLite's own message.
    package let message: String
    /// The statement or call, never its values.
    package let operation: String

    /// Creates an error.
    package init(code: Int32, message: String, operation: String) {
        self.code = code
        self.message = message
        self.operation = operation
    }

    private var primary: Int32 { code & 0xFF }

    /// Whether another connection holds the lock.
    package var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }
    /// Whether the disk is full.
    package var isFull: Bool { primary == SQLITE_FULL }
    /// Whether the file cannot be written.
    package var isReadOnly: Bool { primary == SQLITE_READONLY || primary == SQLITE_PERM }
    /// Whether the file cannot be opened.
    package var isUnopenable: Bool { primary == SQLITE_CANTOPEN }
    /// Whether the file is damaged or no database.
    package var isCorrupt: Bool { primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB }

    /// One line, such as `SQLite 13 (database or disk is full) in "COMMIT"`.
    package var description: String {
        "SQLite \(code) (\(message)) in \"\(operation.prefix(60))\""
    }
}
