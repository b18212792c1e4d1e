import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import Journals

/// What messages would be is what they become.
@Suite struct SQLiteJournalPreviews {
    private let folder = TemporaryDirectory()
    // New entries stand behind all that a journal holds.
    private static let firstNew: SequenceNumber = 1 << 62

    /// Bodies of some events, as they come and as another mapping sees them.
    private struct Bodies {
        private(set) var then: [Delivery] = []
        private(set) var now: [Delivery] = []

        init(_ random: inout SeededRandom, in journal: SQLiteJournal) {
            var number = 0
            for body in 1...Int.random(in: 2...12, using: &random) {
                var events: [Event] = []
                var others: [Event] = []
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    number += 1
                    let fields = Self.fields(number, &random)
                    let isSeen = (0..<10).map { _ in Bool.random(using: &random) }
                    // Seldom one that only the second mapping sees, or the first.
                    if isSeen[0..<3].contains(true) {
                        events.append(Self.event(number, fields, in: journal))
                    }
                    guard isSeen[3..<6].contains(true) else { continue }
                    let other = isSeen[6] ? fields : Self.fields(number, &random)
                    others.append(Self.event(number, other, in: journal))
                }
                let provider = Bool.random(using: &random) ? "sample" : "other"
                let newer = Int.random(in: 0..<8, using: &random) == 0 ? "third" : provider
                then.append(
                    Sample.delivery(
                        events,
                        provider: provider,
                        body: "b\(body)",
                        problems: [Sample.problem("$")]
                    )
                )
                now.append(
                    Sample.delivery(others, provider: newer, origin: .replay, body: "b\(body)")
                )
            }
        }

        private static func event(
            _ number: Int,
            _ fields: Fields,
            in journal: SQLiteJournal
        ) -> Event {
            Event(
                id: Sample.id(number, in: journal),
                kind: .status,
                element: number,
                fields: fields
            )
        }

        private static func fields(_ number: Int, _ random: inout SeededRandom) -> Fields {
            func one<Value>(_ values: [Value?]) -> Value? {
                values.randomElement(using: &random) ?? nil
            }
            var fields = Sample.fields(Int.random(in: 0..<5, using: &random))
            fields.description = String(number)
            fields.message = one(["a", "b", "c", "d", nil])
            fields.status = one(["sent", "sent", "delivered", "rejected", nil])
            fields.to = one(["+1", "+2", "+3", nil])
            fields.campaign = one(["spring", nil])
            if fields.message == "d", let participant = one(["1", "2"]) {
                fields.custom = [.init(name: "participant", value: .text(participant))]
            }
            return fields
        }

