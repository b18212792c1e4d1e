internal import CMicroHTTPD
internal import Glibc
import PosixBridge
import Synchronization

/// One daemon of libmicrohttpd and the thread that serves its connections.
///
/// The thread is ours and not libmicrohttpd's: that waits for more events, as long as a connection
/// may be idle, before it looks at those that it has, when 128 or a multiple of that come at once
/// (0.9.75, `MHD_epoll`). Here it never waits longer than it is told to.
@safe
final class ServerLoop: Sendable {
    // How soon the thread sees that it is to end.
    private static let longest: Int32 = 100
    private static let shortest: Int32 = 5
    // libmicrohttpd takes so many events at once.
    private static let events: UInt32 = 128

    // SAFETY: used by the thread alone, and by `end` once that has ended.
    private nonisolated(unsafe) let daemon: OpaquePointer
    private let isOver: Flag
    private let thread: Thread

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    /// Starts the thread; the loop owns the daemon from then on.
    init(_ daemon: OpaquePointer) throws(SystemError) {
        let isOver = Flag()
        nonisolated(unsafe) let served = unsafe daemon
        self.isOver = isOver
        unsafe self.daemon = daemon
        do throws(SystemError) {
            thread = try Thread("http") {
                while !isOver.isSet.load(ordering: .relaxed) { unsafe Self.serve(served) }
            }
        } catch {
            unsafe MHD_stop_daemon(daemon)
            throw error
        }
    }

    private static func serve(_ daemon: OpaquePointer) {
        let count = unsafe ticksheet_connection_count(daemon)
        let wait = count < events ? longest : shortest
        if unsafe MHD_run_wait(daemon, wait) != MHD_Result.YES {
            Clocks.pause(nanoseconds: UInt64(shortest) * 1_000_000)
        }
    }

    /// Ends the thread, then closes the daemon's listening socket and all its connections.
    func end() {
        isOver.isSet.store(true, ordering: .relaxed)
        thread.join()
        unsafe MHD_stop_daemon(daemon)
    }
}
