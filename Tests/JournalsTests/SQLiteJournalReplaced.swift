import Journals
import PosixBridge
import TestSupport
import Testing
import TicksheetCore

/// What happens where the files of an open journal are moved, removed or replaced.
@Suite struct SQLiteJournalReplaced {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("journal.db") }
    private static let ends = ["", "-wal", "-shm"]

    private func move(_ end: String, to name: String) throws {
        try Paths.move(path + end, to: folder.file(name) + end)
    }

    @Test func `a journal moved away takes nothing, and goes on when it is back`() async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            for end in Self.ends { try move(end, to: "aside.db") }
            #expect(!journal.isInPlace)
            let error = await #expect(throws: JournalError.self) {
                try await journal.append(Sample.delivery([2], in: journal))
            }
            #expect(
                error?.description
                    == "error[journal.replaced]: the journal \(path) is not the one that this process "
                    + "has open: \(path) is not there any more. Put the same files back under their "
                    + "names, and it goes on; or restart serve, and it works on what lies there. "
                    + "Senders repeat what got no 200."
            )
            #expect(error?.disposition == .retry(after: nil))
            for end in Self.ends {
                try Paths.move(folder.file("aside.db") + end, to: path + end)
            }
            #expect(journal.isInPlace)
            let again = try await journal.append(Sample.delivery([2], in: journal))
            #expect(again == AppendReceipt(appended: 1, duplicates: 0))
            #expect(try journal.entries(after: 0, limit: 9).count == 2)
        }
    }

    @Test func `another file in the journal's place is not taken for it`() async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            for end in Self.ends { try move(end, to: "aside.db") }
            try await SQLiteJournal.with(folder.file("copy.db")) { _ in }
            try Paths.move(folder.file("copy.db"), to: path)
            let error = #expect(throws: JournalError.self) {
                _ = try journal.record(of: ReaderID("csv:/srv/report.csv"), start: .beginning)
            }
            #expect(error == .replaced(path: path, cause: "\(path) is another file now"))
        }
    }

    @Test(arguments: ["-wal", "-shm"])
    func `nor is a journal written without its log or the index of it`(_ end: String) async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            try move(end, to: "aside.db")
            let error = await #expect(throws: JournalError.self) {
                try await journal.append(Sample.delivery([2], in: journal))
            }
            #expect(error?.code == "journal.replaced")
            #expect(error?.cause == "\(path)\(end) is not there any more")
        }
        // A log that was removed is still open: closing moves it into the file.
        try await SQLiteJournal.with(path) { journal throws in
            #expect(try journal.entries(after: 0, limit: 9).count == 1)
        }
    }
}
