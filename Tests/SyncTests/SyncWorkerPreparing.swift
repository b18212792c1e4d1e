import PosixBridge
import Sync
import TestSupport
import Testing
import TicksheetCore

@Suite struct SyncWorkerPreparing {
    private let journal = MemoryJournal()
    private let reader = ReaderID("csv:/a.csv")
    private let prepared = Shared<[SequenceNumber]>([])

    @Test func `what rows rely on is there before they are written, once`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        #expect(try await run(RecordingSink()) == .done)
        try await journal.append(Sample.delivery(3..<5, in: journal))
        #expect(try await run(RecordingSink()) == .done)
        #expect(prepared.value == [1, 2, 3, 4, 5])
    }

    @Test(arguments: [false, true])
    func `so is what rows of before rely on where opening writes them anew`(
        _ isWhole: Bool
    ) async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        #expect(try await run(RecordingSink()) == .done)
        try await journal.append(Sample.delivery(3..<5, in: journal))
        prepared.change { $0 = [] }
        let sink = RecordingSink(
            faults: [.edited(path: "/a.csv", detail: "longer", rebuild: "rebuild")]
        )
        sink.isAnew.change { $0 = true }
        #expect(try await run(sink, isWhole: isWhole) != .done)
        #expect(prepared.value == [1, 2, 3, 4, 5])
        #expect(sink.log.value.sequences.isEmpty)
    }

    @Test func `opening again and again prepares them once`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        #expect(try await run(RecordingSink()) == .done)
        prepared.change { $0 = [] }
        let full = SinkError.diskFull(path: "/a.csv", cause: "write: no space")
        let sink = RecordingSink(faults: [full, full])
        sink.isAnew.change { $0 = true }
        let task = Task { try await run(sink, .follow) }
        await sink.log.reaches { $0.calls == 3 }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(prepared.value == [1, 2, 3])
    }

    private func run(
        _ sink: RecordingSink,
        _ mode: SyncMachine.Mode = .catchUp,
        isWhole: Bool = false
    ) async throws -> SyncMachine.Outcome {
        let prepared = prepared
        var policy = BatchPolicy(rows: 100, age: .zero)
        policy.isWhole = isWhole
        let job = SyncWorker.Job(
            reader: reader,
            label: "a.csv",
            start: .beginning,
            policy: policy,
            prepare: { entries in prepared.change { $0 += entries.map(\.sequence) } },
            sink: { sink }
        )
        return await SyncWorker.run(
            job,
            journal: journal,
            mode: mode,
            clock: ManualClock(),
            on: try ThreadExecutor("worker")
        ) { _ in }
    }
}
