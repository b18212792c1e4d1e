import Synchronization

/// What came from one source since the process started.
///
/// Counted from any thread without a lock or an allocation.
package final class SourceCounts: Sendable {
    /// Why a request was answered with something else than 200.
    package enum Rejection: Int, Sendable, CaseIterable {
        /// No source has the path.
        case path
        /// The sender's address is in no range of the source's.
        case address
        /// The source does not take the method.
        case method
        /// The body is larger than the limit.
        case size
        /// The header says more than once how long the body is.
        case length
        /// The request does not prove that it is the source's.
        case signature
        /// The verify token of the handshake is another.
        case handshake
        /// The journal could not store it.
        case journal

        /// Those of requests that belong to no source.
        static let ofStrangers: [Self] = [.path, .size, .length]
    }

    /// The source's name; empty for what belongs to none.
    package let source: String
    // When counting began, and nanoseconds from there; below zero where nothing came.
    private let start = ContinuousClock.now
    private let last = Atomic<Int64>(-1)
    private let stored = Atomic(0)
    private let rejections = InlineArray<8, Atomic<Int>> { _ in Atomic(0) }

    /// Begins with nothing.
    package init(source: String) {
        self.source = source
    }

    /// Notes an authentic request.
    func noteAuthentic(at now: ContinuousClock.Instant) {
        last.store((now - start).nanoseconds, ordering: .relaxed)
    }

    /// Counts a delivery that was answered with 200.
    func countReceived() {
        stored.add(1, ordering: .relaxed)
    }

    /// Counts a request that was refused.
    func count(_ rejection: Rejection) {
        rejections[rejection.rawValue].add(1, ordering: .relaxed)
    }

    /// Deliveries that were answered with 200.
    package var received: Int { stored.load(ordering: .relaxed) }

    /// Returns how many requests were refused for a reason.
    package func rejected(_ rejection: Rejection) -> Int {
        rejections[rejection.rawValue].load(ordering: .relaxed)
    }

    /// When the last authentic request came; nil where none did.
    package var lastAuthentic: ContinuousClock.Instant? {
        let nanoseconds = last.load(ordering: .relaxed)
        return nanoseconds < 0 ? nil : start + .nanoseconds(nanoseconds)
    }
}

extension Duration {
    /// Whole nanoseconds.
    var nanoseconds: Int64 {
        max(0, components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000)
    }
}
