internal import CMicroHTTPD
internal import Glibc
import PosixBridge
import Synchronization

/// One daemon of libmicrohttpd and the thread that serves its connections.
///
/// The thread is ours and not libmicrohttpd's: that waits for more events, as long as a connection
/// may be idle, before it looks at those that it has, when 128 or a multiple of that come at once
/// (0.9.75, `MHD_epoll`). Here the thread waits by itself, and the daemon never does. Replies that are
/// ready wake it once for all of them, not once each.
@safe
final class ServerLoop: Sendable {
    // Milliseconds after which it is tried again to take a connection.
    private static let starvedPause: Int32 = 200

    // SAFETY: used by the thread alone, and by `end` once that has ended; compared by others.
    private nonisolated(unsafe) let daemon: OpaquePointer
    private let starvation: Starvation
    private let bell: Int32
    private let isRung = Atomic(false)
    private let isOver = Atomic(false)
    private let thread = Mutex<Thread?>(nil)

    /// Takes over a daemon; nothing is served before `start`.
    init(_ daemon: OpaquePointer, _ starvation: Starvation) throws(SystemError) {
        unsafe self.daemon = daemon
        self.starvation = starvation
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard bell >= 0 else {
            unsafe MHD_stop_daemon(daemon)
            throw SystemError(call: "eventfd", subject: "the server", number: errno)
        }
    }

    deinit { close(bell) }

    /// Starts the thread.
    func start() throws(SystemError) {
        let started = try Thread("http") { [self] in
            while !isOver.load(ordering: .relaxed) {
                waitForEvents()
                // One that has connections does not listen before one of them ends.
                let listens =
                    unsafe !starvation.isOn || ticksheet_connections(daemon) == 0
                    || ticksheet_listen_again(daemon) != 0
                let connections = unsafe ticksheet_connections(daemon)
                unsafe MHD_run(daemon)
                // One that was full does not listen, and begins to only when it runs anew: nothing else
                // might come that wakes it.
                if unsafe ticksheet_connections(daemon) < connections { unsafe MHD_run(daemon) }
                starvation.look(listens: listens)
            }
        }
        thread.withLock { $0 = started }
    }

    /// Whether a connection is one of this daemon's.
    func serves(_ connection: OpaquePointer) -> Bool {
        unsafe ticksheet_connection_daemon(connection) == daemon
    }

    /// Has the daemon look at connections that were resumed.
    func wake() {
        if !isRung.exchange(true, ordering: .sequentiallyConsistent) { _ = eventfd_write(bell, 1) }
    }

    /// Ends the thread, then closes the daemon's listening socket and all its connections.
    func end() {
        isOver.store(true, ordering: .relaxed)
        _ = eventfd_write(bell, 1)
        thread.withLock { $0 }?.join()
        unsafe MHD_stop_daemon(daemon)
    }

    private func waitForEvents() {
        var milliseconds: UInt64 = 0
        let isBounded = unsafe MHD_get_timeout(daemon, &milliseconds) == MHD_Result.YES
        var most = isBounded ? Int32(min(milliseconds, 60_000)) : -1
        var events = unsafe ticksheet_daemon_events(daemon)
        if starvation.isOn {
            // A connection that cannot be taken is an event for as long as it waits.
            if unsafe ticksheet_connections(daemon) == 0 { events = -1 }
            most = most < 0 ? Self.starvedPause : min(most, Self.starvedPause)
        }
        var waited = (
            pollfd(fd: events, events: Int16(POLLIN), revents: 0),
            pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
        )
        // SAFETY: two entries, which are ours; a tuple of one type lies in memory as an array does.
        unsafe withUnsafeMutablePointer(to: &waited) { pair in
            unsafe pair.withMemoryRebound(to: pollfd.self, capacity: 2) {
                _ = unsafe poll($0, 2, most)
            }
        }
        guard waited.1.revents != 0 else { return }
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(bell, &count)
        // Before the daemon runs: whoever resumes a connection from now on rings again.
        isRung.store(false, ordering: .sequentiallyConsistent)
    }
}
