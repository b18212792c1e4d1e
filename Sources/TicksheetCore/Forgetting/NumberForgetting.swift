/// The side of the journal that erases people.
///
/// A forgotten number is kept as a keyed hash alone. What comes later and holds it is masked before
/// it is stored; event ids stay, so that copies are still told from what is new.
package protocol NumberForgetting: Sendable {
    /// Masks a number in all that is stored from now on, durable before it returns.
    ///
    /// `digits`: Its digits, without `+`.
    func forget(digits: String) throws(JournalError)

    /// Returns what masks all forgotten numbers.
    func forgotten() throws(JournalError) -> NumberMask

    /// Masks forgotten numbers in some of what was stored before, in at most one short transaction.
    ///
    /// Entries come first, then bodies, problems, what became of messages, and notes. What is masked
    /// already stays as it is, so it may be begun anew at any time.
    func maskStored(after cursor: MaskCursor) throws(JournalError) -> MaskStep
}

/// How far masking is.
package struct MaskCursor: Sendable, Equatable {
    /// The table, in order.
    package var table = 0
    /// The last row that was looked at.
    package var row: Int64 = 0

    /// Starts with the first row.
    package init() {}
}

/// What one step of masking did.
package struct MaskStep: Sendable, Equatable {
    /// Rows that held a number.
    package var masked = MaskedCounts()
    /// Where the next step begins.
    package var cursor: MaskCursor
    /// Whether nothing is left to look at.
    package var isLast = false

    /// Starts behind another step.
    package init(_ cursor: MaskCursor) {
        self.cursor = cursor
    }
}

/// How many rows of the journal held a number.
package struct MaskedCounts: Sendable, Equatable {
    /// Entries, corrections among them.
    package var entries = 0
    /// Kept bodies.
    package var bodies = 0
    /// Problems.
    package var problems = 0
    /// Messages whose state is kept, and names of recipients.
    package var messages = 0
    /// What keeps readers from going on, and answers to commands.
    package var notes = 0

    /// Starts with none.
    package init() {}

    /// Adds the counts of another step.
    package static func += (counts: inout Self, more: Self) {
        counts.entries += more.entries
        counts.bodies += more.bodies
        counts.problems += more.problems
        counts.messages += more.messages
        counts.notes += more.notes
    }
}

extension EventKey {
    /// Creates the key under which a number is remembered as forgotten.
    package init(forgotten digits: [UInt8]) {
        self.init(provider: "forgotten number")
        append(digits)
    }
}
