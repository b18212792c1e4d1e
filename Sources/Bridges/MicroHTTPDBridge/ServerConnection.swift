import PosixBridge
import Synchronization

/// One client's connection: its socket and the time by which it must have done its next step.
///
/// libmicrohttpd's own time-out counts silence only, so a client that sends a byte now and then
/// outlives it; the deadline here does not move with bytes.
final class ServerConnection: Sendable {
    let socket: Int32
    /// The client's address as text.
    let peer: String
    /// What serves it; nil where the server stops.
    let loop: ServerLoop?
    private let deadline: Atomic<UInt64>
    private let current = Mutex<Exchange?>(nil)

    init(socket: Int32, peer: String, loop: ServerLoop?, seconds: Double) {
        self.socket = socket
        self.peer = peer
        self.loop = loop
        deadline = Atomic(Self.time(in: seconds))
    }

    /// The request that is being read or answered.
    var exchange: Exchange? {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    /// Sets the next deadline.
    func expectNext(within seconds: Double) {
        deadline.store(Self.time(in: seconds), ordering: .relaxed)
    }

    /// Sets the next deadline, unless the one that is set is sooner.
    func expectNext(atMost seconds: Double) {
        let known = deadline.load(ordering: .relaxed)
        deadline.store(min(known, Self.time(in: seconds)), ordering: .relaxed)
    }

    func isLate(at now: UInt64) -> Bool {
        deadline.load(ordering: .relaxed) < now
    }

    private static func time(in seconds: Double) -> UInt64 {
        Clocks.monotonic + UInt64(max(0, seconds) * 1_000_000_000)
    }
}
