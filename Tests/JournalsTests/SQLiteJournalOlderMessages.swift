import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@testable import Journals

/// Journals of programs that told messages apart by their ids alone.
@Suite struct SQLiteJournalOlderMessages {
    private let folder = TemporaryDirectory()
    private let first = "+573001110001"
    private let second = "+573001110002"

    // The schema of before.
    private static let version = 11

    private func make(_ path: String, version: Int) throws -> SQLiteConnection {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        for statement in Migrations.steps[..<version].joined() { try connection.execute(statement) }
        try connection.execute("PRAGMA user_version = \(version)")
        try connection.execute(
            "INSERT INTO facts VALUES ('secret', x'00112233445566778899aabbccddeeff')"
        )
        return connection
    }

    /// Makes an older program's journal of one source: one entry for each id, all sent to the first
    /// number, of which some are folded.
    private func makeOlder(_ path: String, _ ids: [String], folded: Int) async throws {
        let twin = folder.file("twin.db")
        _ = try make(twin, version: Migrations.steps.count)
        let keys = try await SQLiteJournal.with(twin) { journal in
            ids.map { id in
                var key = EventKey(provider: "message")
                key.append(Array(id.utf8))
                key.append(nil)
                return journal.identity(of: key).bytes
            }
        }
        let connection = try make(path, version: Self.version)
        try connection.execute("INSERT INTO sources VALUES (1, 'a')")
        try connection.execute("INSERT INTO recipients VALUES (1, '\(first)')")
        for (index, id) in ids.enumerated() {
            try connection.execute(
                """
                INSERT INTO entries (sequence, received, source, origin, kind, body, element, time,
                    nanoseconds, recipient, status, message)
                VALUES (\(index + 1), 100, 1, 'webhook', 'status', 1, \(index), 99, 5, '\(first)',
                    'sent', '\(id)')
                """
            )
            guard index < folded else { continue }
            let insert = try connection.prepare(
                "INSERT INTO messages (key, recipient, touched, events) VALUES (?, 1, 100, ?)"
            )
            insert.bind(1, bytes: keys[index])
            insert.bind(
                2,
                """
                [{"sequence":\(index + 1),"received":100,"seconds":99,"nanoseconds":5,\
                "source":"a","to":"\(first)","status":"sent","message":"\(id)"}]
                """
            )
            try insert.run()
        }
        try connection.execute(
            """
            INSERT INTO readers (name, begin, checkpoint, state)
            VALUES ('messages', 0, \(folded), x'')
            """
        )
    }

    private func append(
        _ status: String,
        of message: String,
        to recipient: String,
        _ source: String,
        _ provider: String,
        _ journal: SQLiteJournal
    ) async throws {
        let number = try Int(journal.head()) + 1
        var fields = Sample.fields(number, status: status)
        fields.message = message
        fields.to = recipient
        let event = Event(
            id: Sample.id(number, in: journal),
            kind: .status,
            element: number,
            fields: fields
        )
        try await journal.append(Sample.delivery([event], source: source, provider: provider))
    }

    private func states(_ journal: SQLiteJournal) throws -> [String] {
        while try journal.foldMessages(limit: 100) < journal.head() {}
        return try journal.messages(after: nil, .byMessage, limit: 100).map { message in
            let texts = message.state.events.map { $0.fields.status ?? "" }
            return ([message.state.recipient ?? "-"] + texts).joined(separator: " ")
        }
    }

    @Test(arguments: 0...2)
    func `messages go on, and other providers' messages of their ids are their own`(
        _ folded: Int
    ) async throws {
        let path = folder.file("journal.db")
        try await makeOlder(path, ["1001", "1002"], folded: folded)
        try await SQLiteJournal.with(path) { journal in
            try await append("rejected", of: "1001", to: second, "b", "shop-b", journal)
            try await append("delivered", of: "1001", to: first, "a", "shop-a", journal)
            // Another app that reports the messages of the same provider.
            try await append("delivered", of: "1002", to: first, "app-2", "shop-a", journal)
            let expected = [
                "\(first) sent delivered", "\(first) sent delivered", "\(second) rejected",
            ]
            #expect(try states(journal) == expected)
            #expect(try journal.entries(after: 0, limit: 1).map(\.provider) == [nil])
            try await append("read", of: "1001", to: first, "a", "shop-a", journal)
            try await append("delivered", of: "1001", to: second, "b", "shop-b", journal)
            #expect(
                try states(journal) == [
                    "\(first) sent delivered read", "\(first) sent delivered",
                    "\(second) rejected delivered",
                ]
            )
        }
    }

    @Test func `an entry that is mapped again stays with its message`() async throws {
        let path = folder.file("journal.db")
        try await makeOlder(path, ["1001"], folded: 1)
        try await SQLiteJournal.with(path) { journal in
            try await append("read", of: "1001", to: first, "a", "shop-a", journal)
            #expect(try states(journal) == ["\(first) sent read"])
            // What names no provider is no other provider's: the same status corrects nothing.
            for (status, corrected) in [("sent", 0), ("accepted", 1), ("delivered", 1)] {
                let content = try #require(try journal.contents(of: [(1, [])]).first)
                var fields = try #require(content.elements.first).entry.fields
                fields.status = status
                let event = Event(
                    id: Sample.id(1, in: journal),
                    kind: .status,
                    element: 0,
                    fields: fields
                )
                let delivery = Sample.delivery(
                    [event],
                    source: "a",
                    provider: "shop-a",
                    origin: .replay
                )
                let plan = ReplayPlan(delivery, of: 1, content)
                #expect(try journal.apply([plan]).corrected == corrected)
                #expect(try states(journal) == ["\(first) \(status) read"])
            }
        }
    }

    @Test func `a forgotten message goes on`() async throws {
        let path = folder.file("journal.db")
        let id = "573001110001-7"
        try await makeOlder(path, [id], folded: 1)
        try await SQLiteJournal.with(path) { journal in
            try await append("delivered", of: id, to: first, "a", "shop-a", journal)
            // It may be another app of that provider: an older program did not say whose the id is.
            try await append("accepted", of: id, to: first, "b", "shop-b", journal)
            #expect(try states(journal) == ["\(first) sent delivered accepted"])
            try journal.forget(digits: String(first.dropFirst()))
            var step = MaskStep(MaskCursor())
            while !step.isLast { step = try journal.maskStored(after: step.cursor) }
            try await append("read", of: id, to: first, "a", "shop-a", journal)
            try await append("played", of: id, to: first, "b", "shop-b", journal)
            let expected = ["+999000000001 sent delivered accepted read played"]
            #expect(try states(journal) == expected)
        }
    }
}
