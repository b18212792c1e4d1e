internal import CMicroHTTPD
internal import Glibc
package import HTTPTypes
package import PosixBridge
import Synchronization

/// An HTTP/1.1 server over libmicrohttpd: epoll, a few threads, replies that may come later.
///
/// A request is handled on the thread that read it. The handler returns a reply at once, or nil and
/// answers the `PendingReply` later from any thread; the connection sleeps until then and holds no
/// thread. Source: <https://www.gnu.org/software/libmicrohttpd/manual/libmicrohttpd.html>
@safe
package final class MicroHTTPServer: Sendable {
    /// Looks at a request's header before its body is read; a reply ends it there.
    package typealias Admit = @Sendable (HTTPRequest) -> HTTPReply?
    /// Handles a whole request; nil means that the pending reply will be answered.
    package typealias Handle = @Sendable (HTTPRequest, PendingReply) -> HTTPReply?
    /// Why the server itself refuses a request.
    package enum Refusal: Sendable {
        /// The body is larger than the limit.
        case tooLarge
        /// The header says more than once how long the body is.
        case ambiguousLength
    }
    /// Hears of a request that the server itself refuses.
    package typealias NoteRefusal = @Sendable (HTTPRequest, Refusal) -> Void

    /// Hears, again and again, that connections have to wait because no descriptor is left, and once that
    /// they are taken again.
    package typealias NoteStarvation = @Sendable (_ isStarved: Bool, _ isNews: Bool) -> Void

    private struct State {
        var loops: [ServerLoop] = []
        var isStopped = false
        var connections: [ObjectIdentifier: ServerConnection] = [:]
    }

    private let state = Mutex(State())
    private let isStopping = Atomic(false)
    // Requests that are read and whose replies are not yet sent.
    private let pending = Monitor(0)
    private let watchdog = Monitor(false)
    private let replies = ReadyReplies()
    private let limits: ServerLimits
    private let admit: Admit
    private let handle: Handle
    private let noteRefusal: NoteRefusal
    /// Where the server listens.
    package let socket: ListeningSocket

    /// Starts a server on a socket that listens already; it owns the socket from then on.
    ///
    /// `certificate`: What it shows; nil for a server without TLS.
    package init(
        on socket: ListeningSocket,
        limits: ServerLimits,
        certificate: ServerCertificate? = nil,
        noteRefusal: @escaping NoteRefusal = { _, _ in },
        noteStarvation: @escaping NoteStarvation = { _, _ in },
        admit: @escaping Admit,
        handle: @escaping Handle
    ) throws(SystemError) {
        self.socket = socket
        self.limits = limits
        self.noteRefusal = noteRefusal
        self.admit = admit
        self.handle = handle
        if let certificate { ServedCertificates.show(certificate, at: socket.port) }
        // SAFETY: the context is this object, which `stop` keeps alive until all daemons have ended.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        var loops: [ServerLoop] = []
        do throws(SystemError) {
            for number in 0..<limits.threads {
                // Each daemon closes its own.
                let listening = number == 0 ? socket.descriptor : dup(socket.descriptor)
                guard listening >= 0 else {
                    throw SystemError(call: "listen on", subject: socket.host, number: errno)
                }
                let starvation = Starvation(note: noteStarvation)
                let daemon = unsafe Self.daemon(
                    on: listening,
                    limits,
                    certificate,
                    starvation,
                    context
                )
                guard let daemon = unsafe daemon else {
                    throw SystemError(
                        call: "start the server on",
                        subject: socket.host,
                        number: EMFILE
                    )
                }
                loops.append(unsafe try ServerLoop(daemon, starvation))
            }
            state.withLock { $0.loops = loops }
            for loop in loops { try loop.start() }
        } catch {
            state.withLock { $0.loops = [] }
            for loop in loops { loop.end() }
            unsafe Unmanaged<MicroHTTPServer>.fromOpaque(context).release()
            throw error
        }
        _ = try Thread("watchdog") { [self] in watch() }
    }

    private static func daemon(
        on socket: Int32,
        _ limits: ServerLimits,
        _ certificate: ServerCertificate?,
        _ starvation: Starvation,
        _ context: UnsafeMutableRawPointer
    ) -> OpaquePointer? {
        let flags =
            MHD_USE_EPOLL.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_USE_ERROR_LOG.rawValue
        return unsafe ticksheet_start_daemon(
            UInt32(flags),
            socket,
            UInt32(max(1, limits.connections / limits.threads)),
            UInt32(limits.idle),
            16 << 10,
            starvation.mark,
            context,
            accessCallback,
            completedCallback,
            connectionCallback,
            targetCallback,
            certificate == nil ? nil : certificateCallback
        )
    }

    /// Shows another certificate to connections that begin from now on; those that are open keep theirs.
    package func show(_ certificate: ServerCertificate) {
        ServedCertificates.show(certificate, at: socket.port)
    }

    /// Stops: what comes is refused with 503, the requests under way get their replies, then all is
    /// closed.
    ///
    /// - Parameter seconds: How long the replies under way may take; after that the connections are cut.
    package func stop(within seconds: Double) {
        let loops = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped ? [] : state.loops
        }
        guard !loops.isEmpty else { return }
        // Requests that come now are answered at once: none may sleep after the wait.
        isStopping.store(true, ordering: .sequentiallyConsistent)
        if !areAnswered(within: seconds) {
            // libmicrohttpd aborts where a connection still sleeps when its daemon stops.
            let connections = state.withLock { Array($0.connections.values) }
            for connection in connections { connection.exchange?.answer(unavailable) }
            // Those replies are still being sent; a client that reads none is not waited for.
            _ = areAnswered(within: 1)
        }
        watchdog.withLock { $0 = true }
        watchdog.broadcast()
        for loop in loops { loop.end() }
        // SAFETY: balances the retain of init; the daemons call nobody any more.
        unsafe Unmanaged.passUnretained(self).release()
    }

    private func areAnswered(within seconds: Double) -> Bool {
        let deadline = Clocks.monotonic + UInt64(seconds * 1_000_000_000)
        return pending.wait(until: { $0 == 0 }, deadline: deadline, then: { _ in true }) != nil
    }

    /// The connections that are open.
    var connections: [ServerConnection] { state.withLock { Array($0.connections.values) } }

    private func watch() {
        while true {
            let isOver = watchdog.wait(
                until: { $0 },
                deadline: Clocks.monotonic + 250_000_000,
                then: { _ in true }
            )
            if isOver == true { return }
            let now = Clocks.monotonic
            state.withLock { state in
                for connection in state.connections.values where connection.isLate(at: now) {
                    // The socket stays open until libmicrohttpd sees its end and closes it.
                    shutdown(connection.socket, Int32(SHUT_RDWR))
                }
            }
        }
    }

    // MARK: What libmicrohttpd calls

    /// A connection was taken.
    func opened(_ handle: OpaquePointer) -> ServerConnection {
        let loop = state.withLock { $0.loops }.first { unsafe $0.serves(handle) }
        let connection = ServerConnection(
            socket: unsafe ticksheet_connection_socket(handle),
            peer: unsafe peer(of: handle),
            loop: loop,
            seconds: limits.header
        )
        state.withLock { $0.connections[ObjectIdentifier(connection)] = connection }
        return connection
    }

    /// The request line was read: nothing tells of a request before that.
    func began(_ exchange: Exchange) {
        exchange.connection?.exchange = exchange
        exchange.connection?.expectNext(atMost: limits.header)
    }

    /// A connection has ended.
    func closed(_ connection: ServerConnection) {
        connection.exchange = nil
        _ = state.withLock { $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
    }

    /// A request is answered, or its connection is gone.
    func ended(_ exchange: Exchange) {
        exchange.connection?.exchange = nil
        exchange.connection?.expectNext(within: limits.idle)
        guard exchange.state.withLock({ $0.isPending }) else { return }
        pending.withLock { $0 -= 1 }
        pending.broadcast()
    }

    /// One call of libmicrohttpd's access handler: the header, a part of the body, or its end.
    func accessed(
        _ exchange: Exchange,
        method: UnsafePointer<CChar>,
        part: UnsafePointer<CChar>?,
        count: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        let phase = exchange.state.withLock { $0.phase }
        switch phase {
        case .header:
            return unsafe begin(exchange, method: String(cString: method))
        case .body(let early):
            if unsafe count.pointee > 0 {
                if early == nil, let part = unsafe part {
                    // SAFETY: the part is read before this callback returns.
                    unsafe UnsafeBufferPointer(start: part, count: count.pointee)
                        .withMemoryRebound(to: UInt8.self) { unsafe append($0, to: exchange) }
                }
                unsafe count.pointee = 0
                return MHD_Result.YES
            }
            if let early { return reply(early, to: exchange) }
            return finish(exchange)
        case .answered(let answer):
            return reply(answer, to: exchange)
        case .working, .suspended, .replied:
            return MHD_Result.YES
        }
    }

    private func begin(_ exchange: Exchange, method: String) -> MHD_Result {
        exchange.connection?.expectNext(within: limits.total)
        let head = HTTPRequest(
            method: method,
            target: exchange.target,
            fields: unsafe HTTPFields(of: exchange.handle),
            peer: exchange.connection?.peer ?? ""
        )
        // Where a body ends by two different measures, whoever stands in between may see another request
        // in it than we do (RFC 9112 §6.3): it ends with its connection.
        if head.fields.isLengthAmbiguous {
            noteRefusal(head, .ambiguousLength)
            return reply(ambiguous, to: exchange)
        }
        let length = head.fields["content-length"].flatMap { Int($0) }
        let early = admit(head) ?? (length.map { $0 > limits.body } == true ? tooLarge(head) : nil)
        // A client that asks before it sends its body is spared the body.
        if let early, head.fields["expect"] != nil { return reply(early, to: exchange) }
        exchange.state.withLock { state in
            state.phase = .body(early)
            state.request = head
            if early == nil, let length { state.request?.body.reserveCapacity(length) }
        }
        // Without a body there is nothing to wait for; with one it is read and dropped first, or
        // the client would see a reset instead of the reply.
        return MHD_Result.YES
    }

    private func append(_ part: UnsafeBufferPointer<UInt8>, to exchange: Exchange) {
        exchange.state.withLock { state in
            if state.isTooLarge { return }
            if (state.request?.body.count ?? 0) + part.count > limits.body {
                state.isTooLarge = true
                state.request?.body = []
            } else {
                unsafe state.request?.body.append(contentsOf: part)
            }
        }
    }

    private func finish(_ exchange: Exchange) -> MHD_Result {
        let (taken, isTooLarge) = exchange.state.withLock { state in
            state.phase = .working
            state.isPending = true
            return (state.request.take(), state.isTooLarge)
        }
        pending.withLock { $0 += 1 }
        guard let request = taken else { return MHD_Result.NO }
        if isTooLarge { return reply(tooLarge(request), to: exchange) }
        if isStopping.load(ordering: .sequentiallyConsistent) {
            return reply(unavailable, to: exchange)
        }
        if let answer = handle(request, PendingReply(exchange)) {
            return reply(answer, to: exchange)
        }
        // The answer may have come meanwhile: suspend only where it has not.
        let answer: HTTPReply? = exchange.state.withLock { state in
            if case .answered(let answer) = state.phase { return answer }
            unsafe MHD_suspend_connection(exchange.handle)
            state.phase = .suspended
            return nil
        }
        return answer.map { reply($0, to: exchange) } ?? MHD_Result.YES
    }

    private var unavailable: HTTPReply {
        HTTPReply(status: 503, fields: [("Retry-After", "5"), ("Connection", "close")])
    }

    private var ambiguous: HTTPReply {
        HTTPReply(
            status: 400,
            text: "The request says more than once how long its body is.\n",
            fields: [("Connection", "close")]
        )
    }

    private func tooLarge(_ head: HTTPRequest) -> HTTPReply {
        noteRefusal(head, .tooLarge)
        return HTTPReply(
            status: 413,
            text: "The body is larger than \(limits.body) bytes, the limit of this server.\n"
        )
    }

    private func reply(_ reply: HTTPReply, to exchange: Exchange) -> MHD_Result {
        exchange.state.withLock { $0.phase = .replied }
        return unsafe replies.queue(reply, on: exchange.handle)
    }

    private func peer(of handle: OpaquePointer) -> String {
        guard let address = unsafe ticksheet_client_address(handle) else { return "" }
        var text = [CChar](repeating: 0, count: 64)
        let size = unsafe socklen_t(
            Int32(address.pointee.sa_family) == AF_INET6
                ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        )
        // SAFETY: the address is libmicrohttpd's own and lives as long as the connection.
        guard unsafe getnameinfo(address, size, &text, 64, nil, 0, NI_NUMERICHOST) == 0 else {
            return ""
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
