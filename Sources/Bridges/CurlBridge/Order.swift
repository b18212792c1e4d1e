import HTTPTypes
import PosixBridge
import Synchronization

/// Whether the caller still waits for its call.
final class Ticket: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .acquiring) }

    func cancel() {
        flag.store(true, ordering: .releasing)
    }
}

/// A call and the caller who waits for it.
struct Order: Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPFailure>

    let call: HTTPCall
    let outgoing: OutgoingCall
    let ticket: Ticket
    /// When the call began, on the clock that never goes back.
    let start: UInt64
    private let continuation: CheckedContinuation<Outcome, Never>

    init(
        _ call: HTTPCall,
        _ outgoing: OutgoingCall,
        _ ticket: Ticket,
        _ continuation: CheckedContinuation<Outcome, Never>
    ) {
        self.call = call
        self.outgoing = outgoing
        self.ticket = ticket
        self.continuation = continuation
        start = Clocks.monotonic
    }

    var origin: String { HTTPCall.origin(of: call.url) }

    /// Hands over what became of the call; called once.
    func end(_ outcome: Outcome) {
        continuation.resume(returning: outcome)
    }
}
