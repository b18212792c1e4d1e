import Journals
import PosixBridge
import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@Suite struct SQLiteJournalForgetting {
    private let folder = TemporaryDirectory()
    private let digits = "573004445566"
    private let wamid = "wamid.HBgMNTczMDA0NDQ1NTY2FQIAERgSMkY="

    private func delivery(_ numbers: Range<Int>, in journal: any JournalAppending) -> Delivery {
        let events = numbers.map { number in
            var fields = Sample.fields(number)
            fields.message = "\(wamid)\(number)"
            return Event(
                id: Sample.id(number, in: journal),
                kind: .status,
                element: number,
                fields: fields
            )
        }
        return Sample.delivery(events, body: #"{"to":"\#(digits)","id":"\#(wamid)"}"#)
    }

    private func maskAll(_ journal: SQLiteJournal) throws {
        var step = MaskStep(MaskCursor())
        while !step.isLast { step = try journal.maskStored(after: step.cursor) }
    }

    private func places(_ path: String) throws -> Int {
        try ["", "-wal"].reduce(0) { sum, suffix in
            guard try Paths.status(path + suffix) != nil else { return sum }
            return sum
                + NumberMask(digits: digits).places(in: try File.bytes(at: path + suffix)).count
        }
    }

    @Test func `no byte of the file or its log holds the number when the log is emptied`()
        async throws
    {
        let path = folder.file("journal.db")
        try await SQLiteJournal.with(path) { journal in
            for round in 0..<30 {
                try await journal.append(
                    delivery(round * 20..<round * 20 + 20, in: journal)
                )
            }
            while try journal.foldMessages(limit: 200) < journal.head() {}
            #expect(try places(path) > 1000)
            try journal.forget(digits: digits)
            try maskAll(journal)
            #expect(try journal.emptyLog())
            // Soon ids are filed, which makes the log grow again.
            #expect(try Paths.status(path + "-wal")?.size == 0)
            #expect(try places(path) == 0)
        }
        #expect(try places(path) == 0)
    }

    @Test func `the log of a journal that somebody reads is not emptied, and is written on`()
        async throws
    {
        let path = folder.file("journal.db")
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(delivery(0..<2, in: journal))
            let reader = try SQLiteConnection(path, .readOnly)
            try reader.execute("BEGIN; SELECT count(*) FROM entries")
            #expect(try !journal.emptyLog())
            try await journal.append(delivery(2..<4, in: journal))
            try reader.execute("COMMIT")
            #expect(try journal.emptyLog())
            #expect(try journal.entries(after: 0, limit: 9).count == 4)
        }
    }

    @Test func `the writer of another process masks what comes from then on`() async throws {
        let path = folder.file("journal.db")
        try await SQLiteJournal.with(path) { serving in
            try await serving.append(delivery(0..<2, in: serving))
            try await SQLiteJournal.with(path, role: .beside) { other in
                try other.forget(digits: digits)
            }
            try await serving.append(delivery(2..<4, in: serving))
            let recipients = try serving.entries(after: 0, limit: 9).map(\.fields.to)
            #expect(recipients[..<2] == ["+\(digits)", "+\(digits)"])
            #expect(recipients[2...] == ["+999000000001", "+999000000001"])
        }
    }
}
