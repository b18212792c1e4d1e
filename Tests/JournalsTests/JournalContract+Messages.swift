import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalMessagesContract {
    private let folder = TemporaryDirectory()

    private func event(
        _ number: Int,
        _ message: String?,
        _ status: String,
        to: String? = "+573004445566",
        participant: String? = nil,
        in journal: any JournalAppending
    ) -> Event {
        var fields = Sample.fields(number, status: status)
        fields.message = message
        fields.to = to
        fields.custom = participant.map { [.init(name: "participant", value: .text($0))] } ?? []
        return Event(
            id: Sample.id(number, in: journal),
            kind: .status,
            element: number,
            fields: fields
        )
    }

    private func statuses(_ messages: [StoredMessage]) -> [[String]] {
        messages.map { $0.state.events.map { $0.fields.status ?? "" } }
    }

    @Test(arguments: JournalSubject.all)
    func `entries of one message are folded into one state`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let events = [
                event(1, "a", "sent", in: journal), event(2, "b", "sent", in: journal),
                event(3, "a", "delivered", in: journal), event(4, "b", "rejected", in: journal),
                event(5, "a", "read", in: journal),
            ]
            try await journal.append(Sample.delivery(events))
            #expect(try journal.foldMessages(limit: 2) == 2)
            #expect(try journal.foldMessages(limit: 100) == 5)
            #expect(try journal.foldMessages(limit: 100) == 5)
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(statuses(messages) == [["sent", "delivered", "read"], ["sent", "rejected"]])
            #expect(messages.map(\.number) == [1, 2])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `all that an event tells is kept`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            var fields = Fields(time: Timestamp(seconds: Sample.noon.seconds, nanoseconds: 7))
            for field in StandardField.allCases { fields[field] = "\(field.rawValue) \"é\u{1F44D}" }
            fields.isTimeOfReceipt = true
            fields.custom = [
                .init(name: "price", value: .number("012.50")),
                .init(name: "seen", value: .time(Timestamp(seconds: 5, nanoseconds: 6))),
            ]
            var second = Fields(time: Sample.noon)
            second.message = fields.message
            second.status = "delivered"
            let events = [fields, second].enumerated().map { number, fields in
                Event(id: Sample.id(number, in: journal), kind: .status, element: 0, fields: fields)
            }
            try await journal.append(Sample.delivery(events))
            _ = try journal.foldMessages(limit: 10)
            let found = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(found.count == 1)
            #expect(found.first?.state.events.map(\.fields) == [second, fields])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `an event without a message is one of its own, and so is a participant's copy`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let events = [
                event(1, nil, "sent", in: journal), event(2, nil, "sent", in: journal),
                event(3, "g", "sent", participant: "1", in: journal),
                event(4, "g", "sent", participant: "2", in: journal),
                event(5, "g", "delivered", participant: "1", in: journal),
            ]
            try await journal.append(Sample.delivery(events))
            _ = try journal.foldMessages(limit: 10)
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(statuses(messages) == [["sent"], ["sent"], ["sent", "delivered"], ["sent"]])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `messages are read by page, in their order or by recipient`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let recipients = ["+1", "+2", nil, "+1", "+3", "+2"]
            let events = recipients.enumerated().map { number, to in
                event(number, "m\(number)", "sent", to: to, in: journal)
            }
            try await journal.append(Sample.delivery(events))
            _ = try journal.foldMessages(limit: 100)
            let orders: [(MessageOrder, [Int64])] = [
                (.byMessage, [1, 2, 3, 4, 5, 6]), (.byRecipient, [1, 4, 2, 6, 5]),
            ]
            for (order, expected) in orders {
                var found: [Int64] = []
                var last: StoredMessage?
                while case let page = try journal.messages(after: last, order, limit: 2),
                    !page.isEmpty
                {
                    found += page.map(\.number)
                    last = page.last
                }
                #expect(found == expected)
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `states are there after reopening, and folding goes on`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await journal.append(Sample.delivery([event(1, "a", "sent", in: journal)]))
            _ = try journal.foldMessages(limit: 10)
        }
        try await place.withJournal { journal in
            try await journal.append(Sample.delivery([event(2, "a", "read", in: journal)]))
            _ = try journal.foldMessages(limit: 10)
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(statuses(messages) == [["sent", "read"]])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a correction leaves what another event of the same status told`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            let events = [event(1, "a", "sent", in: journal), event(2, "a", "sent", in: journal)]
            try await journal.append(Sample.delivery(events))
            #expect(try journal.foldMessages(limit: 100) == 2)
        }
        try await place.withJournal { journal in
            let changed = event(1, "a", "accepted", in: journal)
            let content = try #require(try journal.contents(of: [(1, [changed.id])]).first)
            let plan = ReplayPlan(Sample.delivery([changed], origin: .replay), of: 1, content)
            #expect(try journal.apply([plan]).corrected == 1)
            #expect(try journal.foldMessages(limit: 100) == 3)
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(statuses(messages) == [["accepted", "sent"]])
            #expect(messages.first?.state.events.map(\.sequence) == [1, 2])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a message that a correction calls otherwise keeps its number`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let names = [(1, "a", "sent"), (2, "b", "sent"), (3, "a", "read")]
            try await journal.append(
                Sample.delivery(names.map { event($0, $1, $2, in: journal) })
            )
            #expect(try journal.foldMessages(limit: 100) == 3)
            let changed = [
                event(1, "z", "sent", in: journal), event(3, "z", "read", in: journal),
            ]
            let content = try #require(
                try journal.contents(of: [(1, changed.map(\.id))]).first
            )
            let plan = ReplayPlan(Sample.delivery(changed, origin: .replay), of: 1, content)
            #expect(try journal.apply([plan]).corrected == 2)
            #expect(try journal.foldMessages(limit: 100) == 5)
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(statuses(messages) == [["sent", "read"], ["sent"]])
            #expect(messages.map(\.number) == [1, 2])
            #expect(messages[0].state.events.map(\.fields.message) == ["z", "z"])
            #expect(messages[0].state.events.map(\.corrected) == [4, 5])
            // As it was known before, between the two, and now.
            let then = try [3, 4, 5].map { try journal.version(of: 3, at: $0)?.fields.message }
            #expect(then == ["a", "a", "z"])
            #expect(try journal.version(of: 3, at: 5)?.sequence == 3)
            #expect(try journal.version(of: 9, at: 9) == nil)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a correction is folded in the place of what it corrects`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let events = [
                event(1, "a", "sent", in: journal), event(2, "a", "failed", in: journal),
                event(3, "b", "sent", in: journal),
            ]
            try await journal.append(Sample.delivery(events))
            #expect(try journal.foldMessages(limit: 100) == 3)
            // Another word, then another message too.
            for (message, status) in [("a", "rejected"), ("c", "read")] {
                let changed = event(2, message, status, in: journal)
                let content = try #require(try journal.contents(of: [(1, [changed.id])]).first)
                let plan = ReplayPlan(
                    Sample.delivery([changed], origin: .replay),
                    of: 1,
                    content
                )
                #expect(try journal.apply([plan]).corrected == 1)
                if message == "a" {
                    #expect(try journal.foldMessages(limit: 100) == 4)
                    let messages = try journal.messages(after: nil, .byMessage, limit: 10)
                    #expect(statuses(messages) == [["sent", "rejected"], ["sent"]])
                    #expect(messages[0].state.events.map(\.sequence) == [1, 2])
                }
            }
            #expect(try journal.foldMessages(limit: 1) == 5)
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(statuses(messages) == [["sent"], ["sent"], ["read"]])
            #expect(messages[2].state.events.map(\.sequence) == [2])
        }
    }
}
