internal import CMicroHTTPD
package import HTTPTypes
import Synchronization

/// One request and its reply, from the first byte of the request to the last of the reply.
@safe final class Exchange: Sendable {
    enum Phase {
        /// The header is being read.
        case header
        /// The body is being read; with a reply where the header already decided it.
        case body(HTTPReply?)
        /// The work is under way on another thread.
        case working
        /// The connection is suspended until the work is done.
        case suspended
        /// The reply is known and not yet handed over.
        case answered(HTTPReply)
        /// The reply is on its way.
        case replied
    }

    struct State {
        var phase = Phase.header
        /// What is read of it: nil before its header is, and after the work has begun.
        var request: HTTPRequest?
        var isTooLarge = false
        /// Whether the whole request is read, so that a server that stops waits for its reply.
        var isPending = false
    }

    let state = Mutex(State())
    let target: String
    let connection: ServerConnection?
    // SAFETY: valid while the exchange is, because libmicrohttpd ends a suspended connection only
    // after it is resumed.
    nonisolated(unsafe) let handle: OpaquePointer

    init(target: String, handle: OpaquePointer, connection: ServerConnection?) {
        self.target = target
        unsafe self.handle = handle
        self.connection = connection
    }

    /// Takes the reply from any thread and wakes the connection where it sleeps.
    func answer(_ reply: HTTPReply) {
        let isSuspended = state.withLock { state in
            switch state.phase {
            case .suspended:
                state.phase = .answered(reply)
                return true
            case .working:
                state.phase = .answered(reply)
                return false
            case .header, .body, .answered, .replied:
                return false
            }
        }
        guard isSuspended else { return }
        unsafe MHD_resume_connection(handle)
        connection?.loop?.wake()
    }
}

/// The promise of a reply, kept by whoever does the work.
///
/// The first answer counts.
package final class PendingReply: Sendable {
    private static let broken = HTTPReply(status: 503, fields: [("Retry-After", "5")])

    let exchange: Exchange

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    deinit {
        // A promise that nobody kept would leave the client waiting for ever.
        exchange.answer(Self.broken)
    }

    /// Sends the reply; callable from any thread.
    package func answer(_ reply: HTTPReply) {
        exchange.answer(reply)
    }
}
