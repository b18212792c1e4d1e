import PosixBridge
import SQLiteBridge
import Synchronization
import TicksheetCore

/// Moves the write-ahead log into the database file on a thread of its own, so that no commit waits
/// for it.
final class LogCheckpointer: Sendable {
    // 4 MiB of log are worth moving.
    private static let worthMoving: Int64 = 4 << 20
    private static let pagesTooMany = Int(JournalFile.longLog / 4096)

    // While a writer is busy some pages always came after the last were moved, and the log would
    // grow for ever: now and then the writer itself moves the last few and begins anew.
    private let wantsRestart = Atomic(false)

    private let isStopped = Monitor(false)
    private let thread = Mutex<Thread?>(nil)
    private let leases: Leases

    init(path: String, leases: Leases) throws(JournalError) {
        self.leases = leases
        do throws(SystemError) {
            let thread = try Thread("checkpoint") { [self] in
                guard let connection = try? JournalFile.open(path, for: .writing) else { return }
                var length = 0
                while isStopped.wait(
                    until: { $0 },
                    deadline: Clocks.monotonic + 200_000_000,
                    then: { _ in true }
                ) == nil {
                    let size = (try? Paths.status(path + "-wal"))??.size ?? 0
                    // The file stays as long as it once was; what counts is how much of it is in use.
                    guard size > Self.worthMoving, let right = LogRight.taken(from: leases) else {
                        continue
                    }
                    // An error here harms nothing: the log stays, and the next round tries again.
                    length = (try? move(connection, right, size: size, lastLength: length)) ?? 0
                    right.end()
                }
            }
            self.thread.withLock { $0 = thread }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    // Returns the pages in the log.
    private func move(
        _ connection: SQLiteConnection,
        _ right: LogRight,
        size: Int64,
        lastLength: Int
    ) throws(SQLiteError) -> Int {
        let pages = try connection.walCheckpoint()
        wantsRestart.store(Self.isDue(pages), ordering: .relaxed)
        // The writer cuts it too, but only when it has something to write.
        let isQuiet = pages.log == pages.moved && pages.log == lastLength
        if isQuiet, size > JournalFile.longestLog,
            try right.beginLogAnew(connection, cutsFile: true)
        {
            wantsRestart.store(false, ordering: .relaxed)
        }
        return pages.log
    }

    // Where much is left to be moved somebody reads an old part of the log: the writer would only
    // wait in vain, and move the rest while everybody waits for it. The longer the log, the more it may.
    private static func isDue(_ pages: (log: Int, moved: Int)) -> Bool {
        pages.log > pagesTooMany && pages.log - pages.moved < max(1000, pages.log / 4)
    }

    /// Whether the writer should begin the log anew after its next transaction; asked once.
    func takeRestart() -> Bool {
        wantsRestart.load(ordering: .relaxed)
            && wantsRestart.exchange(false, ordering: .relaxed)
    }

    /// Moves the rest of the log and lets the next transaction begin it anew.
    ///
    /// `connection`: The writer's, between two transactions.
    func beginAnew(_ connection: SQLiteConnection) {
        // Without the right, or after an error, the log stays long until the next time.
        guard let right = LogRight.taken(from: leases) else { return }
        _ = try? right.beginLogAnew(connection)
        right.end()
    }

    func close() {
        isStopped.withLock { $0 = true }
        isStopped.signal()
        thread.withLock { $0.take() }?.join()
    }
}
