import TestSupport
import Testing
import TicksheetCore

@Suite struct JournalProvidersContract {
    private let folder = TemporaryDirectory()
    private let first = "+573001110001"
    private let second = "+573001110002"

    private func event(
        _ number: Int,
        _ message: String,
        _ status: String,
        to recipient: String,
        in journal: any JournalAppending
    ) -> Event {
        var fields = Sample.fields(number, status: status)
        fields.message = message
        fields.to = recipient
        return Event(
            id: Sample.id(number, in: journal),
            kind: .status,
            element: number,
            fields: fields
        )
    }

    private func append(
        _ event: Event,
        _ source: String,
        _ provider: String,
        to journal: any Journal
    ) async throws {
        try await journal.append(Sample.delivery([event], source: source, provider: provider))
    }

    /// What each message tells: its recipient and the statuses, in order.
    private func states(_ journal: any Journal) throws -> [String] {
        while try journal.foldMessages(limit: 10) < journal.head() {}
        return try journal.messages(after: nil, .byMessage, limit: 10).map { message in
            ([message.state.recipient ?? "-"]
                + message.state.events.map { $0.fields.status ?? "" }).joined(separator: " ")
        }
    }

    @Test(arguments: JournalSubject.all)
    func `one id of two providers is two messages`(_ subject: JournalSubject) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            let delivered = event(1, "1001", "delivered", to: first, in: journal)
            let rejected = event(2, "1001", "rejected", to: second, in: journal)
            try await append(delivered, "a", "shop-a", to: journal)
            try await append(rejected, "b", "shop-b", to: journal)
            #expect(try states(journal) == ["\(first) delivered", "\(second) rejected"])
        }
        try await place.withJournal { journal in
            let entries = try journal.entries(after: 0, limit: 10)
            #expect(entries.map(\.source) == ["a", "b"])
            #expect(entries.map(\.provider) == ["shop-a", "shop-b"])
            let messages = try journal.messages(after: nil, .byMessage, limit: 10)
            #expect(messages.flatMap(\.state.kept).map(\.provider) == ["shop-a", "shop-b"])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `one id of two sources of one provider is one message`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let sent = event(1, "1001", "sent", to: first, in: journal)
            try await append(sent, "app-1", "shop-a", to: journal)
            let delivered = event(2, "1001", "delivered", to: first, in: journal)
            try await append(delivered, "app-2", "shop-a", to: journal)
            #expect(try states(journal) == ["\(first) sent delivered"])
            #expect(try journal.entries(after: 0, limit: 10).map(\.source) == ["app-1", "app-2"])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `an entry keeps the provider that its source had then`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            for (number, provider) in ["shop-a", "shop-b", "shop-a"].enumerated() {
                let event = event(number, "1001", "s\(number)", to: first, in: journal)
                try await append(event, "a", provider, to: journal)
            }
            let entries = try journal.entries(after: 0, limit: 10)
            #expect(entries.map(\.provider) == ["shop-a", "shop-b", "shop-a"])
            #expect(try states(journal) == ["\(first) s0 s2", "\(first) s1"])
            // It is one source all the same.
            let bodies = try journal.bodies(after: 0, BodySelection(source: "a")).bodies
            #expect(bodies.map(\.source) == ["a", "a", "a"])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a body mapped again for another provider takes its statuses to the other's message`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let wrong = event(1, "1001", "rejected", to: second, in: journal)
            try await append(wrong, "b", "shop-a", to: journal)
            let own = event(2, "1001", "delivered", to: first, in: journal)
            try await append(own, "a", "shop-a", to: journal)
            #expect(try states(journal) == ["\(first) rejected delivered"])
            for corrected in [1, 0] {
                let delivery = Sample.delivery(
                    [wrong],
                    source: "b",
                    provider: "shop-b",
                    origin: .replay
                )
                let content = try #require(try journal.contents(of: [(1, [wrong.id])]).first)
                let plan = ReplayPlan(delivery, of: 1, content)
                #expect(try journal.apply([plan]).corrected == corrected)
                #expect(try states(journal) == ["\(first) delivered", "\(second) rejected"])
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `forgotten messages of two providers stay two`(_ subject: JournalSubject) async throws {
        let id = "573001110001-7"
        let masked = "+999000000001"
        try await subject.place(in: folder).withJournal { journal in
            for (number, provider) in [(1, "shop-a"), (2, "shop-b")] {
                let event = event(number, id, "sent", to: first, in: journal)
                try await append(event, provider, provider, to: journal)
            }
            #expect(try states(journal) == ["\(first) sent", "\(first) sent"])
            try journal.forget(digits: String(first.dropFirst()))
            var step = MaskStep(MaskCursor())
            while !step.isLast { step = try journal.maskStored(after: step.cursor) }
            for (number, provider, status) in [(3, "shop-b", "rejected"), (4, "shop-a", "read")] {
                let event = event(number, id, status, to: first, in: journal)
                try await append(event, provider, provider, to: journal)
            }
            #expect(try states(journal) == ["\(masked) sent read", "\(masked) sent rejected"])
        }
    }
}
