/// What the journal did with bodies that were mapped again.
package struct ReplayReceipt: Sendable, Equatable {
    /// Events that are new.
    package var appended = 0
    /// Entries that have a correction now.
    package var corrected = 0
    /// Problems that are gone.
    package var solved = 0
    /// Problems that came up.
    package var raised = 0

    /// Creates a receipt of nothing.
    package init() {}

    /// Adds up two receipts.
    package static func += (left: inout Self, right: Self) {
        left.appended += right.appended
        left.corrected += right.corrected
        left.solved += right.solved
        left.raised += right.raised
    }
}
