internal import CLinux
import Glibc

/// A thread of our own, for work that blocks.
package final class Thread: Sendable {
    private let identity: pthread_t
    private let isJoined = Monitor(false)

    /// Starts a thread that runs the body and ends.
    ///
    /// `name`: At most 15 characters; shown by `top -H` and gdb.
    ///
    /// `niceness`: How far it lets other threads go first, from 0 to 19.
    package init(
        _ name: String,
        niceness: Int32 = 0,
        _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        var started = pthread_t()
        // SAFETY: the closure is retained here and released once, by the new thread.
        let entrance = Entrance(name: name, niceness: niceness, body: body)
        let context = unsafe Unmanaged.passRetained(entrance).toOpaque()
        let result = unsafe pthread_create(&started, nil, enter, context)
        guard result == 0 else {
            unsafe Unmanaged<Entrance>.fromOpaque(context).release()
            throw SystemError(call: "pthread_create", subject: name, number: result)
        }
        identity = started
    }

    deinit {
        // The system keeps the stack of a thread that nobody joins.
        let isJoined = isJoined.withLock { $0 }
        if !isJoined { pthread_detach(identity) }
    }

    /// Waits until the thread has ended; a second call returns at once.
    package func join() {
        let isFirst = isJoined.withLock { joined in
            defer { joined = true }
            return !joined
        }
        if isFirst { pthread_join(identity, nil) }
    }
}

private final class Entrance: Sendable {
    let name: String
    let niceness: Int32
    let body: @Sendable () -> Void

    init(name: String, niceness: Int32, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.niceness = niceness
        self.body = body
    }
}

private func enter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    // SAFETY: takes over the retain of Thread.init, once.
    let entrance = unsafe Unmanaged<Entrance>.fromOpaque(context).takeRetainedValue()
    unsafe ticksheet_name_thread(entrance.name)
    // On Linux of this thread alone. It stays where a service manager set the process further back.
    if entrance.niceness > getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, entrance.niceness)
    }
    entrance.body()
    return nil
}
