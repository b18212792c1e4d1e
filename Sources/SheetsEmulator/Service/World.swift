import HTTPTypes
import PosixBridge
import Synchronization

/// The spreadsheets and all else that lasts from call to call.
final class World: Sendable {
    struct State {
        var books = Books()
        var random: SeededGenerator
        var quotas: Quotas
        var plan: FaultPlan
        var peopleRandom: SeededGenerator
        var peopleRate: Double
        var peopleActions: [PeopleAction]
        var events: [PeopleEvent] = []
        var records: [RequestRecord] = []
        var accounts: [ServiceAccount]
        var revokedBefore: Int64 = 0
        /// Texts that no cell may hold.
        var refusedTexts: [String] = []
        var isClosed = false
        /// How far reads lie behind, in milliseconds of the clock.
        var staleness: Int64 = 0
        /// What was there before each commit of late, with the commit's time; kept while reads lie
        /// behind.
        var past: [(until: Int64, books: Books)] = []

        /// What a read at this time sees.
        func visible(at now: Int64) -> Books {
            guard staleness > 0 else { return books }
            return past.first { $0.until > now - staleness }?.books ?? books
        }

        mutating func replace(_ new: Books, at now: Int64) {
            past.removeAll { $0.until <= now - staleness }
            if staleness > 0 { past.append((now, books)) }
            books = new
        }
    }

    let state: Mutex<State>
    let clock: EmulatorClock
    let tokens: AccessTokens
    private let log: CommitLog?

    init(_ options: EmulatorOptions) throws(SystemError) {
        var books = Books()
        books.cellLimit = options.cellLimit
        if let path = options.file {
            log = try CommitLog(path, assumptions: options.assumptions) { entry, head in
                books.assumptions = head.assumptions
                Self.replay(entry, &books)
            }
        } else {
            log = nil
        }
        let head = log?.head
        books.assumptions = head?.assumptions ?? options.assumptions
        tokens = AccessTokens(secret: head?.secret ?? CommitLog.newSecret())
        clock =
            options.clock
            ?? .system(scale: options.clockScale, from: options.clockStart ?? head?.start)
        var first = SeededGenerator(seed: options.seed)
        // A restart must not hand out the ids of the first run again.
        let salt =
            UInt64(books.byId.count) ^ (options.file == nil ? 0 : UInt64(bitPattern: clock.now()))
        state = Mutex(
            State(
                books: books,
                random: SeededGenerator(seed: first.next() ^ salt),
                quotas: Quotas(
                    options.quotas.map { .init(perUser: $0.perUser, perProject: $0.perProject) }
                ),
                plan: FaultPlan(seed: first.next(), rates: options.faults),
                peopleRandom: SeededGenerator(seed: first.next()),
                peopleRate: options.peopleRate,
                peopleActions: options.peopleActions,
                accounts: options.accounts
            )
        )
    }

    private static func replay(_ entry: CommitLog.Entry, _ books: inout Books) {
        let head = HTTPRequest(method: entry.method, target: entry.target)
        guard let operation = Operation(entry.method, path: head.path),
            let call = try? PreparedCall(
                operation,
                query: FormFields(head.query.utf8),
                body: entry.body
            )
        else { return }
        var context = CallContext(
            identity: Identity(
                email: entry.email,
                project: entry.project,
                scopes: Set(entry.scopes)
            ),
            now: entry.now,
            random: SeededGenerator(seed: entry.seed),
            isTrusted: entry.isTrusted
        )
        _ = try? call.work(&books, &context)
    }

    /// Carries out a call of another file.
    func replay(_ entry: CommitLog.Entry) {
        state.withLock { Self.replay(entry, &$0.books) }
    }

    /// Lets another process have the file; a call that is still stalled comes to nothing.
    func close() {
        state.withLock { $0.isClosed = true }
        log?.close()
    }

    /// Carries a call out; when this returns, what it changed outlives the process.
    func perform(
        _ operation: Operation,
        _ request: HTTPRequest,
        _ identity: Identity,
        isTrusted: Bool
    ) throws(APIError) -> HTTPReply {
        let query = FormFields(request.query.utf8)
        let call = try PreparedCall(operation, query: query, body: request.body)
        let now = clock.now()
        let result: JSONValue
        if operation.isWrite {
            result = try commit(call, request, identity, now, isTrusted)
        } else {
            // Reading needs no lock: the copy is cheap.
            var books = state.withLock { $0.visible(at: now) }
            var context = CallContext(
                identity: identity,
                now: now,
                random: SeededGenerator(seed: 0),
                isTrusted: isTrusted
            )
            result = try call.work(&books, &context)
        }
        if result == .null { return HTTPReply(status: 204) }
        return HTTPReply(json: call.shown(result), isPretty: call.isPretty)
    }

    private func commit(
        _ call: PreparedCall,
        _ request: HTTPRequest,
        _ identity: Identity,
        _ now: Int64,
        _ isTrusted: Bool
    ) throws(APIError) -> JSONValue {
        try state.withLock { (state) throws(APIError) -> JSONValue in
            if state.isClosed { throw .unavailable }
            let seed = state.random.next()
            var context = CallContext(
                identity: identity,
                now: now,
                random: SeededGenerator(seed: seed),
                isTrusted: isTrusted,
                refusedTexts: isTrusted ? [] : state.refusedTexts
            )
            var books = state.books
            let result = try call.work(&books, &context)
            do {
                try log?.append(
                    CommitLog.Entry(
                        method: request.method,
                        target: request.target,
                        body: request.body,
                        email: identity.email,
                        project: identity.project,
                        scopes: identity.scopes.sorted(),
                        isTrusted: isTrusted,
                        now: now,
                        seed: seed
                    )
                )
            } catch {
                throw .internalFault
            }
            state.replace(books, at: now)
            return result
        }
    }
}
