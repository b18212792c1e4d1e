import PosixBridge
import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@testable import Journals

private struct Other: @unchecked Sendable {
    let connection: SQLiteConnection
}

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

    @Test func `rows without the number are passed while another process writes`() async throws {
        let path = folder.file("journal.db")
        let identity = try await SQLiteJournal.with(path) { journal in
            try await journal.append(delivery(0..<2, in: journal))
            try journal.forget(digits: "573001112299")
            return journal.identity
        }
        let other = try SQLiteConnection(path, .readWrite)
        try other.execute("BEGIN IMMEDIATE")
        let connection = try SQLiteConnection(path, .readWrite)
        let step = try MaskTable(connection, identity).step(after: MaskCursor())
        #expect(step.masked == MaskedCounts())
        #expect(step.cursor.table == 1)
    }

    @Test func `what another process masked meanwhile stays masked, and the row is masked next`()
        async throws
    {
        let path = folder.file("journal.db")
        let second = "573001112299"
        let identity = try await SQLiteJournal.with(path) { journal in
            let bodies = ["{}", digits, "\(digits) and \(second)", "\(digits) again"]
            for body in bodies {
                try await journal.append(Sample.delivery([], body: body, ignored: 1))
            }
            try journal.forget(digits: digits)
            return journal.identity
        }
        let connection = try SQLiteConnection(path, .readWrite)
        let table = try MaskTable(connection, identity)
        // The other one masks a number that this one does not know, and is done when this one has read.
        let other = Other(connection: try SQLiteConnection(path, .readWrite))
        try other.connection.execute(
            """
            BEGIN IMMEDIATE;
            UPDATE bodies SET body = CAST(replace(body, '\(second)', '999000000002') AS BLOB)
            """
        )
        connection.onBusy { _ in (try? other.connection.execute("COMMIT")) != nil }
        var cursor = MaskCursor()
        cursor.table = 1
        let first = try table.step(after: cursor)
        #expect(first.masked.bodies == 1)
        #expect([Int64(first.cursor.table), first.cursor.row] == [1, 2])
        let next = try table.step(after: first.cursor)
        #expect(next.masked.bodies == 2)
        #expect(next.cursor.table == 2)
        let find = try connection.prepare("SELECT body FROM bodies ORDER BY number")
        var bodies: [String?] = []
        while try find.step() { bodies.append(find.text(0)) }
        #expect(
            bodies == [
                "{}", "999000000001", "999000000001 and 999000000002", "999000000001 again",
            ]
        )
    }
}
