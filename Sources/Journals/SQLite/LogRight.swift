import PosixBridge
import SQLiteBridge
import TicksheetCore

/// The exclusive right to move the write-ahead log into the database file, over all processes.
///
/// As long as somebody has it and moves nothing, the database file does not change: everything that
/// is written goes to the log.
struct LogRight {
    private static let patience: UInt64 = 5_000_000

    private let lease: any Lease

    /// Takes the right if it is free; an error counts as taken.
    static func taken(from leases: Leases) -> LogRight? {
        guard case .granted(let lease)? = try? leases.take("log") else { return nil }
        return LogRight(lease: lease)
    }

    /// Moves all of the log into the database file, so that the next transaction begins it anew.
    ///
    /// Whoever reads from the log is waited for, and all writers wait meanwhile: so it gives up after
    /// a few milliseconds. A reader takes as long as it likes, be it a person's own `sqlite3`.
    ///
    /// `cutsFile`: Whether the log's file is emptied too.
    ///
    /// - Returns: False where it gave up; then only a part is moved.
    func beginLogAnew(
        _ connection: SQLiteConnection,
        cutsFile: Bool = false
    ) throws(SQLiteError) -> Bool {
        let deadline = Clocks.monotonic + Self.patience
        return try connection.walRestart(cutsFile: cutsFile) { _ in
            Clocks.pause(nanoseconds: 200_000)
            return Clocks.monotonic < deadline
        }
    }

    /// Gives the right back; what is done under it stands before this.
    func end() {
        // The lease ends with its last reference: this is one.
        withExtendedLifetime(lease) {}
    }
}
