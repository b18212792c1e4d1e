import PosixBridge
import Sync
import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct SyncWorkerBeginnings {
    private let journal = MemoryJournal()
    private let reader = ReaderID("csv:/a.csv")
    private let tomorrow = Timestamp(seconds: Sample.noon.seconds + 86_400)
    private let sink = RecordingSink()
    private let full = SinkError.diskFull(path: "/a.csv", cause: "write: no space")

    private func append(_ numbers: Range<Int>, at received: Timestamp = Sample.noon) async throws {
        for number in numbers {
            let delivery = Sample.delivery([number], in: journal, received: received)
            try await journal.append(delivery)
        }
    }

    @Test func `a report whose day is to come passes over what comes before it`() async throws {
        try await append(0..<2)
        #expect(try await run() == .done)
        try await append(2..<5)
        #expect(try await run() == .done)
        #expect(sink.log.value.sequences.isEmpty)
        #expect(try record().checkpoint == 5)
        try await append(5..<6)
        try await append(6..<8, at: tomorrow)
        // A clock that is set back takes nothing away from a report that has begun.
        try await append(8..<9)
        #expect(try await run(rows: 2) == .done)
        #expect(sink.log.value.sequences == [7, 8, 9])
        try await append(9..<10)
        #expect(try await run() == .done)
        #expect(sink.log.value.sequences == [7, 8, 9, 10])
        #expect(try record().checkpoint == 10)
    }

    @Test func `what a failure keeps from being written is passed over all the same`() async throws
    {
        #expect(try await run() == .done)
        try await append(0..<3)
        try await append(3..<5, at: tomorrow)
        let failing = RecordingSink(faults: [nil, full, full])
        let task = Task { try await run(failing, .follow) }
        await failing.log.reaches { $0.sequences.count == 2 }
        try await append(5..<6)
        await failing.log.reaches { $0.sequences.count == 3 }
        task.cancel()
        #expect(try await task.value == .done)
        #expect(failing.log.value.sequences == [4, 5, 6])
    }

    @Test func `a later day holds for what is not written yet`() async throws {
        try await append(0..<2)
        #expect(try await run(start: .beginning) == .done)
        try await append(2..<4)
        try await append(4..<6, at: tomorrow)
        #expect(try await run() == .done)
        #expect(sink.log.value.sequences == [1, 2, 5, 6])
    }

    private func record() throws -> ReaderRecord {
        try journal.record(of: reader, start: .beginning)
    }

    private func run(
        _ sink: RecordingSink? = nil,
        _ mode: SyncMachine.Mode = .catchUp,
        start: ReaderStart? = nil,
        rows: Int = 100
    ) async throws -> SyncMachine.Outcome {
        let sink = sink ?? self.sink
        let job = SyncWorker.Job(
            reader: reader,
            label: "a.csv",
            start: start ?? .date(tomorrow),
            policy: BatchPolicy(rows: rows, age: .zero),
            prepare: { _ in },
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
