import Dispatch
import Foundation
import FoundationNetworking
import HTTPTypes
import Synchronization

/// One call on its way, until it has an outcome.
///
/// URLSession tells of its progress on one queue; limits and the caller's cancellation come from
/// elsewhere. Whatever ends the call first is its outcome.
final class Exchange: NSObject, Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPFailure>

    private struct State {
        var task: URLSessionTask?
        var outcome: Outcome?
        var waiting: CheckedContinuation<Outcome, Never>?
        var hasSent = false
        var isConnectLate = false
        var response: HTTPURLResponse?
        var body: [UInt8] = []
    }

    // Cancelling waits for the queue of all sessions. A thread that resumes or cancels the caller
    // must not: they would wait for each other.
    private static let cancelling = DispatchQueue(label: "URLSessionTransport.cancelling")

    private let limits: HTTPCall.Limits
    private let origin: String
    private let hasBody: Bool
    private let isHead: Bool
    private let state = Mutex(State())

    init(_ call: HTTPCall) {
        limits = call.limits
        origin = HTTPCall.origin(of: call.url)
        hasBody = !call.body.isEmpty
        isHead = call.method == "HEAD"
    }

    // MARK: The caller

    /// Starts the transfer.
    func begin(_ task: URLSessionTask) {
        task.delegate = self
        state.withLock { $0.task = task }
        task.resume()
    }

    /// Returns when the call has ended; the caller's cancellation ends it.
    func outcome() async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state in
                    if state.outcome == nil { state.waiting = continuation }
                    return state.outcome
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            end(.failure(.cancelled))
        }
    }

    /// Ends the call when one of its limits passes; returns early where the task is cancelled.
    func watchLimits() async {
        let start = ContinuousClock.now
        let phases: [(HTTPFailure.Phase, Duration)] = [
            (.connect, limits.connect), (.firstByte, limits.firstByte), (.total, limits.total),
        ]
        for (phase, limit) in phases.sorted(by: { $0.1 < $1.1 }) {
            do {
                try await Task.sleep(until: start + limit, clock: .continuous)
            } catch {
                return
            }
            pass(phase, limit)
        }
    }

    private func pass(_ phase: HTTPFailure.Phase, _ limit: Duration) {
        let late = HTTPFailure.late(origin: origin, phase, after: limit)
        switch phase {
        case .connect:
            // A connection may be opened at this very moment: only when the transfer has ended is it
            // certain that nothing was sent.
            let isLate = state.withLock { state in
                state.isConnectLate = hasBody && !state.hasSent
                return state.isConnectLate
            }
            if isLate { stop() }
        case .firstByte:
            let hasBegun = state.withLock { $0.response != nil }
            if !hasBegun { end(.failure(late)) }
        case .total: end(.failure(late))
        }
    }

    // MARK: The transfer

    /// Notes that bytes of the body were sent.
    func sent() {
        state.withLock { $0.hasSent = true }
    }

    /// Takes the header of an answer.
    func received(_ response: URLResponse) {
        // Answers such as 100 come before the one that counts.
        guard let response = response as? HTTPURLResponse, response.statusCode >= 200 else {
            return
        }
        state.withLock { $0.response = response }
        let isEmpty = isHead || response.statusCode == 304
        if !isEmpty, response.expectedContentLength > limits.body { endAsTooLarge() }
    }

    /// Takes a part of an answer's body.
    func received(_ part: Data) {
        let isTooLarge = state.withLock { state in
            guard state.outcome == nil else { return false }
            guard part.count <= limits.body - state.body.count else { return true }
            state.body += part
            return false
        }
        if isTooLarge { endAsTooLarge() }
    }

    /// Takes the end of the transfer.
    func completed(_ response: URLResponse?, _ error: (any Error)?) {
        let (hasSent, isConnectLate) = state.withLock { state in
            state.task = nil
            return (state.hasSent, state.isConnectLate)
        }
        guard let error, !TransferError.isWhole(error) else { return end(answer(response)) }
        if isConnectLate {
            let phase: HTTPFailure.Phase = hasSent ? .firstByte : .connect
            return end(.failure(.late(origin: origin, phase, after: limits.connect)))
        }
        end(.failure(TransferError(error).failure(at: origin, hasSent: hasSent)))
    }

    private func answer(_ last: URLResponse?) -> Outcome {
        state.withLock { state in
            guard let response = state.response ?? last as? HTTPURLResponse else {
                return .failure(.broken(origin: origin, cause: "it gave no answer"))
            }
            defer { state.body = [] }
            return .success(HTTPResponse(response, body: state.body))
        }
    }

    // MARK: The end

    private func endAsTooLarge() {
        end(.failure(.tooLarge(origin: origin, limit: limits.body)))
    }

    private func end(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            if state.outcome == nil { state.outcome = outcome }
            return state.waiting
        }
        waiting?.resume(returning: outcome)
        if case .failure = outcome { stop() }
    }

    private func stop() {
        guard let task = state.withLock({ $0.task }) else { return }
        Self.cancelling.async { task.cancel() }
    }
}

extension Exchange: URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler:
            @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        // A 401 is an answer like any other, and it has arrived whole. Left to itself, URLSession
        // would wait for a user and a password for ever.
        end(answer(challenge.failureResponse))
        completionHandler(.cancelAuthenticationChallenge, nil)
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        needNewBodyStream completionHandler: @escaping @Sendable (InputStream?) -> Void
    ) {
        // Called when a kept connection was closed unanswered and libcurl is about to send the call
        // again: there is no body to send.
        end(.failure(.broken(origin: origin, cause: TransferError.unanswered)))
        completionHandler(nil)
    }
}

extension HTTPResponse {
    fileprivate init(_ response: HTTPURLResponse, body: [UInt8]) {
        self.init(status: response.statusCode, body: body)
        let named = response.allHeaderFields.compactMap { name, value in
            (name as? String).map { ($0, "\(value)") }
        }
        for (name, value) in named.sorted(by: { $0.0 < $1.0 }) { fields.append(name, value) }
    }
}
