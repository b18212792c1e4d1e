import JSONTree
import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalForgettingContract {
    private let folder = TemporaryDirectory()
    private let digits = "573004445566"
    private let masked = "999000000001"
    private let wamid = "wamid.HBgMNTczMDA0NDQ1NTY2FQIAERgSMkY="

    private func event(
        _ number: Int,
        to: String,
        message: String,
        status: String = "delivered",
        in journal: any Journal
    ) -> Event {
        var fields = Sample.fields(number, status: status)
        fields.to = to
        fields.message = message
        fields.description = "to \(to)"
        fields.custom = [.init(name: "raw", value: .text(to))]
        return Event(
            id: Sample.id(number, in: journal),
            kind: .status,
            element: number,
            fields: fields
        )
    }

    private func fill(_ journal: any Journal) async throws {
        let body = #"{"to":573004445566,"id":"\#(wamid)","other":"15730044455661"}"#
        try await journal.append(
            Sample.delivery(
                [
                    event(1, to: "+\(digits)", message: wamid, in: journal),
                    event(2, to: "+573001112299", message: "wamid.b", in: journal),
                ],
                body: body,
                problems: [Sample.problem("$.a['\(digits)']")]
            )
        )
        while try journal.foldMessages(limit: 10) < journal.head() {}
    }

    private func maskAll(_ journal: any Journal) throws -> MaskedCounts {
        var counts = MaskedCounts()
        var step = MaskStep(MaskCursor())
        while !step.isLast {
            step = try journal.maskStored(after: step.cursor)
            counts += step.masked
        }
        return counts
    }

    @Test(arguments: JournalSubject.all)
    func `a forgotten number is masked in all that is stored, and nothing else is`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await fill(journal)
            let before = try journal.entries(after: 0, limit: 10)
            #expect(try journal.forgotten().isEmpty)
            try journal.forget(digits: digits)
            let counts = try maskAll(journal)
            #expect([counts.entries, counts.bodies] == [1, 1])
            #expect([counts.problems, counts.messages] == [1, 1])
            let entries = try journal.entries(after: 0, limit: 10)
            let mask = NumberMask(digits: digits)
            #expect(entries[0].fields == mask.masked(before[0].fields))
            #expect(entries[0].fields.to == "+\(masked)")
            #expect(entries[0].fields.message?.utf8.count == wamid.utf8.count)
            #expect(entries[1] == before[1])
            let body = try #require(try journal.body(1)).bytes
            #expect(mask.places(in: body).isEmpty)
            let text = String(decoding: body, as: UTF8.self)
            #expect(text.contains(#"{"to":999000000001,"#) && text.contains("15730044455661"))
            #expect(try JSONDocument.parse(body).kind(JSONDocument.parse(body).root) == .object)
            let problem = try #require(try journal.problem(1))
            #expect(!"\(problem.path)\(problem.finding)".contains(digits))
            let messages = try journal.messages(after: nil, .byRecipient, limit: 10)
            #expect(messages.map(\.state.recipient) == ["+\(masked)", "+573001112299"])
            // A second time finds nothing.
            #expect(try maskAll(journal) == MaskedCounts())
        }
    }

    @Test(arguments: JournalSubject.all)
    func `what comes later is masked before it is stored, and a copy stays a copy`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await fill(journal)
            try journal.forget(digits: digits)
            _ = try maskAll(journal)
        }
        try await place.withJournal { journal in
            let copy = try await journal.append(
                Sample.delivery(
                    [event(1, to: "+\(digits)", message: wamid, in: journal)],
                    body: #"{"to":"\#(digits)"}"#
                )
            )
            #expect([copy.appended, copy.duplicates] == [0, 1])
            try await journal.append(
                Sample.delivery(
                    [event(3, to: digits, message: wamid, status: "read", in: journal)],
                    body: #"{"to":"\#(digits)"}"#,
                    problems: [Sample.problem("$.b['\(digits)']")]
                )
            )
            let last = try #require(try journal.entries(after: 2, limit: 10).first)
            #expect([last.fields.to, last.fields.description] == [masked, "to \(masked)"])
            #expect(try journal.body(2)?.bytes == Array(#"{"to":"\#(masked)"}"#.utf8))
            #expect(try journal.problem(2)?.path == "$.b['\(masked)']")
            // It tells of the message whose id was masked before.
            while try journal.foldMessages(limit: 10) < journal.head() {}
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(messages.map { $0.state.events.count } == [2, 1])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a copy is known by what a replay filed of its masked body`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try journal.forget(digits: digits)
            // A key of then knew the event by another name; since then it is known by its mask alone.
            let words = WordMapping()
            try await journal.append(words.delivery(of: "before", in: journal))
            let masked = words.delivery(of: "\(masked)", in: journal)
            _ = try journal.apply([
                ReplayPlan(
                    masked,
                    of: 1,
                    try #require(try journal.contents(of: [(1, masked.events.map(\.id))]).first)
                )
            ])
            let head = try journal.head()
            let copy = words.delivery(of: "\(digits) later +\(digits)", in: journal)
            let receipt = try await journal.append(copy)
            #expect([receipt.appended, receipt.duplicates] == [2, 1])
            let again = try await journal.append(copy)
            #expect([again.appended, again.duplicates] == [0, 3])
            #expect(try journal.entries(after: head, limit: 10).count == 2)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `what was told of a message while it was being masked joins it`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await fill(journal)
            try journal.forget(digits: digits)
            try await journal.append(
                Sample.delivery([
                    event(3, to: digits, message: "wamid.c", status: "read", in: journal)
                ])
            )
            while try journal.foldMessages(limit: 10) < journal.head() {}
            _ = try maskAll(journal)
            let recipients = try journal.messages(after: nil, .byMessage, limit: 10)
                .map(\.state.recipient)
            #expect(recipients == ["+\(masked)", "+573001112299", masked])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `messages whose ids are numbers stay apart when two of them are forgotten`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let numbers = ["573004445566", "573004445577"]
            for (index, number) in numbers.enumerated() {
                let event = event(index, to: number, message: number, in: journal)
                try await journal.append(Sample.delivery([event]))
            }
            while try journal.foldMessages(limit: 10) < journal.head() {}
            for number in numbers + numbers {
                try journal.forget(digits: number)
                _ = try maskAll(journal)
            }
            let later = event(5, to: numbers[1], message: numbers[1], status: "read", in: journal)
            try await journal.append(Sample.delivery([later]))
            while try journal.foldMessages(limit: 10) < journal.head() {}
            let messages = try journal.messages(after: nil, .byRecipient, limit: 10)
            #expect(messages.map(\.state.recipient) == ["999000000001", "999000000002"])
            #expect(messages.map { $0.state.events.count } == [1, 2])
            #expect(messages[0].recipient != messages[1].recipient)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `an event is the same as its masked entry when its number is masked`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await fill(journal)
            try journal.forget(digits: digits)
            _ = try maskAll(journal)
            // A mapping may put the number together of parts, which no search finds in a body.
            let again = Sample.delivery(
                [event(1, to: "+\(digits)", message: wamid, in: journal)],
                origin: .replay
            )
            let content = try #require(
                try journal.contents(of: [(body: 1, ids: again.events.map(\.id))]).first
            )
            #expect(ReplayPlan(again, of: 1, content).corrections.count == 1)
            let plan = ReplayPlan(again.masked(by: try journal.forgotten()), of: 1, content)
            #expect(plan.corrections.isEmpty && plan.unchanged == 1)
        }
    }
}
