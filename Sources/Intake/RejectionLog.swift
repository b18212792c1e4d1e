import Synchronization
package import TicksheetCore

/// Notes refused requests in the log: one line for each kind of refusal a minute, with a count, so
/// that nobody can fill a disk with them.
package struct RejectionLog: Sendable {
    /// Why a request was refused.
    package enum Refusal: Sendable {
        /// No source has the path.
        case unknownPath
        /// The sender's address is in no range of the source's.
        case address
        /// The source takes other methods only.
        case method([String])
        /// The body is larger than the limit.
        case size
        /// The header says more than once how long the body is.
        case length
        /// The request does not prove that it is the source's.
        case unverified(VerificationFailure)
        /// The verify token of the handshake is another.
        case handshake
        /// The journal could not store it.
        case unstored(JournalError)
        /// Somebody without the token asked for what is the operator's.
        case operatorToken(VerificationFailure)
    }

    private final class State: Sendable {
        let counts = Mutex<[String: (count: Int, next: ContinuousClock.Instant)]>([:])
    }

    private static let pause = Duration.seconds(60)
    private let state = State()
    private let log: any Log
    private let now: @Sendable () -> ContinuousClock.Instant

    /// Begins without a line.
    package init(_ log: any Log) {
        self.init(log) { .now }
    }

    init(_ log: any Log, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.log = log
        self.now = now
    }

    /// Notes a refusal.
    package func note(_ refusal: Refusal, peer: String, source: String?) {
        let (code, reason, remedy) = words(for: refusal)
        let key = "\(code) \(source ?? "")"
        let now = now()
        let count: Int? = state.counts.withLock { counts in
            let known = counts[key] ?? (0, now)
            guard now >= known.next else {
                counts[key] = (known.count + 1, known.next)
                return nil
            }
            counts[key] = (0, now + Self.pause)
            return known.count + 1
        }
        guard let count else { return }
        var fields = [("code", code), ("peer", peer)]
        if let source { fields.append(("source", source)) }
        if count > 1 { fields.append(("count", String(count))) }
        fields += [("reason", reason), ("remedy", remedy)]
        log.write(.warn, "request refused", fields)
    }

    private func words(for refusal: Refusal) -> (code: String, reason: String, remedy: String) {
        switch refusal {
        case .unknownPath:
            (
                "intake.path", "no source has this path",
                "Compare the callback URL at the provider with the paths in the settings"
            )
        case .address:
            (
                "intake.address", "the address is in no range of the source's allow",
                "Where it is the provider's, add it to allow; where it is your proxy's, set trustedProxy"
            )
        case .method(let taken):
            (
                "intake.method", "the source takes \(list(taken)) only",
                "Where the provider sent it, set it to one of those; a browser that opens the URL sends GET"
            )
        case .size:
            (
                "intake.size", "the body is larger than the limit",
                "Where it is the provider's, raise limits.body in the settings and restart serve; it "
                    + "is sent again"
            )
        case .length:
            (
                "intake.length", "the header says more than once how long the body is",
                "Look at the proxy: somebody may be hiding one request in another"
            )
        case .unverified(let failure):
            ("intake.signature", failure.reason, failure.remedy)
        case .operatorToken(let failure):
            (
                "operator.token", failure.reason,
                "Send \"Authorization: Bearer\" with the token of \"operator\" in the settings"
            )
        case .handshake:
            (
                "intake.handshake", "the handshake is wrong or incomplete",
                "Enter the verify token of the settings at the provider"
            )
        case .unstored(let error):
            (error.code, error.summary + (error.cause.map { ": \($0)" } ?? ""), error.remedy)
        }
    }
}
