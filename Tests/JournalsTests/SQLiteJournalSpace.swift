import Glibc
import Journals
import PosixBridge
import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@Suite struct SQLiteJournalSpace {
    private let folder = TemporaryDirectory()

    @Test func `a full disk is named and appending works again after space is freed`() async throws
    {
        guard let disk = SmallDisk(bytes: 3 << 20) else {
            try Test.cancel("only root can mount the small disk that this test fills")
        }
        let path = disk.file("journal.db")
        let body = String(repeating: "x", count: 20_000)
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([0], in: journal, body: body))
            let reader = ReaderID("csv:/a")
            _ = try journal.record(of: reader, start: .beginning)
            var stored = 1
            for _ in 0..<3 {
                try disk.fill()
                var refusals: [JournalError] = []
                for number in 0..<30 {
                    do throws(JournalError) {
                        stored += try await journal.append(
                            Sample.delivery([stored * 100 + number], in: journal, body: body)
                        ).appended
                    } catch {
                        refusals.append(error)
                    }
                }
                #expect(!refusals.isEmpty)
                #expect(refusals.allSatisfy { $0.code == "journal.disk_full" })
                let line = refusals.first?.description ?? ""
                #expect(
                    line.hasPrefix("error[journal.disk_full]: cannot write the journal \(path): ")
                )
                #expect(
                    line.hasSuffix(". Free space on that disk; senders repeat what got no 200.")
                )
                #expect(try journal.entries(after: 0, limit: 1000).count == stored)
                try disk.free()
                stored += try await journal.append(
                    Sample.delivery([stored * 100 + 99], in: journal, body: body)
                ).appended
                try journal.acknowledge(through: 1, state: [1], of: reader)
                #expect(try journal.entries(after: 0, limit: 1000).count == stored)
            }
        }
    }

    @Test func `opening a journal on a full disk names the disk`() async throws {
        guard let disk = SmallDisk(bytes: 1 << 20) else {
            try Test.cancel("only root can mount the small disk that this test fills")
        }
        try disk.fill()
        let error = #expect(throws: JournalError.self) {
            _ = try SQLiteJournal(disk.file("journal.db"), role: .serve) { Sample.noon }
        }
        #expect(error?.code == "journal.disk_full")
    }

    @Test func `a journal on a file system that became read-only is named`() async throws {
        guard let disk = SmallDisk(bytes: 8 << 20) else {
            try Test.cancel("only root can mount the disk that this test makes read-only")
        }
        let path = disk.file("journal.db")
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([0], in: journal))
        }
        try disk.setReadOnly(true)
        let error = #expect(throws: JournalError.self) {
            _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
        }
        #expect(error?.code == "journal.read_only")
        try disk.setReadOnly(false)
        try await SQLiteJournal.with(path) { journal throws in #expect(try journal.head() == 1) }
    }

    @Test(arguments: [true, false])
    func `a log that grew while somebody read it is moved and cut, beside writing or without`(
        goesOn: Bool
    ) async throws {
        let path = folder.file("journal.db")
        let body = String(repeating: "b", count: 512 << 10)
        let limit: Int64 = 64 << 20
        try await onOwnThread {
            try await SQLiteJournal.with(path) { journal in
                let reader = try SQLiteConnection(path, .readOnly)
                try reader.execute("BEGIN; SELECT count(*) FROM entries")
                var number = 0
                while try Paths.status(path + "-wal")?.size ?? 0 < limit + limit / 8 {
                    number += 1
                    try await journal.append(Sample.delivery([number], in: journal, body: body))
                }
                try reader.execute("COMMIT")
                let deadline = Clocks.monotonic + 60_000_000_000
                while try Paths.status(path + "-wal")?.size ?? 0 > limit,
                    Clocks.monotonic < deadline
                {
                    if goesOn {
                        number += 1
                        try await journal.append(Sample.delivery([number], in: journal))
                    }
                    Clocks.pause(nanoseconds: 5_000_000)
                }
                #expect(try Paths.status(path + "-wal")?.size ?? 0 <= limit)
                number += 1
                try await journal.append(Sample.delivery([number], in: journal))
                #expect(try journal.head() == number)
            }
        }
    }
}
