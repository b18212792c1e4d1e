import PosixBridge
import Sync
import TestSupport
import Testing
import TicksheetCore

@Suite struct SyncWorkerErasures {
    private let journal = MemoryJournal()
    private let reader = ReaderID("csv:/a.csv")
    private let missing = SinkError.missing(path: "/a.csv", rebuild: "rebuild")
    private let edited = SinkError.edited(path: "/a.csv", detail: "longer", rebuild: "rebuild")

    @Test func `what was written is erased when a command asks, and rows go on`() async throws {
        try await journal.append(Sample.delivery(0..<3, in: journal))
        let numbers = try [.settle, .erase].map { try journal.ask($0, of: reader) }
        let sink = RecordingSink()
        #expect(try await run(sink) == .done)
        let answers = try numbers.map { try journal.answer(to: $0) }
        #expect(answers == [.done("a.csv: settled"), .done("a.csv: masked in 0 places")])
        #expect(sink.log.value.erasures == 1)
        #expect(sink.log.value.sequences == [1, 2, 3])
    }

    @Test(arguments: [ReaderRequest.Kind.settle, .erase])
    func `a file that is gone holds nothing to erase, an edited one is named`(
        _ kind: ReaderRequest.Kind
    ) async throws {
        for (fault, wanted) in [
            (missing, RequestAnswer.done("a.csv: is not there")),
            (edited, .refused(edited.description)),
        ] {
            let number = try journal.ask(kind, of: reader)
            #expect(try await run(RecordingSink(faults: [fault])) == .failed(fault))
            #expect(try journal.answer(to: number) == wanted)
        }
    }

    private func run(_ sink: RecordingSink) async throws -> SyncMachine.Outcome {
        let job = SyncWorker.Job(
            reader: reader,
            label: "a.csv",
            start: .beginning,
            policy: BatchPolicy(rows: 100, age: .zero)
        ) {
            sink
        }
        return await SyncWorker.run(
            job,
            journal: journal,
            mode: .catchUp,
            clock: ManualClock(),
            on: try ThreadExecutor("worker")
        ) { _ in }
    }
}
