package import WallTime

/// What a purge may remove.
package struct PurgeLimits: Sendable, Equatable {
    /// All that every reader has passed ends here; what comes later stays, however old.
    package let passed: SequenceNumber
    /// Entries behind this stay, however old: a report that is written whole shows them.
    package let shownAfter: SequenceNumber
    /// Bodies received before this may go; nil keeps all.
    package let bodiesBefore: Timestamp?
    /// Entries received before this may go, with their event ids, and problems; nil keeps all.
    package let entriesBefore: Timestamp?
    /// What became of messages whose last entry was received before this may go; nil keeps all.
    package let messagesBefore: Timestamp?
    /// What the clock says: what seems to be received after it was not.
    package let now: Timestamp

    /// Creates limits.
    package init(
        passed: SequenceNumber,
        shownAfter: SequenceNumber = .max,
        bodiesBefore: Timestamp?,
        entriesBefore: Timestamp?,
        messagesBefore: Timestamp? = nil,
        now: Timestamp
    ) {
        self.passed = passed
        self.shownAfter = shownAfter
        self.bodiesBefore = bodiesBefore
        self.entriesBefore = entriesBefore
        self.messagesBefore = messagesBefore
        self.now = now
    }

    /// Returns the limits that a retention sets at an instant.
    ///
    /// `holdsMessages`: Whether a report shows all messages, so that none may go.
    package init(
        _ retention: Retention,
        passed: SequenceNumber,
        shownAfter: SequenceNumber,
        holdsMessages: Bool,
        now: Timestamp
    ) {
        let entries = retention.entries.map { Timestamp(seconds: now.seconds - $0) }
        self.init(
            passed: passed,
            shownAfter: shownAfter,
            bodiesBefore: retention.bodies.map { Timestamp(seconds: now.seconds - $0) },
            entriesBefore: entries,
            messagesBefore: holdsMessages ? nil : entries,
            now: now
        )
    }
}

/// What one step of a purge did.
package struct PurgeStep: Sendable, Equatable {
    /// Entries removed.
    package var entries = 0
    /// Bodies removed.
    package var bodies = 0
    /// Problems removed.
    package var problems = 0
    /// States of messages removed.
    package var messages = 0
    /// Where the next step goes on.
    package var cursor = PurgeCursor()
    /// Whether nothing is left to remove.
    package var isLast = false
    /// How long it held the journal's writer.
    package var took: Duration = .zero

    /// Creates a step that did nothing.
    package init() {}

    /// Whether it removed something.
    package var isEmpty: Bool { entries == 0 && bodies == 0 && problems == 0 && messages == 0 }
}

/// What the steps of a purge have looked at already.
package struct PurgeCursor: Sendable, Equatable {
    /// Bodies up to this number.
    package var body: Int64 = 0
    /// Messages up to this number.
    package var message: Int64 = 0

    /// Begins before everything.
    package init() {}
}

/// What purges have removed since the journal was made: everything up to a position.
package struct PurgedSpan: Sendable, Equatable {
    /// All entries up to here are gone.
    package let through: SequenceNumber
    /// How many they were.
    package let entries: Int
    /// They were received before this, as far as the clock was right.
    package let before: Timestamp

    /// Creates a span.
    package init(through: SequenceNumber, entries: Int, before: Timestamp) {
        self.through = through
        self.entries = entries
        self.before = before
    }

    /// Returns how many entries behind a position are gone.
    package func entries(after position: SequenceNumber) -> Int {
        max(0, min(entries, Int(through - position)))
    }
}
