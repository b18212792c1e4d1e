/// A moment of a sink's work at which a test may end the process.
package struct FailPoint: Sendable {
    /// The moments.
    package enum Moment: String, Sendable, CaseIterable {
        /// The pending batch is not yet kept.
        case beforePending = "before-pending"
        /// The pending batch is kept and nothing is appended.
        case afterPending = "after-pending"
        /// A part of the batch is appended.
        case halfAppended = "half-appended"
        /// The batch is appended and not synced.
        case afterAppend = "after-append"
        /// The batch is synced and not acknowledged.
        case afterSync = "after-sync"
        /// All is checked; the acknowledgement comes next.
        case beforeAcknowledge = "before-acknowledge"
    }

    private let reached: @Sendable (Moment) -> Void

    /// Creates a fail point that calls a closure at each moment.
    package init(_ reached: @escaping @Sendable (Moment) -> Void) {
        self.reached = reached
    }

    /// Does nothing.
    package static let none = Self { _ in }

    func reach(_ moment: Moment) {
        reached(moment)
    }
}
