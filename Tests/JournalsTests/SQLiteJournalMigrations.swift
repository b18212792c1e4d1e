import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@testable import Journals

@Suite struct SQLiteJournalMigrations {
    private let folder = TemporaryDirectory()

    @Test(arguments: 1..<Migrations.steps.count)
    func `a journal of every older schema opens and keeps its entries and readers`(
        _ version: Int
    ) async throws {
        let path = folder.file("journal.db")
        let connection = try SQLiteConnection(path, .readWriteCreate)
        for statement in Migrations.steps[..<version].joined() { try connection.execute(statement) }
        for statement in [
            "PRAGMA user_version = \(version)",
            "INSERT INTO facts VALUES ('secret', x'00112233445566778899aabbccddeeff')",
            "INSERT INTO sources (number, name) VALUES (1, 'meta')",
            """
            INSERT INTO entries (sequence, received, source, origin, kind, body, element, time,
                nanoseconds, recipient, status)
            VALUES (7, 100, 1, 'webhook', 'status', 1, 0, 99, 5, '+573001112233', 'sent')
            """,
            "INSERT INTO readers (name, begin, checkpoint, state) VALUES ('csv:/a', 0, 7, x'01')",
        ] { try connection.execute(statement) }
        try await SQLiteJournal.with(path) { journal in
            let entry = try #require(try journal.entries(after: 0, limit: 9).first)
            #expect(entry.sequence == 7)
            #expect(entry.fields.to == "+573001112233")
            #expect(!entry.fields.isTimeOfReceipt)
            #expect(try journal.readers().map(\.checkpoint) == [7])
            let number = try journal.ask(.rebuild, of: ReaderID("csv:/a"))
            #expect(try journal.openRequest(of: ReaderID("csv:/a"))?.number == number)
            #expect(try journal.pins().isEmpty)
            try await journal.append(Sample.delivery([1], in: journal))
            #expect(try journal.head() == 8)
        }
    }
}
