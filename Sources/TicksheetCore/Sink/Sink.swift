/// Consecutive entries for one sink.
package struct Batch: Sendable, Equatable {
    /// The position behind which the entries were read.
    package let after: SequenceNumber
    /// The report's entries from there on, in order; those without a row among them.
    package let entries: [Entry]
    /// The position of the last that was read.
    package let last: SequenceNumber

    /// Creates a batch of at least one entry.
    package init?(after: SequenceNumber, _ entries: [Entry]) {
        guard let last = entries.last else { return nil }
        self.after = after
        self.entries = entries
        self.last = last.sequence
    }

    /// Creates a batch for a sink that writes everything anew and reads what it needs by itself.
    package init(after: SequenceNumber, upTo last: SequenceNumber) {
        self.after = after
        entries = []
        self.last = last
    }

    private init(_ batch: Batch, entries: [Entry]) {
        after = batch.after
        self.entries = entries
        last = batch.last
    }

    /// Returns the batch without the entries up to a position; it ends where it ended.
    package func without(entriesThrough position: SequenceNumber) -> Batch {
        guard let first = entries.first, first.sequence <= position else { return self }
        return Batch(self, entries: entries.filter { $0.sequence > position })
    }
}

/// What became of a batch.
package struct WriteReceipt: Sendable, Equatable {
    /// All entries up to here are written and acknowledged.
    package let through: SequenceNumber
    /// Rows that were written.
    package let rows: Int

    /// Creates a receipt.
    package init(through: SequenceNumber, rows: Int) {
        self.through = through
        self.rows = rows
    }
}

/// What became of a rebuild.
package struct RebuildReceipt: Sendable, Equatable {
    /// Rows that were written.
    package let rows: Int
    /// Where the old file is kept; nil where all of it stands in the new one.
    package let kept: String?

    /// Creates a receipt.
    package init(rows: Int, kept: String?) {
        self.rows = rows
        self.kept = kept
    }
}

/// What became of an erasure.
package struct EraseReceipt: Sendable, Equatable {
    /// In how many places a number stood.
    package let places: Int
    /// Where a file is kept that somebody put there meanwhile; nil where nobody did.
    package let kept: String?

    /// Creates a receipt.
    package init(places: Int, kept: String?) {
        self.places = places
        self.kept = kept
    }
}

/// Writes batches somewhere, each entry once.
///
/// Used by one worker, which holds the reader's lease.
package protocol Sink: AnyObject {
    /// Settles what an earlier process left half done and makes what is missing.
    ///
    /// Called after the lease is taken and after every failure, before the next batch is read.
    func open(_ ledger: ReaderLedger) async throws(SinkError)

    /// Whether `open` would write rows of before anew, so that all they rely on has to be in the journal
    /// first. Looks at the reader's record and at what is there; changes nothing.
    func opensAnew(_ ledger: ReaderLedger) throws(SinkError) -> Bool

    /// Settles what an earlier process left half done, and no more: what was written stays as it is,
    /// whatever the mapping says now.
    func settle(_ ledger: ReaderLedger) async throws(SinkError)

    /// Writes a batch and acknowledges it.
    ///
    /// Doing it twice leaves one row an entry: what is acknowledged already is left out. A batch
    /// that begins behind the checkpoint is not written; the receipt names where to begin.
    func write(_ batch: Batch, _ ledger: ReaderLedger) async throws(SinkError) -> WriteReceipt

    /// Writes everything anew from the journal, puts it in the place of what was there, and
    /// acknowledges it. What people did to the old one is kept.
    func rebuild(_ ledger: ReaderLedger) async throws(SinkError) -> RebuildReceipt

    /// Masks forgotten numbers in what was written, loses no row, and leaves no copy of what was
    /// there. What somebody else edited stays as it is: then it throws.
    func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt
}

extension Sink {
    /// For one that opens without changing what was written.
    package func opensAnew(_ ledger: ReaderLedger) throws(SinkError) -> Bool { false }

    /// For one that opens without changing what was written.
    package func settle(_ ledger: ReaderLedger) async throws(SinkError) {
        try await open(ledger)
    }
}

/// A sink that can go on with what another journal, or an older copy of this one, wrote.
package protocol AdoptingSink: Sink {
    /// Takes over what is there.
    ///
    /// `skips`: Whether the entries that the journal holds as unwritten are taken as written.
    ///
    /// - Returns: How many entries that are.
    func adopt(skips: Bool, _ ledger: ReaderLedger) async throws(SinkError) -> Int
}

/// A sink whose place may have another name than when it was written.
package protocol MovableSink: Sink {
    /// Whether what stands in its place has rows and is what a reader's state tells of.
    func holds(_ state: [UInt8]) throws(SinkError) -> Bool
}

/// A sink that sets rows aside which its destination does not take.
package protocol RetryingSink: Sink {
    /// Tries rows again that were refused, those that the ledger says are wanted.
    ///
    /// - Returns: How many are there now, and how many are still refused.
    func retryRows(_ ledger: ReaderLedger) async throws(SinkError) -> (written: Int, refused: Int)
}

