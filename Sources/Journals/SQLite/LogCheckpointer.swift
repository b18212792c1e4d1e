import PosixBridge
import SQLiteBridge
import Synchronization
import TicksheetCore

/// Moves the write-ahead log into the database file on a thread of its own, so that no commit waits
/// for it.
final class LogCheckpointer: Sendable {
    // 4 MiB of log are worth moving; beyond 64 MiB the log is begun anew, for which writers wait
    // until the last pages are moved.
    private static let worthMoving: Int64 = 4 << 20
    private static let tooLong: Int64 = 64 << 20

    private let isStopped = Monitor(false)
    private let thread = Mutex<Thread?>(nil)

    init(path: String) throws(JournalError) {
        do throws(SystemError) {
            let isStopped = isStopped
            let thread = try Thread("checkpoint") {
                guard let connection = try? JournalFile.open(path, for: .writing) else { return }
                while isStopped.wait(
                    until: { $0 },
                    deadline: Clocks.monotonic + 200_000_000,
                    then: { _ in true }
                ) == nil {
                    let size = (try? Paths.status(path + "-wal"))??.size ?? 0
                    guard size > Self.worthMoving else { continue }
                    // An error here harms nothing: the log stays, and the next round tries again.
                    _ = try? connection.walCheckpoint()
                    if size > Self.tooLong { _ = try? connection.walCheckpoint(restart: true) }
                }
            }
            self.thread.withLock { $0 = thread }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    func close() {
        isStopped.withLock { $0 = true }
        isStopped.signal()
        thread.withLock { $0.take() }?.join()
    }
}
