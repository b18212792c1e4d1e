import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalRetentionContract {
    private static let day: Int64 = 86_400
    private let folder = TemporaryDirectory()
    private let reader = ReaderID("csv:/srv/report.csv")

    /// An instant so many days after noon.
    private static func day(_ number: Int) -> Timestamp {
        Timestamp(seconds: Sample.noon.seconds + Int64(number) * day)
    }

    /// Appends one event a day, whose time is that of its receipt.
    private static func fill(_ journal: any Journal, days: Range<Int>) async throws {
        for number in days {
            try await journal.append(delivery(number, in: journal))
        }
    }

    private static func delivery(_ number: Int, in journal: any Journal) -> Delivery {
        var event = Sample.event(number, in: journal)
        var fields = event.fields
        fields.time = day(number)
        event = Event(id: event.id, kind: event.kind, element: event.element, fields: fields)
        return Sample.delivery([event], received: day(number), body: "body \(number)")
    }

    /// Purges to the end; the sum of all steps.
    @discardableResult
    private static func purge(
        _ journal: any Journal,
        passed: SequenceNumber = .max,
        shownAfter: SequenceNumber = .max,
        bodies: Int? = nil,
        entries: Int? = nil,
        messages: Int? = nil,
        now: Int = 1000,
        rows: Int = 3
    ) throws -> PurgeStep {
        let limits = PurgeLimits(
            passed: passed,
            shownAfter: shownAfter,
            bodiesBefore: bodies.map(day),
            entriesBefore: entries.map(day),
            messagesBefore: messages.map(day),
            now: day(now)
        )
        var sum = PurgeStep()
        for _ in 0..<1000 {
            let step = try journal.purge(limits, rows: rows, after: sum.cursor)
            #expect(step.entries + step.bodies + step.problems + step.messages <= rows)
            sum.entries += step.entries
            sum.bodies += step.bodies
            sum.problems += step.problems
            sum.messages += step.messages
            sum.cursor = step.cursor
            if step.isLast { return sum }
        }
        Issue.record("a purge never ended")
        return sum
    }

    @Test(arguments: JournalSubject.all)
    func `old entries go, the rest and the positions stay, also after reopening`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await Self.fill(journal, days: 0..<10)
            let all = try journal.entries(after: 0, limit: 99)
            #expect(try journal.purged() == nil)
            let sum = try Self.purge(journal, entries: 6)
            #expect(sum.entries == 6)
            #expect(sum.bodies == 0)
            #expect(try journal.entries(after: 0, limit: 99) == Array(all[6...]))
            #expect(try journal.entries(after: all[7].sequence, limit: 1) == [all[8]])
        }
        try await place.withJournal { journal in
            #expect(
                try journal.purged()
                    == PurgedSpan(through: 6, entries: 6, before: Self.day(6))
            )
            #expect(try journal.purged()?.entries(after: 4) == 2)
            let summary = try journal.summary()
            #expect(summary.entries == 4)
            #expect(summary.bodies == 10)
            #expect(summary.oldestEntry == Self.day(6))
            #expect(summary.oldestBody == Self.day(0))
            try await Self.fill(journal, days: 10..<11)
            #expect(try journal.head() == 11)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `nothing goes that a reader has not passed, however old`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: 0..<8)
            let sum = try Self.purge(journal, passed: 3, bodies: 400, entries: 400)
            #expect(sum.entries == 3)
            #expect(sum.bodies == 3)
            #expect(try journal.entries(after: 3, limit: 99).count == 5)
            #expect(try Self.purge(journal, passed: 3, bodies: 400, entries: 400).isEmpty)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `entries that a report shows stay, their bodies go`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: 0..<8)
            let sum = try Self.purge(journal, shownAfter: 2, bodies: 400, entries: 400)
            #expect(sum.entries == 2)
            #expect(sum.bodies == 8)
            #expect(try journal.entries(after: 0, limit: 99).map(\.sequence) == Array(3...8))
            let copy = try await journal.append(Self.delivery(4, in: journal))
            #expect(copy == AppendReceipt(appended: 0, duplicates: 1))
        }
    }

    @Test(arguments: JournalSubject.all)
    func `what somebody gave up is not missed, what goes after that is`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await Self.fill(journal, days: 0..<8)
            let ledger = ReaderLedger(reader, start: .beginning, journal: journal)
            #expect(try ledger.record().checkpoint == 0)
            try Self.purge(journal, entries: 3)
            let span = try #require(try ledger.purged())
            #expect(span.entries == 3)
            try ledger.begin(after: span)
            #expect(try ledger.purged() == nil)
            #expect(try ledger.record().checkpoint == 0)
            try Self.purge(journal, entries: 5)
        }
        try await place.withJournal { journal in
            let ledger = ReaderLedger(reader, start: .beginning, journal: journal)
            #expect(try ledger.purged()?.entries == 2)
            // It never begins earlier again.
            try journal.begin(reader, after: 1)
            #expect(try ledger.purged()?.entries == 2)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a journal that lost all its rows goes on where it was`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await Self.fill(journal, days: 0..<5)
            _ = try journal.record(of: reader, start: .beginning)
            try journal.acknowledge(through: 5, state: [1], of: reader)
            let sum = try Self.purge(journal, bodies: 400, entries: 400)
            #expect(sum.entries == 5)
            #expect(sum.bodies == 5)
            #expect(try journal.entries(after: 0, limit: 9).isEmpty)
        }
        try await place.withJournal { journal in
            #expect(try journal.head() == 5)
            #expect(try journal.record(of: ReaderID("new"), start: .now).checkpoint == 5)
            #expect(try journal.beginning(of: reader, at: .date(Self.day(1))) == 5)
            try await Self.fill(journal, days: 500..<501)
            let entry = try #require(try journal.entries(after: 5, limit: 9).first)
            #expect(entry.sequence == 6)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a copy of what is kept is a copy, one of what went is a problem, what is new is stored`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: 0..<10)
            try Self.purge(journal, bodies: 8, entries: 6)
            let kept = try await journal.append(Self.delivery(7, in: journal))
            #expect(kept == AppendReceipt(appended: 0, duplicates: 1))
            for round in 0..<2 {
                let gone = try await journal.append(Self.delivery(2, in: journal))
                #expect(gone.tooOld == 1)
                #expect(gone.appended + gone.duplicates == 0)
                let problems = try journal.problems(limit: 9)
                #expect(problems.map(\.code) == ["journal.too_old"], "round \(round)")
            }
            let problem = try #require(try journal.problem(1))
            #expect(String(decoding: problem.body, as: UTF8.self) == "body 2")
            #expect(
                problem.finding
                    == "the event at 2026-03-03T12:00:00Z is too old to tell whether it is a copy; "
                    + "expected one since 2026-03-06T12:00:01Z, from where on event ids are kept"
            )
            let new = try await journal.append(Self.delivery(12, in: journal))
            #expect(new == AppendReceipt(appended: 1, duplicates: 0))
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a copy of what went is a copy for good where events tell no time`(
        _ subject: JournalSubject
    ) async throws {
        func delivery(_ number: Int, on day: Int, _ journal: any Journal) -> Delivery {
            var event = Sample.event(number, in: journal)
            var fields = event.fields
            fields.time = Self.day(day)
            fields.isTimeOfReceipt = true
            event = Event(id: event.id, kind: event.kind, element: event.element, fields: fields)
            return Sample.delivery([event], received: Self.day(day), body: "body")
        }
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            for number in 0..<10 { try await journal.append(delivery(number, on: number, journal)) }
            #expect(try Self.purge(journal, bodies: 600, entries: 600).entries == 10)
        }
        try await place.withJournal { journal in
            let again = try await journal.append(delivery(3, on: 700, journal))
            #expect(again == AppendReceipt(appended: 0, duplicates: 1))
            let new = try await journal.append(delivery(11, on: 701, journal))
            #expect(new == AppendReceipt(appended: 1, duplicates: 0))
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a clock that was years ahead for days keeps out nothing that comes later`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await Self.fill(journal, days: 0..<5)
            #expect(try Self.purge(journal, entries: 700).entries == 5)
        }
        try await place.withJournal { journal in
            try await Self.fill(journal, days: 5..<8)
            #expect(try journal.summary().entries == 3)
            let gone = try await journal.append(Self.delivery(4, in: journal))
            #expect(gone.tooOld == 1)
            let kept = try await journal.append(Self.delivery(5, in: journal))
            #expect(kept.duplicates == 1)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `mapping a body again writes no second entry of what went, and keeps its problem`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await Self.fill(journal, days: 0..<10)
            try Self.purge(journal, bodies: 8, entries: 6)
            let copy = Self.delivery(2, in: journal)
            try await journal.append(copy)
            let problem = try #require(try journal.problems(after: 0, limit: 1).first)
            for _ in 0..<2 {
                let asked = [(body: problem.body, ids: copy.events.map(\.id))]
                let content = try #require(try journal.contents(of: asked).first)
                let plan = ReplayPlan(copy, of: problem.body, content)
                #expect(plan.tooOld == copy.events)
                #expect(plan.isEmpty)
                #expect(plan.remaining.map(\.number) == [problem.number])
                #expect(try journal.apply([plan]) == ReplayReceipt())
                #expect(try journal.problems(limit: 9).map(\.code) == ["journal.too_old"])
            }
            // Retention may go on after a plan was made.
            let none = KeptContent(elements: [], known: [], problems: [])
            let early = ReplayPlan(copy, of: problem.body, none)
            #expect(early.new == copy.events)
            #expect(try journal.apply([early]).appended == 0)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `an event from the future is known for good`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            var fields = Sample.fields(1)
            fields.time = Self.day(9000)
            let event = Event(
                id: Sample.id(1, in: journal),
                kind: .status,
                element: 0,
                fields: fields
            )
            try await journal.append(Sample.delivery([event], received: Self.day(0)))
            #expect(try Self.purge(journal, entries: 3).entries == 1)
            let again = try await journal.append(
                Sample.delivery([event], received: Self.day(5))
            )
            #expect(again == AppendReceipt(appended: 0, duplicates: 1))
        }
    }

    @Test(arguments: JournalSubject.all)
    func `what became of a message outlives its entries until nothing came for as long`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            for number in 0..<9 {
                var fields = Sample.fields(number)
                fields.message = "m\(number % 3)"
                // The third message is heard of on the first days only.
                let received = Self.day(number % 3 == 2 ? 0 : number)
                let event = Event(
                    id: Sample.id(number, in: journal),
                    kind: .status,
                    element: 0,
                    fields: fields
                )
                try await journal.append(Sample.delivery([event], received: received))
            }
            while try journal.foldMessages(limit: 4) < 9 {}
            #expect(try journal.messages(after: nil, .byMessage, limit: 9).count == 3)
            let sum = try Self.purge(journal, entries: 6, messages: 6)
            #expect(sum.messages == 1)
            let left = try journal.messages(after: nil, .byMessage, limit: 9)
            #expect(left.map(\.number) == [1, 2])
            #expect(try Self.purge(journal, entries: 6).messages == 0)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a body with a problem stays until the problem goes`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder, ManualClock(Self.day(9))).withJournal { journal in
            try await Self.fill(journal, days: 0..<2)
            try await journal.append(
                Sample.delivery(
                    [100],
                    in: journal,
                    received: Self.day(2),
                    body: "broken",
                    problems: [Sample.problem("$.a")]
                )
            )
            try await Self.fill(journal, days: 3..<6)
            #expect(try journal.summary().bodies == 6)
            #expect(try Self.purge(journal, bodies: 400, entries: 1, rows: 1).bodies == 5)
            #expect(try journal.summary().bodies == 1)
            #expect(try journal.summary().lastReceived == Self.day(5))
            let problem = try #require(try journal.problem(1))
            #expect(String(decoding: problem.body, as: UTF8.self) == "broken")
            // Numbers of bodies are not used again, although a later one went before.
            try await Self.fill(journal, days: 6..<7)
            #expect(try journal.summary().bodies == 2)
            #expect(try journal.summary().lastReceived == Self.day(6))
            let sum = try Self.purge(journal, bodies: 5, entries: 4)
            #expect(sum.problems == 1)
            #expect(sum.bodies == 1)
            #expect(try journal.problems(limit: 9).isEmpty)
            #expect(try journal.summary().bodies == 1)
        }
    }
}
