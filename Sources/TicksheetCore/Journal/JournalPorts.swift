/// The side of the journal that takes deliveries.
package protocol JournalAppending: Sendable {
    /// Returns the id of an event's key under this journal's secret.
    func identity(of key: EventKey) -> EventID

    /// Takes a delivery and reports when it is durable.
    ///
    /// An event whose id is in the journal already is counted as a duplicate and left out, so that a
    /// webhook that is sent twice is stored once. An event from before what purges have removed, whose
    /// id is not known, may be such a copy: it is kept as a problem. The order of events is kept.
    /// Returns at once; deliveries that come together share one transaction and one sync to disk.
    ///
    /// `then`: Called once, on the journal's thread, after the sync or with the error
    /// that prevented it; it must be quick.
    func append(
        _ delivery: Delivery,
        then: @escaping @Sendable (Result<AppendReceipt, JournalError>) -> Void
    )
}

/// The side of the journal that readers take entries from.
package protocol JournalConsuming: Sendable {
    /// Takes the exclusive right to feed a reader, or says who has it.
    ///
    /// It ends with the returned lease, or with the process, however that dies.
    func lease(_ reader: ReaderID) throws(JournalError) -> LeaseAnswer

    /// Returns what the journal holds of a reader; one that is new begins at a position.
    ///
    /// `start`: Where a new reader begins.
    func record(of reader: ReaderID, start: ReaderStart) throws(JournalError) -> ReaderRecord

    /// Returns up to `limit` entries behind a position, in order.
    func entries(after sequence: SequenceNumber, limit: Int) throws(JournalError) -> [Entry]

    /// Returns up to `limit` entries behind a position, in order, each with the fields of its newest
    /// correction; the corrections themselves are left out.
    func correctedEntries(
        after sequence: SequenceNumber,
        limit: Int
    ) throws(JournalError) -> [Entry]

    /// Returns an entry as it was known at a position, at its own place; nil where it is gone.
    func version(
        of sequence: SequenceNumber,
        at position: SequenceNumber
    ) throws(JournalError) -> Entry?

    /// Keeps a reader's own state, durable before it returns; the checkpoint stays.
    ///
    /// `problems`: What becomes of the problems of its rows, in the same transaction.
    func keep(
        _ state: [UInt8],
        of reader: ReaderID,
        problems: RowProblems
    ) throws(JournalError)

    /// Advances a reader's checkpoint and keeps its state, in one transaction, durable before it
    /// returns. A checkpoint never goes back.
    ///
    /// `problems`: What becomes of the problems of its rows, in the same transaction.
    func acknowledge(
        through sequence: SequenceNumber,
        state: [UInt8],
        of reader: ReaderID,
        problems: RowProblems
    ) throws(JournalError)

    /// Returns which of a reader's refused rows somebody wants to be tried again, in order.
    func wantedRows(of reader: ReaderID) throws(JournalError) -> [Int64]

    /// Returns the position behind which a reader begins when it writes everything anew. For `now`
    /// that is where it began when it was first seen.
    func beginning(
        of reader: ReaderID,
        at start: ReaderStart
    ) throws(JournalError) -> SequenceNumber

    /// Returns all readers.
    func readers() throws(JournalError) -> [ReaderRecord]

    /// Gives what is known of a reader to another one, which has no state, and forgets the first; changes
    /// nothing where the other has one.
    func move(_ reader: ReaderID, to other: ReaderID) throws(JournalError)

    /// Lets a reader that is there begin behind a position; it never begins earlier than before.
    func begin(_ reader: ReaderID, after position: SequenceNumber) throws(JournalError)

    /// Returns what purges have removed, or nil where none removed an entry yet.
    func purged() throws(JournalError) -> PurgedSpan?

    /// Notes what keeps a reader from going on; nil when nothing does.
    func note(_ trouble: ReaderTrouble?, of reader: ReaderID) throws(JournalError)

    /// The position of the newest entry.
    func head() throws(JournalError) -> SequenceNumber

    /// Waits until something is behind a position, or a time has passed.
    ///
    /// A hint only: it may return early, and readers look again anyway.
    func entriesMayHaveCome(after sequence: SequenceNumber, within: Duration) async
}

