import PosixBridge
import Sync
import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct SyncWorkerRuns {
    private let journal = MemoryJournal()
    private let reader = ReaderID("csv:/a.csv")
    private let full = SinkError.diskFull(path: "/a.csv", cause: "write: no space")
    private let edited = SinkError.edited(
        path: "/a.csv",
        detail: "it is shorter",
        rebuild: "rebuild"
    )

    @Test func `catching up writes every entry once and in order`() async throws {
        try await journal.append(Sample.delivery(0..<25, in: journal))
        let sink = RecordingSink()
        let outcome = try await run(.catchUp, sink, rows: 10)
        #expect(outcome == .done)
        #expect(sink.log.value.sequences == Array(1...25))
        #expect(sink.log.value.batches == [10, 10, 5])
        #expect(try record().checkpoint == 25)
    }

    @Test func `a sink that fails a few times gets each entry once`() async throws {
        try await journal.append(Sample.delivery(0..<7, in: journal))
        let sink = RecordingSink(faults: [nil, full, nil, full])
        let progress = Shared<[String]>([])
        let task = Task { try await run(.follow, sink, rows: 3, progress: progress) }
        await sink.log.reaches { $0.sequences.count == 7 }
        #expect(sink.log.value.sequences == Array(1...7))
        task.cancel()
        #expect(try await task.value == .done)
        #expect(try record().trouble == nil)
        // One failure is told once, however often it comes again, and so is its end.
        #expect(progress.value.filter { $0 == "failed" }.count == 1)
        #expect(progress.value.filter { $0 == "recovered" }.count == 1)
    }

    @Test func `a sink that opens and refuses every batch is no recovered sink`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        // More than the runner could ever wait for.
        let faults = Array(repeating: [nil, full] as [SinkError?], count: 1000)
        let sink = RecordingSink(faults: faults.flatMap { $0 })
        let progress = Shared<[String]>([])
        let task = Task { try await run(.follow, sink, rows: 3, progress: progress) }
        await sink.log.reaches { $0.calls >= 4 }
        #expect(try record().trouble?.code == "sink.disk_full")
        let trouble = try #require(try record().trouble)
        let next = try #require(trouble.nextTry)
        #expect(next >= trouble.since)
        task.cancel()
        #expect(try await task.value == .failed(full))
        #expect(progress.value == ["failed"])
        #expect(try record().trouble?.code == "sink.disk_full")
    }

    @Test(.timeLimit(.minutes(1)))
    func `the next try is told by the clock as it was set meanwhile`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let busy = ServiceTrouble(
            "service.busy",
            "the service is busy",
            remedy: "None",
            .retry(after: .seconds(60))
        )
        let clock = ManualClock()
        let sink = RecordingSink(faults: [nil, .service(busy)])
        let task = Task { try await run(.follow, sink, clock: clock) }
        func nextTry() async throws -> Int64? {
            try? await Task.sleep(for: .milliseconds(20))
            return try record().trouble?.nextTry.map { $0.seconds - Sample.noon.seconds }
        }
        while try await nextTry() == nil {}
        clock.set(by: -7 * 3600)
        var next = try #require(try await nextTry())
        while next > 0 { next = try #require(try await nextTry()) }
        #expect((1...61).contains(next + 7 * 3600))
        task.cancel()
        #expect(try await task.value == .done)
    }

    @Test func `a sink that stops is noted with what to do`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = RecordingSink(faults: Array(repeating: edited, count: 1000))
        let progress = Shared<[String]>([])
        let task = Task { try await run(.follow, sink, progress: progress) }
        await progress.reaches { $0.contains("failed") }
        let trouble = try #require(try record().trouble)
        #expect(trouble.code == "sink.file.edited")
        #expect(
            trouble.explanation
                == "/a.csv was edited by another program (it is shorter); it stays as it is. Undo the "
                + "edit, or keep this file aside and write the report anew (rebuild)."
        )
        // Nothing is to be waited for.
        #expect(trouble.nextTry == nil)
        #expect(sink.log.value.sequences.isEmpty)
        // The drain tries once more: somebody may have mended it meanwhile.
        sink.mend()
        task.cancel()
        #expect(try await task.value == .done)
        #expect(sink.log.value.sequences == [1, 2, 3])
        #expect(try record().trouble == nil)
    }

    @Test func `what somebody has to do stays told while a look whether they did fails otherwise`()
        async throws
    {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let faults = Array(repeating: [edited, full, full] as [SinkError?], count: 1000)
        let sink = RecordingSink(faults: faults.flatMap { $0 })
        let progress = Shared<[String]>([])
        let task = Task { try await run(.follow, sink, progress: progress) }
        await sink.log.reaches { $0.calls >= 4 }
        let trouble = try #require(try record().trouble)
        #expect(trouble.code == "sink.file.edited")
        #expect(trouble.nextTry == nil)
        sink.mend()
        await sink.log.reaches { $0.sequences.count == 3 }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(progress.value == ["failed", "recovered", "wrote"])
        #expect(try record().trouble == nil)
    }

    @Test func `catching up ends with the refusal`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let outcome = try await run(.catchUp, RecordingSink(faults: [edited]))
        #expect(outcome == .failed(edited))
        #expect(try record().trouble?.code == "sink.file.edited")
        // The lease was given back.
        guard case .granted = try journal.lease(reader) else {
            Issue.record("the lease is still held")
            return
        }
    }

    @Test func `a request is carried out by whoever has the lease, and answered`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = RecordingSink()
        let progress = Shared<[String]>([])
        let task = Task { try await run(.follow, sink, progress: progress) }
        await sink.log.reaches { $0.sequences.count == 3 }
        let number = try journal.ask(.rebuild, of: reader)
        _ = try journal.ask(.rebuild, of: ReaderID("csv:/b.csv"))
        try await journal.append(Sample.delivery([3], in: journal))
        await sink.log.reaches { $0.rebuilds == 1 }
        await progress.reaches { $0.contains("rebuilt") }
        try await journal.append(Sample.delivery([4], in: journal))
        await sink.log.reaches { $0.sequences.count == 5 }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(sink.log.value.sequences == Array(1...5))
        #expect(sink.log.value.rebuilds == 1)
        // The fourth row may have come before the worker looked, or after.
        let answers = [3, 4].map { RequestAnswer.done("a.csv: \($0) rows written anew") }
        #expect(answers.contains(try #require(try journal.answer(to: number))))
    }

    @Test func `a stopped sink is written anew without waiting for its next look`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = RecordingSink(faults: [edited])
        let progress = Shared<[String]>([])
        let task = Task { try await run(.follow, sink, progress: progress) }
        await progress.reaches { $0.contains("failed") }
        let number = try journal.ask(.rebuild, of: reader)
        // Its own next look, 15 s later, may come first where this test is held up so long.
        await progress.reaches { $0.contains("rebuilt") && $0.contains("recovered") }
        #expect(try journal.answer(to: number) == .done("a.csv: 3 rows written anew"))
        #expect(try record().trouble == nil)
        task.cancel()
        #expect(try await task.value == .done)
    }

    private func purgeTwo() throws {
        let late = Timestamp(seconds: Sample.noon.seconds + 9)
        let limits = PurgeLimits(passed: 2, bodiesBefore: nil, entriesBefore: late, now: late)
        #expect(try journal.purge(limits, rows: 9, after: PurgeCursor()).entries == 2)
    }

    @Test func `a rebuild that would lose rows is refused, and the report goes on`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = RecordingSink()
        #expect(try await run(.catchUp, sink) == .done)
        try purgeTwo()
        let refused = try journal.ask(.rebuild, of: reader)
        try await journal.append(Sample.delivery([20], in: journal))
        #expect(try await run(.catchUp, sink) == .done)
        #expect(
            try journal.answer(to: refused)
                == .refused(
                    "error[sink.purged]: a.csv would lose the rows of 2 entries, received before "
                        + "2026-03-01T12:00:09Z, which retention has removed from the journal. "
                        + "Leave the file as it is, or write anew what the journal holds by adding "
                        + "--without-purged; the old file is kept beside it."
                )
        )
        #expect(sink.log.value.sequences == [1, 2, 3, 4])
        #expect(try record().trouble == nil)
        let number = try journal.ask(.rebuildWithoutPurged, of: reader)
        #expect(try await run(.catchUp, sink) == .done)
        #expect(try journal.answer(to: number) == .done("a.csv: 2 rows written anew"))
        // What was given up is not missed again.
        let again = try journal.ask(.rebuild, of: reader)
        #expect(try await run(.catchUp, sink) == .done)
        #expect(try journal.answer(to: again) == .done("a.csv: 2 rows written anew"))
    }

    @Test func `what was moved here goes on where it was`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let before = ReaderID("csv:/before/a.csv")
        _ = try journal.record(of: before, start: .beginning)
        try journal.acknowledge(through: 2, state: [7], of: before, problems: RowProblems())
        let sink = RecordingSink()
        sink.states.change { $0 = [[7]] }
        let progress = Shared<[String]>([])
        #expect(try await run(.catchUp, sink, progress: progress) == .done)
        #expect(sink.log.value.sequences == [3])
        #expect(progress.value == ["moved", "wrote"])
        #expect(try journal.readers().map(\.reader) == [reader])
    }

    @Test func `a rebuild of what was moved here knows what it would lose`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let before = ReaderID("csv:/before/a.csv")
        _ = try journal.record(of: before, start: .beginning)
        try journal.acknowledge(through: 3, state: [7], of: before, problems: RowProblems())
        try purgeTwo()
        let sink = RecordingSink()
        sink.states.change { $0 = [[7]] }
        let number = try journal.ask(.rebuild, of: reader)
        #expect(try await run(.catchUp, sink) == .done)
        guard case .refused(let text) = try journal.answer(to: number) else {
            Issue.record("it was not refused")
            return
        }
        #expect(text.contains("would lose the rows of 2 entries"))
    }

    @Test(arguments: ["in the settings", "one of two", "with a record of its own"])
    func `what another reader wrote stays its own`(_ why: String) async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let others = [ReaderID("csv:/b.csv"), ReaderID("csv:/c.csv")]
            .prefix(why == "one of two" ? 2 : 1)
        for other in others {
            _ = try journal.record(of: other, start: .beginning)
            try journal.acknowledge(through: 2, state: [7], of: other, problems: RowProblems())
        }
        if why == "with a record of its own" {
            _ = try journal.record(of: reader, start: .beginning)
            try journal.acknowledge(through: 1, state: [9], of: reader, problems: RowProblems())
        }
        let sink = RecordingSink()
        sink.states.change { $0 = [[7]] }
        let readers: Set<ReaderID> = why == "in the settings" ? [others[0]] : []
        let progress = Shared<[String]>([])
        #expect(try await run(.catchUp, sink, readers: readers, progress: progress) == .done)
        #expect(progress.value == ["wrote"])
        #expect(try journal.record(of: others[0], start: .beginning).checkpoint == 2)
    }

    @Test func `what another process writes by the name of before is left to it`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let before = ReaderID("csv:/before/a.csv")
        _ = try journal.record(of: before, start: .beginning)
        try journal.acknowledge(through: 2, state: [7], of: before, problems: RowProblems())
        let sink = RecordingSink()
        sink.states.change { $0 = [[7]] }
        var lease: LeaseAnswer? = try journal.lease(before)
        let refusal = SinkError.otherName(path: "a.csv", reader: before, owner: "process 1")
        let number = try journal.ask(.rebuild, of: reader)
        #expect(try await run(.catchUp, sink) == .failed(refusal))
        #expect(try journal.answer(to: number) == .refused(refusal.description))
        #expect(sink.log.value.sequences.isEmpty && sink.log.value.rebuilds == 0)
        withExtendedLifetime(lease) {}
        lease = nil
        #expect(try await run(.catchUp, sink) == .done)
        #expect(sink.log.value.sequences == [3])
        #expect(try journal.readers().map(\.reader) == [reader])
    }

    @Test func `a reader that never wrote loses nothing by a rebuild`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        try purgeTwo()
        let number = try journal.ask(.rebuild, of: reader)
        #expect(try await run(.catchUp, RecordingSink()) == .done)
        #expect(try journal.answer(to: number) == .done("a.csv: 1 row written anew"))
    }

    @Test func `a request that cannot be carried out is answered with the reason`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let number = try journal.ask(.rebuild, of: reader)
        let outcome = try await run(.catchUp, RecordingSink(faults: [full]))
        #expect(outcome == .failed(full))
        #expect(try journal.answer(to: number) == .refused(full.description))
        #expect(try journal.openRequest(of: reader) == nil)
    }

    @Test func `a reader on standby begins when the lease is freed`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = RecordingSink()
        let progress = Shared<[String]>([])
        let outcome = try await run(.catchUp, sink, holdingLease: true)
        #expect(outcome == .standby(by: "process 1"))
        var lease: LeaseAnswer? = try journal.lease(reader)
        let task = Task { try await run(.follow, sink, progress: progress) }
        await progress.reaches { $0.contains("standby") }
        #expect(lease != nil)
        lease = nil
        await sink.log.reaches { $0.sequences.count == 3 }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(progress.value == ["standby", "wrote"])
    }

    @Test func `following writes what comes, and what is there when it is cancelled`() async throws
    {
        let sink = RecordingSink()
        let task = Task { try await run(.follow, sink) }
        for number in 0..<20 {
            try await journal.append(Sample.delivery([number], in: journal))
            if number % 5 == 0 { await sink.log.reaches { $0.sequences.count == number + 1 } }
        }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(sink.log.value.sequences == Array(1...20))
    }

    @Test func `a batch that is gathering when the process ends is written`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = RecordingSink()
        let task = Task { try await run(.follow, sink, age: .seconds(3600)) }
        await sink.log.reaches { $0.calls == 1 }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(sink.log.value.sequences == [1, 2, 3])
    }

    @Test func `a journal that fails stops nothing for good`() async throws {
        try await journal.append(Sample.delivery(0..<4, in: journal))
        journal.failNext([.busy(path: "/j.db"), .failed(path: "/j.db", cause: "SQLite 10")])
        let sink = RecordingSink()
        let task = Task { try await run(.follow, sink, rows: 2) }
        await sink.log.reaches { $0.sequences.count == 4 }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(sink.log.value.sequences == [1, 2, 3, 4])
    }

    @Test func `everything that may block runs on the worker's own thread`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = RecordingSink(faults: [full])
        let task = Task { try await run(.follow, sink, rows: 1) }
        await sink.log.reaches { $0.sequences.count == 3 }
        task.cancel()
        _ = try await task.value
        #expect(sink.log.value.threads == ["worker"])
    }

    @Test func `who stops while a service is called leaves no trouble behind`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let sink = BrokenOffSink()
        let progress = Shared<[String]>([])
        let task = Task { try await run(.follow, sink, progress: progress) }
        await sink.writes.reaches { $0 == 1 }
        task.cancel()
        #expect(try await task.value == .failed(.service(BrokenOffSink.trouble)))
        #expect(progress.value.isEmpty)
        #expect(try record().trouble == nil)
    }

    private func run(
        _ mode: SyncMachine.Mode,
        _ sink: any Sink & Sendable,
        rows: Int = 100,
        age: Duration = .zero,
        holdingLease: Bool = false,
        readers: Set<ReaderID> = [],
        clock: ManualClock = ManualClock(),
        progress: Shared<[String]> = Shared([])
    ) async throws -> SyncMachine.Outcome {
        let lease = holdingLease ? try journal.lease(reader) : nil
        let job = SyncWorker.Job(
            reader: reader,
            label: "a.csv",
            start: .beginning,
            readers: readers,
            policy: BatchPolicy(rows: rows, age: age)
        ) {
            sink
        }
        let outcome = await SyncWorker.run(
            job,
            journal: journal,
            mode: mode,
            clock: clock,
            on: try ThreadExecutor("worker")
        ) { event in
            progress.change { $0.append(Self.word(event)) }
        }
        return withExtendedLifetime(lease) { outcome }
    }

    private func record() throws -> ReaderRecord {
        try journal.record(of: reader, start: .beginning)
    }

    private static func word(_ event: SyncWorker.Progress) -> String {
        switch event {
        case .wrote: "wrote"
        case .standby: "standby"
        case .failed: "failed"
        case .recovered: "recovered"
        case .rebuilding(let more, let all): "rebuilding \(more) of \(all)"
        case .rebuilt: "rebuilt"
        case .moved: "moved"
        }
    }
}

/// A sink whose calls last until somebody breaks them off.
private final class BrokenOffSink: Sink, Sendable {
    static let trouble = ServiceTrouble(
        "service.cancelled",
        "the call was broken off",
        remedy: "None",
        .retry(after: nil)
    )
    let writes = Shared(0)

    func open(_ ledger: ReaderLedger) async throws(SinkError) {}

    func write(_ batch: Batch, _ ledger: ReaderLedger) async throws(SinkError) -> WriteReceipt {
        writes.change { $0 += 1 }
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        throw .service(Self.trouble)
    }

    func rebuild(_ ledger: ReaderLedger) async throws(SinkError) -> RebuildReceipt {
        throw .service(Self.trouble)
    }

    func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        throw .service(Self.trouble)
    }
}
