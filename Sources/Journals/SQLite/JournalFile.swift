import CryptoBridge
import PosixBridge
import SQLiteBridge
import Synchronization
import TicksheetCore

/// Waits for the lock of another process in short steps, up to a limit.
private final class BusyPatience: Sendable {
    // Senders wait about 20 s for an answer: they should hear "later" long before.
    private static let limit: UInt64 = 5_000_000_000
    private let begin = Atomic<UInt64>(0)

    func wait(try number: Int) -> Bool {
        if number == 0 { begin.store(Clocks.monotonic, ordering: .relaxed) }
        Clocks.pause(nanoseconds: 200_000)
        return Clocks.monotonic - begin.load(ordering: .relaxed) < Self.limit
    }
}

/// Opens the journal's file: settings of the connection, migrations, the secret.
enum JournalFile {
    /// Beyond this many bytes in use the write-ahead log is begun anew.
    static let longLog: Int64 = 16 << 20

    /// A log whose file became longer is cut when it is begun anew.
    ///
    /// Amid a commit that takes up to a tenth of a second, and so do the first syncs of new blocks: what
    /// a few seconds of somebody's reading let it grow by stays.
    static let longestLog = longLog * 4

    /// How the file is to be used.
    enum Use: Sendable {
        /// By the one writer of a process.
        case writing
        /// By a thread that only reads.
        case reading
    }

    /// Opens a connection with all its settings.
    static func open(_ path: String, for use: Use) throws(JournalError) -> SQLiteConnection {
        do throws(SQLiteError) {
            let connection = try SQLiteConnection(
                path,
                use == .writing ? .readWriteCreate : .readOnly
            )
            switch use {
            case .writing:
                // 0.2 ms steps: SQLite's own handler sleeps up to 100 ms, in which other writers
                // of this file would overtake again and again.
                let patience = BusyPatience()
                connection.onBusy { patience.wait(try: $0) }
                // Works only before the first table is made, and costs a write each time.
                if try version(of: connection) == 0 {
                    try connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                }
                try startLog(connection)
                try connection.execute("PRAGMA synchronous = FULL")
                try connection.execute("PRAGMA secure_delete = ON")
                try connection.execute("PRAGMA journal_size_limit = \(longestLog)")
                connection.setAutocheckpoint(pages: 0)
            case .reading:
                connection.onBusy { tries in
                    Clocks.pause(nanoseconds: 1_000_000)
                    return tries < 10_000
                }
            }
            // In KiB; filled as it is needed. The writer looks event ids up at random places.
            try connection.execute("PRAGMA cache_size = -\(use == .writing ? 32_768 : 4096)")
            return connection
        } catch {
            throw JournalError(error, path: path)
        }
    }

    // Several processes may meet at a file that is just being made. Where two of them would wait for
    // each other for ever, SQLite does not ask the busy handler but refuses one of them at once.
    private static func startLog(_ connection: SQLiteConnection) throws(SQLiteError) {
        let deadline = Clocks.monotonic + 10_000_000_000
        while true {
            do throws(SQLiteError) {
                return try connection.execute("PRAGMA journal_mode = WAL")
            } catch {
                guard error.isBusy, Clocks.monotonic < deadline else { throw error }
                Clocks.pause(nanoseconds: 1_000_000)
            }
        }
    }

    /// Brings an older file up to date.
    static func migrate(_ connection: SQLiteConnection, path: String) throws(JournalError) {
        do throws(SQLiteError) {
            let known = Migrations.steps.count
            let found = try version(of: connection)
            guard found <= known else {
                throw SQLiteError(code: -1, message: String(found), operation: "user_version")
            }
            guard found >= 0 else {
                throw SQLiteError(code: 11, message: "its version is \(found)", operation: "open")
            }
            if found == known { return }
            // Tables and version come in one transaction: a process that makes the journal just now is
            // not mistaken for another program.
            if found == 0, try hasTables(connection), try version(of: connection) == 0 {
                throw SQLiteError(
                    code: 26,
                    message: "the file is a database of another program",
                    operation: "open"
                )
            }
            try connection.transaction { () throws(SQLiteError) in
                // Another process may have been first.
                for step in try version(of: connection)..<known {
                    for statement in Migrations.steps[step] { try connection.execute(statement) }
                }
                try connection.execute("PRAGMA user_version = \(known)")
                let insert = try connection.prepare(
                    "INSERT OR IGNORE INTO facts (name, value) VALUES ('secret', ?)"
                )
                insert.bind(1, bytes: RandomBytes.make(32))
                try insert.run()
            }
        } catch {
            if error.operation == "user_version", let found = Int(error.message) {
                throw .newer(path: path, found: found, known: Migrations.steps.count)
            }
            throw JournalError(error, path: path)
        }
    }

    /// Returns the secret under which event ids are made.
    static func secret(_ connection: SQLiteConnection, path: String) throws(JournalError) -> [UInt8]
    {
        do throws(SQLiteError) {
            let statement = try connection.prepare("SELECT value FROM facts WHERE name = 'secret'")
            guard try statement.step() else { return [] }
            return statement.bytes(0)
        } catch {
            throw JournalError(error, path: path)
        }
    }

    private static func hasTables(_ connection: SQLiteConnection) throws(SQLiteError) -> Bool {
        let statement = try connection.prepare("SELECT 1 FROM sqlite_schema LIMIT 1")
        return try statement.step()
    }

    private static func version(of connection: SQLiteConnection) throws(SQLiteError) -> Int {
        let statement = try connection.prepare("PRAGMA user_version")
        defer { statement.reset() }
        return try statement.step() ? Int(statement.integer(0)) : 0
    }
}

extension JournalError {
    /// Names what SQLite answered.
    init(_ error: SQLiteError, path: String) {
        self =
            if error.isFull {
                .diskFull(path: path, cause: error.description)
            } else if error.isReadOnly {
                .readOnly(path: path, cause: error.description)
            } else if error.isOutOfFiles {
                .outOfFiles(path: path, cause: error.description)
            } else if error.isUnopenable {
                .unopenable(path: path, cause: error.description)
            } else if error.isCorrupt {
                .corrupt(path: path, cause: error.description)
            } else if error.isBusy {
                .busy(path: path)
            } else {
                .failed(path: path, cause: error.description)
            }
    }
}