extension JournalConsuming {
    /// Keeps a reader's own state, durable before it returns; checkpoint and problems stay.
    package func keep(_ state: [UInt8], of reader: ReaderID) throws(JournalError) {
        try keep(state, of: reader, problems: RowProblems())
    }

    /// Advances a reader's checkpoint and keeps its state, in one transaction, durable before it
    /// returns; problems stay.
    package func acknowledge(
        through sequence: SequenceNumber,
        state: [UInt8],
        of reader: ReaderID
    ) throws(JournalError) {
        try acknowledge(through: sequence, state: state, of: reader, problems: RowProblems())
    }
}

/// The side of the journal over which commands ask and holders of leases answer.
package protocol RequestKeeping: Sendable {
    /// Leaves a request for whoever feeds a reader, durable before it returns.
    ///
    /// - Returns: Its number; that of an open request for the same where there is one.
    func ask(_ kind: ReaderRequest.Kind, of reader: ReaderID) throws(JournalError) -> Int64

    /// Returns the oldest request of a reader that has no answer yet.
    func openRequest(of reader: ReaderID) throws(JournalError) -> ReaderRequest?

    /// Answers a request, durable before it returns.
    func answer(_ request: Int64, with answer: RequestAnswer) throws(JournalError)

    /// Returns the answer to a request, or nil as long as there is none.
    func answer(to request: Int64) throws(JournalError) -> RequestAnswer?
}

/// The side of the journal that keeps what became of each message.
package protocol MessageKeeping: Sendable {
    /// Folds the next entries into the states of their messages, in one transaction.
    ///
    /// Every entry is folded once, whoever asks and how many ask at the same time.
    ///
    /// `limit`: Entries at most.
    ///
    /// - Returns: The position of the last entry that is folded now.
    func foldMessages(limit: Int) throws(JournalError) -> SequenceNumber

    /// Returns up to `limit` messages behind another one; nil means from the first.
    func messages(
        after last: StoredMessage?,
        _ order: MessageOrder,
        limit: Int
    ) throws(JournalError) -> [StoredMessage]
}

/// The side of the journal that people look at.
package protocol JournalInspecting: Sendable {
    /// Returns counts of entries, duplicates, bodies and problems.
    func summary() throws(JournalError) -> JournalSummary

    /// Returns problems, the newest first.
    func problems(limit: Int) throws(JournalError) -> [StoredProblem]

    /// Returns one problem with its body, or nil.
    func problem(_ number: Int64) throws(JournalError) -> StoredProblem?

    /// Notes that the rows of some problems are to be tried again; a request then does it.
    ///
    /// Numbers of other problems change nothing.
    func wantRows(of problems: [Int64]) throws(JournalError)
}

/// The side of the journal that forgets what is old.
package protocol RetentionKeeping: Sendable {
    /// Removes some of what the limits release, in one short transaction.
    ///
    /// Removed are problems, then entries with their event ids, from the oldest on, then bodies:
    /// those that no problem names and none of whose entries is behind `limits.passed`; then what
    /// became of messages. A position is never used again, even where nothing is left.
    ///
    /// `rows`: At most so many, in this order.
    ///
    /// `cursor`: That of the step before.
    func purge(
        _ limits: PurgeLimits,
        rows: Int,
        after cursor: PurgeCursor
    ) throws(JournalError) -> PurgeStep
}

/// What a worker needs of the journal.
package typealias ReaderJournal = JournalConsuming & RequestKeeping & ZonePinning & MessageKeeping
    & NumberForgetting

/// A journal: all sides of it.
package typealias Journal = JournalAppending & JournalConsuming & RequestKeeping
    & ZonePinning & MessageKeeping & JournalInspecting & BodyReplaying & RetentionKeeping
    & NumberForgetting
