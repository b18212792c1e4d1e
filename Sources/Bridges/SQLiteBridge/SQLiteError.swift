internal import CSQLite

/// What SQLite answered: its extended result code and message.
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
    /// The extended result code. Source: <https://sqlite.org/rescode.html>
    package let code: Int32
    /// SQLite's own message.
    package let message: String
    /// The statement or call, never its values.
    package let operation: String
    /// What the system answered where that is the cause, an `errno`; else 0.
    package let systemNumber: Int32

    /// Creates an error.
    package init(code: Int32, message: String, operation: String, systemNumber: Int32 = 0) {
        self.code = code
        self.message = message
        self.operation = operation
        self.systemNumber = systemNumber
    }

    private var primary: Int32 { code & 0xFF }

    /// Whether another connection holds the lock.
    package var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }
    /// Whether the disk is full, or this user's part of it, or the file as large as it may be.
    package var isFull: Bool {
        primary == SQLITE_FULL || systemNumber == ticksheet_enospc
            || systemNumber == ticksheet_edquot || systemNumber == ticksheet_efbig
    }
    /// Whether the file cannot be written; also where its disk failed, and the system mounted it so.
    package var isReadOnly: Bool {
        primary == SQLITE_READONLY || primary == SQLITE_PERM || systemNumber == ticksheet_erofs
    }
    /// Whether as many files are open as may be.
    package var isOutOfFiles: Bool {
        systemNumber == ticksheet_emfile || systemNumber == ticksheet_enfile
    }
    /// Whether the file cannot be opened.
    package var isUnopenable: Bool { primary == SQLITE_CANTOPEN }
    /// Whether the file is damaged or no database.
    package var isCorrupt: Bool { primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB }

    /// One line, such as `SQLite 13 (database or disk is full) in "COMMIT"`.
    package var description: String {
        let number =
            systemNumber == ticksheet_efbig
            ? "the file may not grow: ulimit -f" : "errno \(systemNumber)"
        let cause = systemNumber == 0 ? message : "\(message), \(number)"
        return "SQLite \(code) (\(cause)) in \"\(operation.prefix(60))\""
    }
}
