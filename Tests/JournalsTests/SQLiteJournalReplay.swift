import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@testable import Journals

@Suite struct SQLiteJournalReplay {
    private let folder = TemporaryDirectory()

    @Test func `large bodies come in pages of a few MB`() async throws {
        try await SQLiteJournal.with(folder.file("journal.db")) { journal in
            let text = String(repeating: "x", count: 700_000)
            for number in 0..<7 {
                try await journal.append(
                    Sample.delivery([number], in: journal, body: text + String(number))
                )
            }
            let first = try journal.bodies(after: 0, BodySelection())
            #expect(first.bodies.count == 3)
            #expect(first.through == 3)
            #expect(try journal.bodies(after: 6, BodySelection()).bodies.map(\.number) == [7])
            #expect(try journal.bodies(after: 7, BodySelection()).through == 7)
        }
    }

    @Test func `a number of a body is not given again when all bodies are gone`() async throws {
        let path = folder.file("journal.db")
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([1], in: journal, body: "a"))
            try await journal.append(
                Sample.delivery([], in: journal, body: "b", problems: [Sample.problem("$")])
            )
        }
        do {
            let connection = try SQLiteConnection(path, .readWrite)
            try connection.execute("DELETE FROM bodies")
        }
        try await SQLiteJournal.with(path) { journal in
            let problem = try #require(try journal.problems(after: 0, limit: 1).first)
            #expect(try journal.body(problem.body) == nil)
            try await journal.append(Sample.delivery([2], in: journal, body: "c"))
            #expect(try journal.bodyNumbers() == 3...3)
            #expect(try journal.contents(of: [(3, [])]).map(\.elements.count) == [1])
        }
    }

    @Test(arguments: [1, 2, 3, 100])
    func `entries handed over one by one are those of a page`(_ limit: Int) async throws {
        try await SQLiteJournal.with(folder.file("journal.db")) { journal in
            func handedOver() throws -> [Entry] {
                var entries: [Entry] = []
                var position: SequenceNumber? = 0
                while let after = position {
                    position = try journal.eachCorrectedEntry(
                        after: after,
                        limit: limit,
                        fields: .all
                    ) { entries.append($0) }
                }
                return entries
            }
            #expect(try handedOver().isEmpty)
            try await journal.append(Sample.delivery([1, 2, 3, 4], in: journal))
            #expect(try handedOver() == journal.correctedEntries(after: 0, limit: 9))
            #expect(try handedOver().count == 4)
            let events = [2, 3].map { Sample.event($0, in: journal, status: "read") }
            let content = try #require(
                try journal.contents(of: [(1, events.map(\.id))]).first
            )
            let plan = ReplayPlan(Sample.delivery(events, origin: .replay), of: 1, content)
            _ = try journal.apply([plan])
            try await journal.append(Sample.delivery([5], in: journal, body: "other"))
            let entries = try handedOver()
            #expect(entries == (try journal.correctedEntries(after: 0, limit: 9)))
            #expect(entries.map(\.sequence) == [1, 2, 3, 4, 7])
            #expect(
                entries.map(\.fields.status) == [
                    "delivered", "read", "read", "delivered", "delivered",
                ]
            )
        }
    }

    @Test func `a page of some fields has the corrections' fields`() async throws {
        try await SQLiteJournal.with(folder.file("journal.db")) { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            let event = Sample.event(1, in: journal, status: "read")
            let content = try #require(try journal.contents(of: [(1, [event.id])]).first)
            let plan = ReplayPlan(Sample.delivery([event], origin: .replay), of: 1, content)
            _ = try journal.apply([plan])
            let fields = FieldSelection(standard: [.status])
            let entry = try #require(
                try journal.correctedEntries(after: 0, limit: 5, fields: fields).first
            )
            #expect(entry.fields.status == "read")
            #expect(entry.fields.description == nil)
        }
    }
}
