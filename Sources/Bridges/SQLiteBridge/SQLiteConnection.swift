internal import CSQLite

/// A connection to a database file.
///
/// Synchronous, used by one thread at a time.
@safe
package final class SQLiteConnection {
    /// How the file is opened.
    package enum Mode: Sendable {
        /// For reading and writing; made if it is not there.
        case readWriteCreate
        /// For reading and writing.
        case readWrite
        /// For reading only.
        case readOnly
    }

    // SAFETY: owned by this object from open to deinit; statements keep the connection alive.
    let handle: OpaquePointer
    private var busyWait: BusyWait?
    private var transactionBoundaries: (begin: SQLiteStatement, commit: SQLiteStatement)?

    // Before the first connection of the process; later it would be refused.
    private static let isConfigured = ticksheet_count_no_memory() == SQLITE_OK

    /// Opens a database file.
    package init(_ path: String, _ mode: Mode) throws(SQLiteError) {
        _ = Self.isConfigured
        let flags: Int32 =
            switch mode {
            case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        // SAFETY: SQLite allocates the connection; it is closed here on an error, else in deinit.
        let result = unsafe sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let connection = unsafe opened else {
            let message = unsafe opened.map { unsafe String(cString: sqlite3_errmsg($0)) }
            let number = unsafe opened.map { unsafe sqlite3_system_errno($0) }
            unsafe sqlite3_close_v2(opened)
            throw SQLiteError(
                code: result,
                message: message ?? "out of memory",
                operation: "open \(path)",
                systemNumber: number ?? 0
            )
        }
        unsafe handle = connection
        unsafe sqlite3_extended_result_codes(handle, 1)
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs one or more statements that return nothing.
    package func execute(_ sql: String) throws(SQLiteError) {
        let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result, sql) }
    }

    /// Compiles a statement for repeated use.
    package func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        try prepare(sql, ownedByConnection: false)
    }

    private func prepare(
        _ sql: String,
        ownedByConnection: Bool
    ) throws(SQLiteError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(
            handle,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &statement,
            nil
        )
        guard result == SQLITE_OK, let made = unsafe statement else { throw error(result, sql) }
        return unsafe SQLiteStatement(made, of: self, isOwned: ownedByConnection, sql: sql)
    }

    /// The number of rows that the last statement inserted, changed or removed.
    package var changes: Int { Int(unsafe sqlite3_changes64(handle)) }

    /// The row number of the last insert.
    package var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Runs a body in a transaction that takes the write lock at once; an error rolls all of it back.
    package func transaction<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        let (begin, commit) = try boundaries()
        try begin.run()
        do throws(SQLiteError) {
            let result = try body()
            try commit.run()
            return result
        } catch {
            if isInTransaction { try? execute("ROLLBACK") }
            throw error
        }
    }

    // Compiled once: at thousands of short transactions a second their text would be read each time.
    private func boundaries() throws(SQLiteError) -> (
        begin: SQLiteStatement, commit: SQLiteStatement
    ) {
        if let known = transactionBoundaries { return known }
        let made = (
            begin: try prepare("BEGIN IMMEDIATE", ownedByConnection: true),
            commit: try prepare("COMMIT", ownedByConnection: true)
        )
        transactionBoundaries = made
        return made
    }

    /// The bytes of memory in which pages of the file are kept.
    package var pageBytes: Int {
        var now: Int32 = 0
        var most: Int32 = 0
        // SAFETY: fills the two numbers that we own.
        unsafe sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_USED, &now, &most, 0)
        return Int(now)
    }

    /// Frees the pages of the file that are kept in memory and not in use.
    package func dropPages() {
        unsafe sqlite3_db_release_memory(handle)
    }

    /// Switches the checkpoint that SQLite runs after a commit off or to a number of pages.
    package func setAutocheckpoint(pages: Int32) {
        unsafe sqlite3_wal_autocheckpoint(handle, pages)
    }

    /// Moves pages of the write-ahead log into the database file without waiting for anyone.
    ///
    /// - Returns: Pages in the log and pages of them that are moved.
    @discardableResult
    package func walCheckpoint() throws(SQLiteError) -> (log: Int, moved: Int) {
        let (_, log, moved) = try checkpoint(SQLITE_CHECKPOINT_PASSIVE)
        return (log, moved)
    }

    /// Moves all of the write-ahead log into the database file, so that the next transaction begins
    /// it anew.
    ///
    /// Nobody can write meanwhile, in no process.
    ///
    /// `cutsFile`: Whether the log's file is emptied too.
    ///
    /// `wait`: Asked instead of that of `onBusy` while somebody reads from the log.
    ///
    /// - Returns: False where somebody still reads from it, or writes; then only a part is moved.
    package func walRestart(
        cutsFile: Bool = false,
        onBusy wait: @escaping @Sendable (Int) -> Bool
    ) throws(SQLiteError) -> Bool {
        let usual = busyWait
        install(BusyWait(wait))
        defer { install(usual) }
        return try checkpoint(
            cutsFile ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_RESTART
        ).isDone
    }

    // It is not done where others were in the way of a part.
    private func checkpoint(
        _ mode: Int32
    ) throws(SQLiteError) -> (isDone: Bool, log: Int, moved: Int) {
        var log: Int32 = 0
        var moved: Int32 = 0
        let result = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode, &log, &moved)
        guard result == SQLITE_OK || result & 0xFF == SQLITE_BUSY else {
            throw error(result, "wal_checkpoint")
        }
        return (result == SQLITE_OK, Int(log), Int(moved))
    }

    /// Says what to do while another connection holds the lock.
    ///
    /// - Parameter wait: Gets the number of tries so far; waits and returns true to try again.
    package func onBusy(_ wait: @escaping @Sendable (Int) -> Bool) {
        install(BusyWait(wait))
    }

    private func install(_ wait: BusyWait?) {
        let known = busyWait
        busyWait = wait
        // SAFETY: SQLite keeps the pointer until another one takes its place or the connection closes;
        // `busyWait` keeps the object, and `known` the one before until SQLite has let it go.
        unsafe sqlite3_busy_handler(
            handle,
            { context, tries in
                // Without one there is no second try, as without a handler.
                guard let context = unsafe context else { return 0 }
                let busy = unsafe Unmanaged<BusyWait>.fromOpaque(context).takeUnretainedValue()
                return busy.wait(Int(tries)) ? 1 : 0
            },
            wait.map { unsafe Unmanaged.passUnretained($0).toOpaque() }
        )
        withExtendedLifetime(known) {}
    }

    func error(_ code: Int32, _ operation: String) -> SQLiteError {
        // That of an earlier call stays where this one has another cause.
        let isOfSystem = [SQLITE_IOERR, SQLITE_CANTOPEN].contains(code & 0xFF)
        return SQLiteError(
            code: unsafe sqlite3_extended_errcode(handle) == 0
                ? code : unsafe sqlite3_extended_errcode(handle),
            message: unsafe String(cString: sqlite3_errmsg(handle)),
            operation: operation,
            systemNumber: unsafe isOfSystem ? ticksheet_system_errno(handle) : 0
        )
    }
}

private final class BusyWait: Sendable {
    let wait: @Sendable (Int) -> Bool

    init(_ wait: @escaping @Sendable (Int) -> Bool) {
        self.wait = wait
    }
}
