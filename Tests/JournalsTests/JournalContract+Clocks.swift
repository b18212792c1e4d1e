import TestSupport
import Testing
import TicksheetCore
import WallTime

/// What a journal keeps that received some of it while the clock was wrong.
@Suite struct JournalClockContract {
    private let folder = TemporaryDirectory()

    private static func day(_ number: Int) -> Timestamp {
        Timestamp(seconds: Sample.noon.seconds + Int64(number) * 86_400)
    }

    /// Appends an event, a problem and a body at each of some days; nil is a clock at 1970.
    private static func fill(_ journal: any Journal, days: [Int?]) async throws {
        for (number, at) in days.enumerated() {
            let received = at.map(day) ?? Timestamp(seconds: 3600)
            var fields = Sample.fields(number)
            fields.message = "m\(number)"
            let event = Event(
                id: Sample.id(number, in: journal),
                kind: .status,
                element: 0,
                fields: fields
            )
            try await journal.append(
                Sample.delivery([event], received: received, body: "body \(number)")
            )
            try await journal.append(
                Sample.delivery(
                    [],
                    received: received,
                    body: "broken \(number)",
                    problems: [Sample.problem("$.a")]
                )
            )
        }
    }

    /// Purges to the end what was received before a day; what is left of entries, problems and bodies.
    private static func left(
        _ journal: any Journal,
        before cutoff: Int,
        now: Int,
        rows: Int
    ) throws -> [Int] {
        let limits = PurgeLimits(
            passed: .max,
            bodiesBefore: day(cutoff),
            entriesBefore: day(cutoff),
            messagesBefore: day(cutoff),
            now: day(now)
        )
        var cursor = PurgeCursor()
        for _ in 0..<100 {
            let step = try journal.purge(limits, rows: rows, after: cursor)
            cursor = step.cursor
            if step.isLast { break }
        }
        let summary = try journal.summary()
        let entries = try journal.entries(after: 0, limit: 99).count
        return [entries, try journal.problems(limit: 99).count, summary.bodies]
    }

    @Test(arguments: JournalSubject.all, [1, 2, 3, 99])
    func `what was received while the clock was ahead keeps nothing behind it`(
        _ subject: JournalSubject,
        _ rows: Int
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: [0, 800, 801, 800, 1, 2, 3, 4])
            #expect(try Self.left(journal, before: 1, now: 4, rows: rows) == [7, 7, 14])
            #expect(try Self.left(journal, before: 2, now: 5, rows: rows) == [3, 3, 6])
            #expect(try Self.left(journal, before: 4, now: 7, rows: rows) == [1, 1, 2])
        }
    }

    @Test(arguments: JournalSubject.all, [1, 2, 3, 99])
    func `what was received while the clock was at 1970 stays as long as what came next`(
        _ subject: JournalSubject,
        _ rows: Int
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: [nil, nil, nil, nil, 1, nil, 3])
            #expect(try Self.left(journal, before: 1, now: 4, rows: rows) == [7, 7, 14])
            #expect(try Self.left(journal, before: 2, now: 5, rows: rows) == [2, 2, 4])
            #expect(try Self.left(journal, before: 4, now: 7, rows: rows) == [0, 0, 0])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a message heard of at 1970 is as old as the next look, one ahead stays`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: [nil, 800, 1])
            while try journal.foldMessages(limit: 4) < 3 {}
            for (cutoff, now, count) in [(2, 10, 2), (10, 20, 2), (11, 20, 1), (801, 900, 0)] {
                _ = try Self.left(journal, before: cutoff, now: now, rows: 3)
                #expect(try journal.messages(after: nil, .byMessage, limit: 9).count == count)
            }
        }
    }

    // In days from now; the second is in 1970, the third in 2023.
    @Test(arguments: JournalSubject.all, [-200, -20_400, -1200])
    func `a clock that is behind lets nothing go, then or when it is right again`(
        _ subject: JournalSubject,
        _ behind: Int
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: [0, 1, 2])
            while try journal.foldMessages(limit: 4) < 3 {}
            let all = [3, 3, 6]
            #expect(try Self.left(journal, before: behind - 5, now: behind, rows: 3) == all)
            #expect(try Self.left(journal, before: -2, now: 3, rows: 3) == all)
            #expect(try journal.messages(after: nil, .byMessage, limit: 9).count == 3)
        }
    }
}
