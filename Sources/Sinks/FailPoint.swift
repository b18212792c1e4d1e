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
        /// The new file of a rebuild is whole and the journal knows nothing of it.
        case rebuilt
        /// The journal knows of the new file, which does not have its name yet.
        case beforeExchange = "before-exchange"
        /// The new file has its name, the old one the hidden one.
        case afterExchange = "after-exchange"
        /// The old file is put aside; the acknowledgement comes next.
        case afterSetAside = "after-set-aside"

        /// The moments of a batch.
        package static let appending: [Self] = [
            .beforePending, .afterPending, .halfAppended, .afterAppend, .afterSync,
            .beforeAcknowledge,
        ]
        /// The moments of a rebuild of a file that is there.
        package static let rebuilding: [Self] = [
            .rebuilt, .beforeExchange, .afterExchange, .afterSetAside,
        ]
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
