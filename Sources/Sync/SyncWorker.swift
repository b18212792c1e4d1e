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
            policy: BatchPolicy,
            prepare: @escaping @Sendable ([Entry]) async throws(JournalError) -> Void = { _ in },
            sink: @escaping @Sendable () -> any Sink
        ) {
            self.reader = reader
            self.label = label
            self.start = start
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
        /// More entries were gone through to write everything anew; how many there are in all.
        case rebuilding(more: Int, of: Int)
        /// Everything was written anew, as a command asked; where the old file is kept.
        case rebuilt(RebuildReceipt)
    }

    private let job: Job
    private let journal: any ReaderJournal
    private let clock: any WallClock
    private let report: @Sendable (Progress) -> Void
    private var machine: SyncMachine
    private var sink: (any Sink)?
    private var lease: (any Lease)?
    private var isTroubled = false
    private var isDraining = false
    private var standbyOwner: String?
    private var lastCode: String?
    private var trouble: ReaderTrouble?
    // Whether somebody has to act.
    private var isStopped = false

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
                action = machine.handle(.drain, now: clock.monotonic)
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
        }
    }

    private func openRequest() -> ReaderRequest? {
        lease == nil ? nil : (try? journal.openRequest(of: job.reader)) ?? nil
    }

    private func carryOut(_ request: ReaderRequest) async -> SyncMachine.Input {
        do throws(SinkError) {
            if request.kind == .rebuild, let refusal = try lossRefusal() {
                // The report itself goes on as before.
                try? journal.answer(request.number, with: .refused(refusal.description))
                return .woke
            }
            let sink = sink ?? job.sink()
            self.sink = sink
            if try ledger.record().trouble != nil { isTroubled = true }
            switch request.kind {
            case .settle:
                try await sink.open(ledger)
                try? journal.answer(request.number, with: .done("\(job.label): settled"))
            case .erase:
                if job.policy.isWhole { try await prepareAll() }
                let receipt = try await sink.erase(ledger)
                try? journal.answer(request.number, with: .done(receipt.text(job.label)))
            case .adoptSkipping, .adoptWriting:
                let answer = try await adopt(sink, skips: request.kind == .adoptSkipping)
                try? journal.answer(request.number, with: answer)
                recovered()
            case .retryRows:
                try await prepareWanted()
                let answer = try await retryRows(sink)
                try? journal.answer(request.number, with: answer)
            case .rebuild, .rebuildWithoutPurged:
                try await prepareAll()
                let total = Int(try ledger.head() - ledger.beginning())
                let receipt = try await sink.rebuild(
                    ledger.telling { [report] in report(.rebuilding(more: $0, of: total)) }
                )
                try? journal.answer(request.number, with: .done(receipt.text(job.label)))
                report(.rebuilt(receipt))
                recovered()
            }
            return .opened(try ledger.record().checkpoint)
        } catch {
            let answer: RequestAnswer =
                if case .missing = error, [.settle, .erase].contains(request.kind) {
                    // In a file that is gone nothing is half written, and no number stands.
                    .done("\(job.label): is not there")
                } else {
                    .refused(error.description)
                }
            try? journal.answer(request.number, with: answer)
            return failed(error)
        }
    }

    private func adopt(
        _ sink: any Sink,
        skips: Bool
    ) async throws(SinkError) -> RequestAnswer {
        guard let sink = sink as? any AdoptingSink else {
            return .refused("\(job.label) is a file: only tabs of Google Sheets are taken over.")
        }
        let count = try await sink.adopt(skips: skips, ledger)
        let entries = "\(count) entr\(count == 1 ? "y" : "ies")"
        return .done(
            skips
                ? "\(job.label): taken over; \(entries) taken as written"
                : "\(job.label): taken over; \(entries) to write"
        )
    }

    private func retryRows(_ sink: any Sink) async throws(SinkError) -> RequestAnswer {
        guard let sink = sink as? any RetryingSink else {
            return .refused("\(job.label) is a file, which takes every row.")
        }
        let (written, refused) = try await sink.retryRows(ledger)
        let rows = "\(written) row\(written == 1 ? "" : "s") written"
        return .done("\(job.label): \(rows), \(refused) still refused")
    }

    private func lossRefusal() throws(SinkError) -> SinkError? {
        // What became of messages outlives their entries; where nothing was written, nothing is
        // lost.
        guard !job.policy.showsMessages, try !ledger.record().state.isEmpty,
            let purged = try ledger.purged()
        else { return nil }
        return .purged(label: job.label, entries: purged.entries, before: purged.before)
    }

    private func prepareWanted() async throws(SinkError) {
        if job.policy.isWhole { return try await prepareAll() }
        for row in try ledger.wantedRows() {
            try await prepare(try ledger.correctedEntries(after: row - 1, limit: 1))
        }
    }

    // What comes after the head is prepared with its own batch.
    private func prepareAll() async throws(SinkError) {
        let head = try ledger.head()
        var position = try ledger.beginning()
        while position < head {
            let entries = try ledger.correctedEntries(after: position, limit: 5000)
            guard let last = entries.last else { return }
            try await prepare(entries)
            position = last.sequence
        }
    }

    private func prepare(
        after start: SequenceNumber,
        upTo head: SequenceNumber
    ) async throws(SinkError) {
        var position = start
        while position < head {
            let entries = try ledger.entries(after: position, limit: 5000)
            guard let last = entries.last else { return }
            try await prepare(entries)
            position = last.sequence
        }
    }

    // What is written whole takes in all there is, not only the entries that were read.
    private func prepared(_ batch: Batch) async throws(SinkError) -> Batch {
        guard job.policy.isWhole else {
            try await prepare(batch.entries)
            return batch
        }
        let head = max(try ledger.head(), batch.last)
        try await prepare(after: batch.after, upTo: head)
        return Batch(after: batch.after, upTo: head)
    }

    private func prepare(_ entries: [Entry]) async throws(SinkError) {
        do throws(JournalError) {
            try await job.prepare(entries)
        } catch {
            throw .journal(error)
        }
    }

    private var ledger: ReaderLedger {
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

    private func failed(_ error: SinkError) -> SyncMachine.Input {
        if !isBrokenOff(error), !isPassed(over: error), !isTroubled || lastCode != error.code {
            isTroubled = true
            lastCode = error.code
            trouble = ReaderTrouble(
                code: error.code,
                explanation: error.explanation,
                since: clock.now
            )
            note(trouble)
            report(.failed(error))
        }
        if error.disposition == .stop { isStopped = true }
        return .failed(error, jitter: Double.random(in: 0...1))
    }

    // What says stop waits for a person, though it is looked at now and then.
    private func noteNextTry(_ action: SyncMachine.Action, after error: SinkError) {
        guard trouble != nil, case .wait(let pause) = action, !isStopped else { return }
        let seconds = (pause / .milliseconds(1) / 1000).rounded(.up)
        trouble?.nextTry = Timestamp(seconds: clock.now.seconds + Int64(seconds))
        note(trouble)
    }

    // A look whether somebody has acted may meet what passes by itself: what there is to do stays told.
    private func isPassed(over error: SinkError) -> Bool {
        isStopped && error.disposition != .stop
    }

    // Who stops breaks off calls to services; that is nobody's trouble.
    private func isBrokenOff(_ error: SinkError) -> Bool {
        if case .service = error { Task.isCancelled } else { false }
    }

    private func recovered() {
        guard isTroubled else { return }
        isTroubled = false
        isStopped = false
        lastCode = nil
        trouble = nil
        note(nil)
        report(.recovered)
    }

    // The journal may be what fails: then nothing can be noted, and the log has it.
    private func note(_ trouble: ReaderTrouble?) {
        try? journal.note(trouble, of: job.reader)
    }
}

extension EraseReceipt {
    fileprivate func text(_ label: String) -> String {
        let kept = kept.map { "; what was put there meanwhile is kept as \($0)" } ?? ""
        return "\(label): masked in \(places) place\(places == 1 ? "" : "s")\(kept)"
    }
}

extension RebuildReceipt {
    fileprivate func text(_ label: String) -> String {
        let kept = kept.map { "; the file that was there is kept as \($0)" } ?? ""
        return "\(label): \(rows) rows written anew\(kept)"
    }
}
