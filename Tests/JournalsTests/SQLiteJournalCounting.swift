import Journals
import TestSupport
import Testing
import TicksheetCore

@Suite struct SQLiteJournalCounting {
    private let folder = TemporaryDirectory()

    @Test func `open problems are counted for bodies and for each reader's rows`() async throws {
        let place = JournalSubject.sqlite.place(in: folder)
        let readers = [ReaderID("sheets:a"), ReaderID("sheets:b")]
        func problem(_ row: Int64) -> RowProblem {
            RowProblem(
                row: row,
                entry: row,
                source: "meta",
                code: "sheets.row_refused",
                place: "report r",
                finding: "refused",
                remedy: "Change the mapping"
            )
        }
        try await place.withJournal { journal in
            let journal = try #require(journal as? SQLiteJournal)
            #expect(try journal.openProblems().bodies == 0)
            #expect(try journal.openProblems().rows.isEmpty)
            try await journal.append(Sample.delivery([1, 2, 3], in: journal))
            try await journal.append(
                Delivery(
                    source: "meta",
                    provider: "sample",
                    origin: .webhook,
                    received: Sample.noon,
                    body: Array("{}".utf8),
                    request: [],
                    events: [],
                    problems: [Sample.problem("$.a"), Sample.problem("$.b")],
                    ignored: 0
                )
            )
            for reader in readers { _ = try journal.record(of: reader, start: .beginning) }
            try journal.keep(
                [1],
                of: readers[0],
                problems: RowProblems(raised: [problem(1), problem(2), problem(3)])
            )
            try journal.keep([1], of: readers[1], problems: RowProblems(raised: [problem(2)]))
            let found = try journal.openProblems()
            #expect(found.bodies == 2)
            #expect(found.rows == [readers[0]: 3, readers[1]: 1])
            #expect(try journal.problemCount() == 6)
            try journal.keep([1], of: readers[1], problems: RowProblems(solved: [2]))
            #expect(try journal.openProblems().rows == [readers[0]: 3])
        }
    }
}
