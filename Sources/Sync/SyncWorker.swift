package import PosixBridge
package import TicksheetCore
import WallTime

/// Feeds one sink: performs what its `SyncMachine` decides, on a thread of its own.
package final class SyncWorker {
    /// One report's one destination.
    package struct Job: Sendable {
        /// The reader in the journal.
        package let reader: ReaderID
        /// The destination for people, such as `reports/campaigns.csv`.
        package let label: String
        /// Where a new reader begins.
        package let start: ReaderStart
        /// The readers of all destinations: what another one wrote may have been moved here.
        package let readers: Set<ReaderID>
        /// When batches are written.
        package let policy: BatchPolicy
        /// Sees to it that what entries' rows rely on is in the journal before they are written.
        package let prepare: @Sendable ([Entry]) async throws(JournalError) -> Void
        /// Makes the sink.
        package let sink: @Sendable () -> any Sink

        /// Creates a job.
        package init(
            reader: ReaderID,
            label: String,
            start: ReaderStart,
            readers: Set<ReaderID> = [],
            policy: BatchPolicy,
            prepare: @escaping @Sendable ([Entry]) async throws(JournalError) -> Void = { _ in },
            sink: @escaping @Sendable () -> any Sink
        ) {
            self.reader = reader
            self.label = label
            self.start = start
            self.readers = readers
            self.policy = policy
            self.prepare = prepare
            self.sink = sink
        }
    }

    /// What somebody who watches is told.
    package enum Progress: Sendable {
        /// All up to a position is written; so many rows by this batch.
        case wrote(through: SequenceNumber, rows: Int, took: Duration)
        /// Another process feeds the sink.
        case standby(by: String)
        /// The sink refused; it is tried again unless it says stop.
        case failed(SinkError)
        /// The sink takes rows again.
        case recovered
        /// What another reader wrote stands in this place now; it goes on from there.
        case moved(from: ReaderID)
        /// More entries were gone through to write everything anew; how many there are in all.
        case rebuilding(more: Int, of: Int)
        /// Everything was written anew, as a command asked; where the old file is kept.
        case rebuilt(RebuildReceipt)
    }

    let job: Job
    let journal: any ReaderJournal
    let clock: any WallClock
    let report: @Sendable (Progress) -> Void
    private var machine: SyncMachine
    var sink: (any Sink)?
    var lease: (any Lease)?
    var isTroubled = false
    // Whether all entries of before were prepared for rows that are written anew.
    var isPreparedAnew = false
    // Behind which position a report with a date begins; nil as long as nothing has come since then.
    var beginning: SequenceNumber?
    private var isDraining = false
    private var standbyOwner: String?
    var lastCode: String?
    var trouble: ReaderTrouble?
    // Whether somebody has to act.
    var isStopped = false

    /// Feeds a sink until the machine ends, or the task is cancelled; then it writes what is there
    /// and ends.
    ///
    /// `report`: Told of each batch and each change of state.
    package static func run(
        _ job: Job,
        journal: any ReaderJournal,
        mode: SyncMachine.Mode,
        bound: SequenceNumber = .max,
        clock: any WallClock,
        on executor: ThreadExecutor,
        report: @escaping @Sendable (Progress) -> Void
    ) async -> SyncMachine.Outcome {
        await withTaskExecutorPreference(executor) {
            let worker = SyncWorker(
                job,
                journal: journal,
                machine: SyncMachine(mode, policy: job.policy, bound: bound),
                clock: clock,
                report: report
            )
            return await worker.run()
        }
    }

    private init(
        _ job: Job,
        journal: any ReaderJournal,
        machine: SyncMachine,
        clock: any WallClock,
        report: @escaping @Sendable (Progress) -> Void
    ) {
        self.job = job
        self.journal = journal
        self.clock = clock
        self.report = report
        self.machine = machine
    }

    private func run() async -> SyncMachine.Outcome {
        var action = machine.first
        while true {
            if Task.isCancelled, !isDraining, !isWriting(action) {
                isDraining = true
                // What comes from now on is for whoever feeds the sink next.
                let head = (try? ledger.head()) ?? 0
                action = machine.handle(.drain(through: head), now: clock.monotonic)
            }
            if case .end(let outcome) = action {
                sink = nil
                lease = nil
                return outcome
            }
            let input =
                if let request = openRequest() {
                    await carryOut(request)
                } else {
                    await perform(action)
                }
            action = machine.handle(input, now: clock.monotonic)
            if case .failed(let error, _) = input { noteNextTry(action, after: error) }
        }
    }

    private func isWriting(_ action: SyncMachine.Action) -> Bool {
        if case .write = action { true } else { false }
    }

    private func perform(_ action: SyncMachine.Action) async -> SyncMachine.Input {
        do throws(SinkError) {
            switch action {
            case .takeLease:
                return try takeLease()
            case .open:
                return try await open()
            case .read(let after, let limit):
                let entries = try ledger.entries(after: after, limit: limit)
                if entries.isEmpty { recovered() }
                return .read(entries, bytes: entries.count * 120)
            case .write(let batch):
                return try await write(batch)
            case .waitForEntries(let after, let atMost):
                await journal.entriesMayHaveCome(after: after, within: atMost)
                return .woke
            case .wait(let duration):
                await pause(duration)
                return .woke
            case .end:
                return .woke
            }
        } catch {
            return failed(error)
        }
    }

    // A command waits for the answer, however long the pause.
    private func pause(_ duration: Duration) async {
        var left = duration
        while left > .zero, !Task.isCancelled, openRequest() == nil {
            let part = min(left, .milliseconds(500))
            await clock.pause(part)
            left -= part
            noteJump(left)
        }
    }

    var ledger: ReaderLedger {
        ReaderLedger(job.reader, start: job.start, journal: journal)
    }

    private func takeLease() throws(SinkError) -> SyncMachine.Input {
        let answer: LeaseAnswer
        do throws(JournalError) {
            answer = try journal.lease(job.reader)
        } catch {
            throw .journal(error)
        }
        switch answer {
        case .granted(let lease):
            self.lease = lease
            standbyOwner = nil
            return .leased
        case .held(let owner):
            if standbyOwner != owner { report(.standby(by: owner)) }
            standbyOwner = owner
            return .held(by: owner)
        }
    }

    private func open() async throws(SinkError) -> SyncMachine.Input {
        let ledger = ledger
        let record = try ledger.record()
        isTroubled = isTroubled || record.trouble != nil
        let sink = sink ?? job.sink()
        self.sink = sink
        beginning = try foundBeginning()
        try takeOverMoved(sink)
        try await prepareAnew(sink)
        try await sink.open(ledger)
        isStopped = false
        return .opened(try ledger.record().checkpoint)
    }

    private func write(_ batch: Batch) async throws(SinkError) -> SyncMachine.Input {
        guard let sink else { return .woke }
        let start = clock.monotonic
        let receipt = try await sink.write(try await prepared(batch), ledger)
        recovered()
        report(
            .wrote(through: receipt.through, rows: receipt.rows, took: clock.monotonic - start)
        )
        return .wrote(receipt)
    }
}
