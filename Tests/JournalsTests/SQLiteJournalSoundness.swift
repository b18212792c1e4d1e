import Journals
import PosixBridge
import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@Suite struct SQLiteJournalSoundness {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("journal.db") }

    @Test func `a page that nobody reads is found damaged`() async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery(1...9, in: journal))
            #expect(try journal.requireSound())
        }
        let page = try Self.page(of: "problems", path)
        try File(path, .update).write(Array(repeating: 0xFF, count: 64), at: (page - 1) * 4096)
        try await SQLiteJournal.with(path) { journal throws in
            #expect(try journal.entries(after: 0, limit: 99).count == 9)
            let error = #expect(throws: JournalError.self) { () throws in
                _ = try journal.requireSound()
            }
            #expect(error?.code == "journal.corrupt")
            #expect(error?.cause?.contains("quick_check") == true)
        }
    }

    // A function of its own: nobody has the file open when it ends.
    private static func page(of table: String, _ path: String) throws -> Int64 {
        let connection = try SQLiteConnection(path, .readOnly)
        let find = try connection.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?")
        find.bind(1, table)
        defer { find.reset() }
        return try find.step() ? find.integer(0) : 0
    }
}
