import HTTPTypes
import MicroHTTPDBridge
package import PosixBridge
import Synchronization

/// A server on this machine that answers like the Google Sheets API, version 4.
///
/// For demonstrations and tests: spreadsheets, values, developer metadata, a token endpoint, as much of
/// Drive as clients for spreadsheets need, quotas, limits, faults, and people who edit meanwhile. What
/// it does not model it refuses. It shows its spreadsheets at `/`.
///
/// Source: <https://developers.google.com/workspace/sheets/api/reference/rest>
package final class SheetsEmulator: Sendable {
    let world: World
    let options: EmulatorOptions
    private let server = Mutex<MicroHTTPServer?>(nil)

    /// Where it listens: what a client takes instead of `https://sheets.googleapis.com`.
    package let endpoint: String

    /// Starts it; on a free port of the loopback interface where no socket is given.
    ///
    /// - Throws: where it cannot listen, or its file is in use, no such file or cannot be written.
    package init(
        _ options: EmulatorOptions = EmulatorOptions(),
        on socket: ListeningSocket? = nil
    ) throws(SystemError) {
        self.options = options
        world = try World(options)
        let socket =
            if let socket { socket } else { try ListeningSocket(host: "127.0.0.1", port: 0) }
        let host = socket.host.contains(":") ? "[\(socket.host)]" : socket.host
        endpoint = "http://\(host):\(socket.port)"
        let server = try MicroHTTPServer(
            on: socket,
            limits: ServerLimits(body: 64 << 20, total: 600),
            admit: { _ in nil },
            handle: { [weak self] request, pending in
                guard let self else { return HTTPReply(status: 503, text: "gone\n") }
                return handle(request, pending)
            }
        )
        self.server.withLock { $0 = server }
    }

    /// Stops it; answers under way are cut off after a moment.
    package func stop() {
        server.withLock { $0.take() }?.stop(within: 0.1)
        world.close()
    }

    // MARK: Requests

    private func handle(_ request: HTTPRequest, _ pending: PendingReply) -> HTTPReply? {
        if request.method == "POST", request.path == "/token" {
            return token(request, pending)
        }
        if let reply = front(request) { return dated(reply) }
        guard let operation = Operation(request.method, path: request.path),
            !operation.isInternal
        else { return dated(.wrongPath) }
        let now = world.clock.now()
        var fault: SheetsFault?
        var identity: Identity?
        do throws(APIError) {
            let caller = try authenticate(request, operation, now)
            identity = caller
            if request.body.count > 10_485_760 { throw .tooLarge }
            fault = world.state.withLock {
                $0.plan.next(operation.name, isWrite: operation.isWrite)
            }
            if fault == .tooManyRequests {
                let limit = options.quotas?.perUser ?? 60
                throw Quotas.exceeded(
                    operation.isWrite,
                    limit,
                    isUser: true,
                    caller,
                    now / 60_000
                )
            }
            if !operation.isDrive, operation != .httpBatch {
                try world.state.withLock { (state) throws(APIError) in
                    try state.quotas.take(caller, isWrite: operation.isWrite, at: now)
                }
            }
        } catch {
            let reply = operation.isDrive ? error.driveReply : error.reply
            note(operation, request, identity, reply.status, fault, isCommitted: false)
            return dated(reply)
        }
        guard let caller = identity else { return dated(APIError.credentialsInvalid.reply) }
        return answer(operation, request, caller, fault, pending)
    }

    private func answer(
        _ operation: Operation,
        _ request: HTTPRequest,
        _ caller: Identity,
        _ fault: SheetsFault?,
        _ pending: PendingReply
    ) -> HTTPReply? {
        switch fault {
        case .stall(let milliseconds)?:
            later(milliseconds, pending) { [self] in carryOut(operation, request, caller, fault) }
            return nil
        case .lateAnswer(let milliseconds)?:
            let reply = carryOut(operation, request, caller, fault)
            later(milliseconds, pending) { reply }
            return nil
        case .slowBytes(let perSecond)?:
            SlowReply(carryOut(operation, request, caller, fault), perSecond).send(pending)
            return nil
        case let fault? where !fault.commits:
            let reply = Self.failure(fault, caller)
            note(operation, request, caller, reply.status, fault, isCommitted: false)
            return dated(reply)
        default: return carryOut(operation, request, caller, fault)
        }
    }

    private func later(
        _ milliseconds: UInt64,
        _ pending: PendingReply,
        _ reply: @escaping @Sendable () -> HTTPReply
    ) {
        // A thread that cannot be had leaves the client without an answer, as a stall does.
        _ = try? Thread("late") {
            Clocks.pause(nanoseconds: milliseconds * 1_000_000)
            pending.answer(reply())
        }
    }

    private func carryOut(
        _ operation: Operation,
        _ request: HTTPRequest,
        _ caller: Identity,
        _ fault: SheetsFault?
    ) -> HTTPReply {
        var reply: HTTPReply
        var isCommitted = false
        do throws(APIError) {
            reply = try world.perform(
                operation,
                request,
                caller,
                isTrusted: isOpen
            )
            isCommitted = operation.isWrite
        } catch {
            reply = operation.isDrive ? error.driveReply : error.reply
        }
        switch fault {
        case .stall?, .lateAnswer?, .slowBytes?, nil: break
        case let fault?: reply = Self.failure(fault, caller)
        }
        note(operation, request, caller, reply.status, fault, isCommitted: isCommitted)
        if isCommitted { letPeopleIn(operation) }
        return dated(reply)
    }

    private func token(_ request: HTTPRequest, _ pending: PendingReply) -> HTTPReply? {
        let fault = world.state.withLock { $0.plan.next(FaultPlan.tokens, isWrite: false) }
        switch fault {
        case nil: return dated(tokenEndpoint.answer(request.body))
        case .stall(let milliseconds)?, .lateAnswer(let milliseconds)?:
            later(milliseconds, pending) { [self] in
                dated(tokenEndpoint.answer(request.body))
            }
            return nil
        case let fault?: return dated(Self.failure(fault, .anyone))
        }
    }

    private static func failure(_ fault: SheetsFault, _ caller: Identity) -> HTTPReply {
        switch fault {
        case .serviceDisabled: APIError.serviceDisabled(project: caller.project).reply
        case .rateLimitExceeded:
            HTTPReply(
                status: 403,
                json: DriveError.body(
                    APIError(code: 403, status: "", message: "Rate Limit Exceeded"),
                    reason: "rateLimitExceeded"
                )
            )
        case .officeFile: APIError.officeFile.reply
        case .aborted: APIError.aborted.reply
        case .internalError: APIError.internalFault.reply
        case .badGateway: .badGateway
        case .closed: .closed
        case .unavailable, .tooManyRequests, .stall, .lateAnswer, .slowBytes:
            APIError.unavailable.reply
        }
    }

    private func note(
        _ operation: Operation,
        _ request: HTTPRequest,
        _ identity: Identity?,
        _ status: Int,
        _ fault: SheetsFault?,
        isCommitted: Bool
    ) {
        let record = RequestRecord(
            time: world.clock.now(),
            method: operation.name,
            email: identity?.email ?? "",
            status: status,
            fault: fault?.word,
            isCommitted: isCommitted,
            size: request.body.count
        )
        world.state.withLock { state in
            // A soak makes millions.
            if state.records.count >= 200_000 { state.records.removeFirst(100_000) }
            state.records.append(record)
        }
    }

    private func dated(_ reply: HTTPReply) -> HTTPReply {
        guard reply.status != 0 else { return reply }
        var reply = reply
        // In the stand-in's time, which takes the place of the server's.
        reply.fields.append(("date", SerialDate.httpDate(milliseconds: world.clock.now())))
        return reply
    }

    private var isOpen: Bool { if case .open = options.access { true } else { false } }

    private func authenticate(
        _ request: HTTPRequest,
        _ operation: Operation,
        _ now: Int64
    ) throws(APIError) -> Identity {
        let header = request.fields["authorization"] ?? ""
        let word = header.split(separator: " ", maxSplits: 1)
        let bearer =
            word.count == 2 && word[0].lowercased() == "bearer" ? String(word[1]) : nil
        let token = bearer ?? FormFields(request.query.utf8)["access_token"]
        if isOpen {
            return token.flatMap { identity($0, now) } ?? .anyone
        }
        guard let token else { throw .credentialsMissing(method: operation.call) }
        guard let identity = identity(token, now) else { throw .credentialsInvalid }
        guard operation.isAllowed(by: identity.scopes) else {
            throw .scopeInsufficient(method: operation.call)
        }
        return identity
    }

    private func identity(_ token: String, _ now: Int64) -> Identity? {
        let revoked = world.state.withLock { $0.revokedBefore }
        return world.tokens.identity(token, at: now, revokedBefore: revoked)
    }
}

extension APIError {
    /// The error in Drive's envelope.
    var driveReply: HTTPReply {
        var reply = HTTPReply(status: code, json: DriveError.body(self))
        if let authenticate { reply.fields.append(("WWW-Authenticate", authenticate)) }
        return reply
    }
}
