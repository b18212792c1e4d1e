package import HTTPTypes
import Synchronization
package import TicksheetCore
import WallTime

/// Gives out access tokens: keeps one, asks for the next before it ends, once for all who wait.
///
/// A request for a token changes nothing at Google's, so it is sent again after a network fault, a time
/// out, HTTP 429 and 5xx. While a new token cannot be had for such a reason the old one does as long as
/// it lives.
///
/// Time is measured by the clock that never goes back and by the wall clock, whichever is further: the
/// first stands still while a machine sleeps, the second may be set.
package final class TokenSource: Sendable, CustomStringConvertible, CustomReflectable {
    /// Waits; a test brings its own.
    package typealias Pause = @Sendable (Duration) async -> Void
    private typealias Outcome = Result<AccessToken, SignInError>
    private typealias Waiting = [Int: CheckedContinuation<Outcome, Never>]

    private struct Flight {
        let number: Int
        var waiting: Waiting
        var task: Task<Void, Never>?
    }

    private struct State {
        var held: HeldToken?
        var flight: Flight?
        var next = 0
        /// Until then nobody asks for a successor of the held token.
        var restsUntil: Duration?
    }

    private let state = Mutex(State())
    private let request: TokenRequest
    private let limits: TokenLimits
    private let pause: Pause
    private let jitter: @Sendable () -> Double
    /// The project that calls are counted for, sent as `x-goog-user-project`; nil for the credentials'
    /// own.
    package let quotaProject: String?

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - located: Who asks.
    ///   - scopes: What the tokens have to reach.
    ///   - transport: Sends the requests.
    ///   - clock: Tells the time.
    ///   - limits: How long a token may take to come.
    ///   - surroundings: Where a file of another provider's token is read from.
    ///   - pause: Waits between two attempts.
    ///   - jitter: Returns a random number from 0 to 1.
    package init(
        _ located: LocatedCredentials,
        scopes: [String] = [GoogleEndpoints.spreadsheets],
        over transport: any HTTPTransport,
        clock: any WallClock,
        limits: TokenLimits = TokenLimits(),
        surroundings: Surroundings = .system,
        pause: @escaping Pause = { try? await Task.sleep(for: $0) },
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        request = TokenRequest(
            credentials: located.credentials,
            scopes: scopes,
            transport: transport,
            clock: clock,
            limits: limits.call,
            surroundings: surroundings
        )
        self.limits = limits
        self.pause = pause
        self.jitter = jitter
        quotaProject = located.quotaProject
    }

    /// Whose tokens it gives out; never one of them.
    package var description: String { "tokens of \(request.credentials)" }

    /// Whose tokens it gives out; never one of them.
    package var customMirror: Mirror {
        Mirror(self, children: ["credentials": request.credentials.description])
    }

    /// Returns a token that lives long enough for a call.
    ///
    /// One that is kept comes without waiting. Otherwise all callers wait for one request; a cancelled
    /// caller stops waiting at once, and the last one to do so ends the request.
    package func token() async throws(SignInError) -> AccessToken {
        let place = state.withLock { state in
            state.next += 1
            return state.next
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let outcome = join(place, continuation) {
                    continuation.resume(returning: outcome)
                }
            }
        } onCancel: {
            leave(place)
        }
        return try outcome.get()
    }

    /// Forgets a token that Google has refused, so that the next caller gets a new one; another that
    /// took its place meanwhile stays.
    package func invalidate(_ token: AccessToken) {
        state.withLock { state in
            guard state.held?.token.value == token.value else { return }
            state.held = nil
            state.restsUntil = nil
        }
    }

    /// Explains why Google's services find a token's scopes too small (HTTP 403,
    /// ACCESS_TOKEN_SCOPE_INSUFFICIENT), and forgets the token.
    ///
    /// A machine at Google is asked for the scopes that it was given.
    package func scopeRefused(_ token: AccessToken) async -> SignInError {
        invalidate(token)
        var granted: String?
        let holder: SignInError.Holder
        let server: String
        switch request.credentials {
        case .serviceAccount(let account):
            holder = .serviceAccount
            server = account.tokenURI
        case .authorizedUser(let user):
            holder = .person
            server = user.tokenURI
        case .externalAccount(let account):
            holder = .workload
            server = account.tokenURL
        case .metadataServer(let machine):
            holder = .machine
            server = machine.base
            granted = await MetadataRequest(server: machine, request: request).granted()
        }
        return SignInError(
            .scopeMissing(holder, granted: granted, wanted: request.scopeText),
            account: request.credentials.description,
            server: HTTPCall.origin(of: server)
        )
    }

    // MARK: Those who wait

    // Returns what the caller gets at once; nil where it waits.
    private func join(
        _ place: Int,
        _ continuation: CheckedContinuation<Outcome, Never>
    ) -> Outcome? {
        state.withLock { state in
            if Task.isCancelled { return .failure(cancelled) }
            if let token = kept(state) { return .success(token) }
            if state.flight != nil {
                state.flight?.waiting[place] = continuation
                return nil
            }
            state.next += 1
            let number = state.next
            let task = Task { [self] in await fly(number) }
            state.flight = Flight(number: number, waiting: [place: continuation], task: task)
            return nil
        }
    }

    private func leave(_ place: Int) {
        let (continuation, task) = state.withLock { state in
            let continuation = state.flight?.waiting.removeValue(forKey: place)
            guard continuation != nil, state.flight?.waiting.isEmpty == true else {
                return (continuation, nil as Task<Void, Never>?)
            }
            defer { state.flight = nil }
            return (continuation, state.flight?.task)
        }
        task?.cancel()
        continuation?.resume(returning: .failure(cancelled))
    }

    private func fly(_ number: Int) async {
        let outcome: Result<HeldToken, SignInError>
        do throws(SignInError) {
            outcome = .success(try await ask())
        } catch {
            outcome = .failure(error)
        }
        let (waiting, result) = state.withLock { state -> (Waiting, Outcome) in
            // All who waited may have gone, and another flight have begun.
            guard state.flight?.number == number else { return ([:], .failure(cancelled)) }
            let waiting = state.flight?.waiting ?? [:]
            state.flight = nil
            return (waiting, settle(outcome, &state))
        }
        for continuation in waiting.values { continuation.resume(returning: result) }
    }

    private func settle(_ outcome: Result<HeldToken, SignInError>, _ state: inout State) -> Outcome
    {
        switch outcome {
        case .success(let held):
            state.held = held
            state.restsUntil = nil
            return .success(held.token)
        case .failure(let error):
            let now = request.clock.monotonic
            guard error.isTransient, let held = state.held, held.isUsable(by: request.clock) else {
                return .failure(error)
            }
            state.restsUntil = now + TokenLimits.rest
            return .success(held.token)
        }
    }

    private func kept(_ state: State) -> AccessToken? {
        guard let held = state.held else { return nil }
        let rests = state.restsUntil.map { request.clock.monotonic < $0 } ?? false
        let isGood = rests ? held.isUsable(by: request.clock) : held.isFresh(by: request.clock)
        return isGood ? held.token : nil
    }

    private var cancelled: SignInError {
        SignInError(.cancelled, account: request.credentials.description, server: "Google")
    }

    // MARK: Asking

    private func ask() async throws(SignInError) -> HeldToken {
        let start = request.clock.monotonic
        var attempt = 1
        while true {
            let (asked, askedAt) = (request.clock.monotonic, request.clock.now)
            do throws(SignInError) {
                return HeldToken(try await request.send(), asked: asked, at: askedAt)
            } catch {
                let wait = wait(after: error, attempt)
                let spent = request.clock.monotonic - start
                guard error.isTransient, attempt < limits.attempts,
                    spent + wait <= limits.patience, !Task.isCancelled
                else { throw error }
                await pause(wait)
                if Task.isCancelled { throw cancelled }
                attempt += 1
            }
        }
    }

    private func wait(after error: SignInError, _ attempt: Int) -> Duration {
        let wait = Backoff.wait(after: attempt, jitter: jitter())
        guard case .unavailable(_, _, let after?) = error.kind else { return wait }
        return max(wait, after)
    }
}
