import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalRowsContract {
    private let folder = TemporaryDirectory()
    private let reader = ReaderID("sheets:a")
    private let other = ReaderID("sheets:b")

    private func problem(_ row: Int64, entry: Int64, _ finding: String = "refused") -> RowProblem {
        RowProblem(
            row: row,
            entry: entry,
            source: "meta",
            code: "sheets.row_refused",
            place: "report r, tab Log, the row of entry \(entry)",
            finding: finding,
            remedy: "Change the mapping"
        )
    }

    @Test(arguments: JournalSubject.all)
    func `a problem of a row is kept with the state, and shows its entry's body`(
        _ subject: JournalSubject
    ) async throws {
        let clock = ManualClock()
        let place = subject.place(in: folder, clock)
        try await place.withJournal { journal in
            try await journal.append(Sample.delivery([1, 2], in: journal, body: "{\"n\":1}"))
            try await journal.append(Sample.delivery([3], in: journal, body: "{\"n\":3}"))
            for reader in [reader, other] { _ = try journal.record(of: reader, start: .beginning) }
            try journal.acknowledge(
                through: 3,
                state: [7],
                of: reader,
                problems: RowProblems(raised: [problem(3, entry: 3), problem(2, entry: 2)])
            )
            try journal.keep([8], of: other, problems: RowProblems(raised: [problem(3, entry: 3)]))
        }
        try await place.withJournal { journal in
            #expect(try journal.record(of: reader, start: .beginning).checkpoint == 3)
            #expect(try journal.record(of: reader, start: .beginning).state == [7])
            #expect(try journal.record(of: other, start: .beginning).checkpoint == 0)
            #expect(try journal.summary().problems == 3)
            let all = try journal.problems(after: 0, limit: 10)
            #expect(all.map(\.reader) == [reader, reader, other])
            let first = try #require(try journal.problem(all[0].number))
            #expect(first.body == Array("{\"n\":3}".utf8))
            #expect(first.source == "meta")
            #expect(first.code == "sheets.row_refused")
            #expect(first.path == "report r, tab Log, the row of entry 3")
            #expect(first.finding == "refused")
            #expect(first.remedy == "Change the mapping")
            #expect(first.since == clock.now)
            // Mapping bodies again is none of its business.
            #expect(try journal.contents(of: [(1, []), (2, [])]).allSatisfy(\.problems.isEmpty))
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a row has one problem, in the newest words, until it is solved`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await journal.append(Sample.delivery([1, 2, 3], in: journal))
            _ = try journal.record(of: reader, start: .beginning)
            for words in ["first", "second"] {
                let raised = [problem(1, entry: 1, words), problem(2, entry: 2, words)]
                try journal.keep([1], of: reader, problems: RowProblems(raised: raised))
            }
            let found = try journal.problems(limit: 10)
            #expect(found.map(\.finding) == ["second", "second"])
            try journal.keep([1], of: other, problems: RowProblems(solved: [1, 2]))
            #expect(try journal.problems(limit: 10).count == 2)
            try journal.keep([1], of: reader, problems: RowProblems(solved: [2, 99]))
            let left = try journal.problems(after: 0, limit: 10)
            #expect(left.count == 1)
            #expect(try journal.problem(left[0].number)?.path.hasSuffix("entry 1") == true)
            let whole = RowProblems(raised: [problem(3, entry: 3)], isWhole: true)
            try journal.keep([1], of: reader, problems: whole)
            let paths = try journal.problems(limit: 10).map(\.path)
            #expect(paths == ["report r, tab Log, the row of entry 3"])
            #expect(try journal.discard([try journal.problems(limit: 1)[0].number]) == 1)
            #expect(try journal.problems(limit: 10).isEmpty)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `rows that are wanted are told in order until they are refused again`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await journal.append(
                Sample.delivery([1, 2, 3], in: journal, problems: [Sample.problem("$.a")])
            )
            _ = try journal.record(of: reader, start: .beginning)
            let raised = [problem(3, entry: 3), problem(1, entry: 1), problem(2, entry: 2)]
            try journal.keep([1], of: reader, problems: RowProblems(raised: raised))
            #expect(try journal.wantedRows(of: reader).isEmpty)
            let all = try journal.problems(after: 0, limit: 10)
            let numbers = all.filter { $0.reader != nil }.map(\.number)
            #expect(numbers.count == 3)
            // One of a body and one that is not there change nothing.
            try journal.wantRows(of: [numbers[0], numbers[1], all[0].number, 9999])
            #expect(try journal.wantedRows(of: reader) == [1, 3])
            #expect(try journal.wantedRows(of: other).isEmpty)
            try journal.keep([1], of: reader, problems: RowProblems(raised: [raised[0]]))
            #expect(try journal.wantedRows(of: reader) == [1])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `where the entry is gone the problem has no body`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            _ = try journal.record(of: reader, start: .beginning)
            try journal.keep([1], of: reader, problems: RowProblems(raised: [problem(5, entry: 9)]))
            let found = try #require(try journal.problems(limit: 1).first)
            #expect(try journal.problem(found.number)?.body == [])
            #expect(found.source == "meta")
        }
    }
}
