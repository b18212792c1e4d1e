import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct ReaderLagTests {
    private let journal = MemoryJournal()

    /// Entries 1 and 2 at noon, 3 a minute later.
    private func filled() async throws {
        try await journal.append(Sample.delivery(1...2, in: journal))
        let later = Timestamp(seconds: Sample.noon.seconds + 60)
        try await journal.append(Sample.delivery(3...3, in: journal, received: later))
    }

    @Test(arguments: [(0, 3, 90), (1, 2, 90), (2, 1, 30), (3, 0, 0), (9, 0, 0)])
    func `the first entry behind the checkpoint tells how long it waits`(
        _ row: (checkpoint: Int64, entries: Int64, seconds: Int64)
    ) async throws {
        try await filled()
        let lag = try lag(at: row.checkpoint, now: Sample.noon.seconds + 90)
        #expect(lag.entries == row.entries)
        #expect(lag.seconds == row.seconds)
    }

    @Test func `a clock that was set back gives no negative wait`() async throws {
        try await filled()
        #expect(try lag(at: 0, now: Sample.noon.seconds - 5).seconds == 0)
    }

    @Test func `an error of the journal is passed on`() async throws {
        try await filled()
        journal.failNext([.closed(path: "j")])
        #expect(throws: JournalError.closed(path: "j")) { try lag(at: 0, now: 0) }
    }

    private func lag(at checkpoint: Int64, now: Int64) throws -> ReaderLag {
        let record = ReaderRecord(
            reader: ReaderID("csv:/a"),
            checkpoint: checkpoint,
            state: [],
            acknowledged: nil,
            trouble: nil
        )
        return try ReaderLag(
            of: record,
            in: journal,
            head: journal.head(),
            now: Timestamp(seconds: now)
        )
    }
}