        func plans(in journal: SQLiteJournal) throws -> [ReplayPlan] {
            try now.enumerated().map { index, delivery in
                let body = Int64(index + 1)
                let ids = delivery.events.map(\.id)
                let content = try #require(try journal.contents(of: [(body, ids)]).first)
                return ReplayPlan(delivery, of: body, content)
            }
        }
    }

    private func take(_ plans: [ReplayPlan], in preview: MessagePreview) throws {
        var sequence = Self.firstNew
        func entry(_ event: Event, _ delivery: Delivery, corrects: SequenceNumber?) -> Entry {
            sequence += 1
            return Entry(
                sequence: sequence,
                origin: delivery.origin,
                source: delivery.source,
                provider: delivery.provider,
                received: delivery.received,
                kind: event.kind,
                fields: event.fields,
                corrects: corrects
            )
        }
        for plan in plans {
            for event in plan.new { try preview.take(entry(event, plan.delivery, corrects: nil)) }
            for correction in plan.corrections {
                let old = correction.entry
                try preview.take(
                    entry(correction.event, plan.delivery, corrects: old.sequence),
                    correcting: old
                )
            }
        }
    }

    private func all(
        _ order: MessageOrder,
        _ read: (StoredMessage?, MessageOrder, Int) throws -> [StoredMessage]
    ) throws -> [StoredMessage] {
        var found: [StoredMessage] = []
        while case let page = try read(found.last, order, 3), !page.isEmpty { found += page }
        return found
    }

    // The positions of new entries are known only once they are there; messages without events tell nothing.
    private func texts(_ messages: [StoredMessage], head: SequenceNumber) -> [String] {
        messages.filter { !$0.state.kept.isEmpty }.map { message in
            let events = message.state.kept.map { event in
                let place = event.sequence > head ? "new" : String(event.sequence)
                return "\(place) \(event.provider ?? "-") \(event.received) \(event.fields)"
            }
            return "\(message.state.recipient ?? "-"): \(events)"
        }.sorted()
    }

    private func difference(_ texts: [String], _ others: [String]) -> [String] {
        var rest = texts
        for text in others {
            if let index = rest.firstIndex(of: text) { rest.remove(at: index) }
        }
        return rest
    }

    @Test func `a preview shows what a replay makes of messages and of recipients`() async throws {
        var random = SeededRandom("previews")
        for round in 0..<25 {
            try await SQLiteJournal.with(folder.file("\(round).db")) { journal in
                let bodies = Bodies(&random, in: journal)
                for delivery in bodies.then {
                    try await journal.append(delivery)
                    // Some is folded, some not, when the preview begins.
                    if Bool.random(using: &random) { _ = try journal.foldMessages(limit: 3) }
                }
                // The second time corrections are corrected.
                for again in [bodies, Bodies(&random, in: journal)] {
                    try compare(again, &random, journal)
                }
            }
        }
    }

    private func compare(
        _ bodies: Bodies,
        _ random: inout SeededRandom,
        _ journal: SQLiteJournal
    ) throws {
        let head = try journal.head()
        let untouched = try journal.messages(after: nil, .byMessage, limit: 1000)
        let plans = try bodies.plans(in: journal)
        let preview = try journal.previewMessages()
        // Meanwhile a serve may fold.
        let isServed = Bool.random(using: &random)
        if isServed { while try journal.foldMessages(limit: 4) < head {} }
        try take(plans, in: preview)
        try preview.completeRecipients()
        if !isServed {
            let found = try journal.messages(after: nil, .byMessage, limit: 1000)
            #expect(found == untouched, "a preview changed the journal")
        }
        #expect(try journal.head() == head)

        func folded(_ order: MessageOrder) throws -> [StoredMessage] {
            while try journal.foldMessages(limit: 4) < journal.head() {}
            return try journal.messages(after: nil, order, limit: 1000)
        }
        func previewed(_ version: MessagePreview.Version, _ order: MessageOrder) throws -> [String]
        {
            texts(
                try all(order) { try preview.messages(version, after: $0, $1, limit: $2) },
                head: head
            )
        }
        let before = texts(try folded(.byMessage), head: head)
        let toRecipients = texts(try folded(.byRecipient), head: head)
        _ = try journal.apply(plans)
        for (order, before) in [(MessageOrder.byMessage, before), (.byRecipient, toRecipients)] {
            let after = texts(try folded(order), head: head)
            let (now, then) = (try previewed(.now, order), try previewed(.after, order))
            #expect(difference(now, before).isEmpty, "a preview tells of what is not there")
            #expect((difference(before, now) + then).sorted() == after, "\(order)")
        }
    }

    @Test func `all messages to a recipient are read, however many there are`() async throws {
        try await SQLiteJournal.with(folder.file("journal.db")) { journal in
            let events = (1...2500).map { number in
                var fields = Sample.fields(number)
                fields.message = "m\(number)"
                return Event(
                    id: Sample.id(number, in: journal),
                    kind: .status,
                    element: number,
                    fields: fields
                )
            }
            try await journal.append(Sample.delivery(events))
            while try journal.foldMessages(limit: 1000) < journal.head() {}
            let preview = try journal.previewMessages()
            let old = try #require(try journal.entries(after: 6, limit: 1).first)
            var fields = old.fields
            fields.to = "+999"
            try preview.take(
                Entry(
                    sequence: Self.firstNew,
                    origin: .replay,
                    source: old.source,
                    provider: old.provider,
                    received: old.received,
                    kind: .status,
                    fields: fields,
                    corrects: old.sequence
                ),
                correcting: old
            )
            try preview.completeRecipients()
            let now = try all(.byRecipient) {
                try preview.messages(.now, after: $0, $1, limit: $2 * 300)
            }
            let after = try all(.byRecipient) {
                try preview.messages(.after, after: $0, $1, limit: $2 * 300)
            }
            #expect(now.count == 2500 && Set(now.map(\.recipient)).count == 1)
            #expect(after.map(\.state.recipient).count { $0 == "+999" } == 1)
            #expect(after.count == 2500 && Set(after.map(\.recipient)).count == 2)
            let recipient = try #require(after.last?.recipient)
            #expect(try preview.recipient(recipient) == after.last?.state.recipient)
        }
    }
}