/// A reader's own page in the journal: what a sink may see and change of it.
package struct ReaderLedger: Sendable {
    /// Whose page it is.
    package let reader: ReaderID
    private let journal: any JournalConsuming & ZonePinning & MessageKeeping & NumberForgetting
    private let start: ReaderStart
    private var read: (@Sendable (Int) -> Void)?
    private var whole: (@Sendable ([UInt8]) -> [UInt8])?

    /// Creates a page.
    package init(
        _ reader: ReaderID,
        start: ReaderStart,
        journal: any JournalConsuming & ZonePinning & MessageKeeping & NumberForgetting
    ) {
        self.reader = reader
        self.start = start
        self.journal = journal
    }

    /// Returns the page for who writes everything anew, with somebody who is told how many more entries
    /// each reading has gone through.
    package func telling(_ told: @escaping @Sendable (Int) -> Void) -> Self {
        var ledger = self
        ledger.read = told
        return ledger
    }

    /// Returns the page for what a sink keeps beside its state proper: what is kept there becomes a part
    /// of that state, and an acknowledgement moves no checkpoint.
    ///
    /// `whole`: Returns the state to keep, of which the given one is a part.
    package func part(_ whole: @escaping @Sendable ([UInt8]) -> [UInt8]) -> ReaderLedger {
        var page = self
        page.whole = whole
        return page
    }

    /// Returns checkpoint and state.
    package func record() throws(SinkError) -> ReaderRecord {
        do throws(JournalError) {
            return try journal.record(of: reader, start: start)
        } catch {
            throw .journal(error)
        }
    }

    /// Returns up to `limit` entries behind a position.
    package func entries(
        after sequence: SequenceNumber,
        limit: Int
    ) throws(SinkError) -> [Entry] {
        do throws(JournalError) {
            return try journal.entries(after: sequence, limit: limit)
        } catch {
            throw .journal(error)
        }
    }

    /// Returns up to `limit` entries behind a position as they are known now, for who writes
    /// everything anew.
    package func correctedEntries(
        after sequence: SequenceNumber,
        limit: Int
    ) throws(SinkError) -> [Entry] {
        do throws(JournalError) {
            let entries = try journal.correctedEntries(after: sequence, limit: limit)
            if let last = entries.last { read?(Int(last.sequence - sequence)) }
            return entries
        } catch {
            throw .journal(error)
        }
    }

    /// Returns an entry as it was known at a position; nil where it is gone.
    package func version(
        of sequence: SequenceNumber,
        at position: SequenceNumber
    ) throws(SinkError) -> Entry? {
        do throws(JournalError) {
            return try journal.version(of: sequence, at: position)
        } catch {
            throw .journal(error)
        }
    }

    /// Returns the offsets that written rows rely on.
    package func pins() throws(SinkError) -> ZonePins {
        do throws(JournalError) {
            return ZonePins(try journal.pins())
        } catch {
            throw .journal(error)
        }
    }

    /// Returns what masks the numbers that the journal has forgotten.
    package func forgotten() throws(SinkError) -> NumberMask {
        do throws(JournalError) {
            return try journal.forgotten()
        } catch {
            throw .journal(error)
        }
    }

    /// Folds all entries there are into the states of their messages.
    ///
    /// - Returns: The position of the last one; what the messages tell reaches up to there at least.
    package func fold() throws(SinkError) -> SequenceNumber {
        let head = try head()
        do throws(JournalError) {
            while true {
                let folded = try journal.foldMessages(limit: 200)
                if folded >= head { return folded }
            }
        } catch {
            throw .journal(error)
        }
    }

    /// Returns up to `limit` messages behind another one.
    package func messages(
        after last: StoredMessage?,
        _ order: MessageOrder,
        limit: Int
    ) throws(SinkError) -> [StoredMessage] {
        do throws(JournalError) {
            let messages = try journal.messages(after: last, order, limit: limit)
            read?(messages.reduce(0) { $0 + $1.state.events.count })
            return messages
        } catch {
            throw .journal(error)
        }
    }

    /// Keeps the sink's state, durable before it returns, and what becomes of its rows' problems.
    package func keep(
        _ state: [UInt8],
        problems: RowProblems = RowProblems()
    ) throws(SinkError) {
        do throws(JournalError) {
            try journal.keep(whole?(state) ?? state, of: reader, problems: problems)
        } catch {
            throw .journal(error)
        }
    }

    /// Returns the position behind which the reader begins when it writes everything anew.
    package func beginning() throws(SinkError) -> SequenceNumber {
        do throws(JournalError) {
            return try journal.beginning(of: reader, at: start)
        } catch {
            throw .journal(error)
        }
    }

    /// Begins behind all that purges removed, as somebody wants it: the report goes on without it.
    package func begin(after span: PurgedSpan) throws(SinkError) {
        do throws(JournalError) {
            try journal.begin(reader, after: span.through)
        } catch {
            throw .journal(error)
        }
    }

    /// Returns what purges removed of what the reader has begun with; nil where nothing is missing.
    package func purged() throws(SinkError) -> PurgedSpan? {
        do throws(JournalError) {
            guard let span = try journal.purged() else { return nil }
            // Where it was first seen: earlier entries were never its own.
            let begin = try journal.beginning(of: reader, at: .now)
            let missing = span.entries(after: begin)
            return missing == 0
                ? nil
                : PurgedSpan(through: span.through, entries: missing, before: span.before)
        } catch {
            throw .journal(error)
        }
    }

    /// Returns the position of the newest entry.
    package func head() throws(SinkError) -> SequenceNumber {
        do throws(JournalError) {
            return try journal.head()
        } catch {
            throw .journal(error)
        }
    }

    /// Advances the checkpoint and keeps the state, in one transaction, with what becomes of its
    /// rows' problems.
    package func acknowledge(
        through sequence: SequenceNumber,
        state: [UInt8],
        problems: RowProblems = RowProblems()
    ) throws(SinkError) {
        guard whole == nil else { return try keep(state, problems: problems) }
        do throws(JournalError) {
            try journal.acknowledge(
                through: sequence,
                state: state,
                of: reader,
                problems: problems
            )
        } catch {
            throw .journal(error)
        }
    }

    /// Returns which refused rows somebody wants to be tried again.
    package func wantedRows() throws(SinkError) -> [Int64] {
        do throws(JournalError) {
            return try journal.wantedRows(of: reader)
        } catch {
            throw .journal(error)
        }
    }
}
