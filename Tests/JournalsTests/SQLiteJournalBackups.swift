import Journals
import PosixBridge
import SQLiteBridge
import Synchronization
import TestSupport
import Testing
import TicksheetCore

@Suite struct SQLiteJournalBackups {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("data/journal.db") }
    private var target: String { folder.file("backup.db") }

    @Test func `a backup holds what the journal held and opens as one`() async throws {
        let entries = try await SQLiteJournal.with(path) { journal throws in
            try await journal.append(Sample.delivery(0..<1200, in: journal))
            _ = try journal.record(of: ReaderID("csv:/a"), start: .beginning)
            try journal.acknowledge(through: 700, state: [4, 2], of: ReaderID("csv:/a"))
            let receipt = try journal.backUp(to: target) { _ in }
            #expect(receipt.entries == 1200)
            let size = try Paths.status(target)?.size
            #expect(receipt.bytes == size)
            try await journal.append(Sample.delivery(1200..<1300, in: journal))
            return try journal.entries(after: 0, limit: 1200)
        }
        #expect(try Paths.status(target)?.mode == 0o600)
        #expect(try Paths.names(in: folder.path) == ["backup.db", "data"])
        try await SQLiteJournal.with(target) { journal in
            #expect(try journal.entries(after: 0, limit: 9999) == entries)
            let record = try journal.record(of: ReaderID("csv:/a"), start: .beginning)
            #expect(record.checkpoint == 700)
            #expect(record.state == [4, 2])
            // The secret came along: what was known is known.
            let again = try await journal.append(Sample.delivery([5, 1200], in: journal))
            #expect(again == AppendReceipt(appended: 1, duplicates: 1))
        }
    }

    @Test func `backups under load are whole, each at one moment, and nobody waits`() async throws {
        try await onOwnThread { [path, folder] in
            try await SQLiteJournal.with(path) { journal throws in
                try await SQLiteJournal.with(path, role: .beside) { beside in
                    try await Self.check(journal, beside, in: folder)
                }
            }
        }
    }

    private static func check(
        _ journal: SQLiteJournal,
        _ beside: SQLiteJournal,
        in folder: TemporaryDirectory
    ) async throws {
        let isOver = Shared(false)
        let writing = Task {
            var number = 0
            while !isOver.value {
                // Both bodies and ids, so that all tables grow together.
                try await journal.append(
                    Sample.delivery(number..<number + 9, in: journal, body: "\(number)")
                )
                number += 9
            }
            return number
        }
        var counts: [Int] = []
        for round in 0..<12 {
            let copy = folder.file("copy-\(round).db")
            let floor = try journal.head()
            let receipt = try beside.backUp(to: copy) { _ in }
            #expect(receipt.entries >= floor)
            // Whole transactions only: each brought 9 entries with their ids and a body.
            let connection = try SQLiteConnection(copy, .readOnly)
            let statement = try connection.prepare(
                """
                SELECT (SELECT count(*) FROM entries), (SELECT count(event) FROM entries),
                    (SELECT 9 * count(*) FROM bodies), (SELECT max(sequence) FROM entries)
                """
            )
            #expect(try statement.step())
            let numbers = (0..<4).map { Int(statement.integer($0)) }
            #expect(numbers == Array(repeating: receipt.entries, count: 4))
            counts.append(receipt.entries)
        }
        isOver.change { $0 = true }
        let written = try await writing.value
        #expect(counts == counts.sorted())
        #expect(try journal.head() == written)
    }

    @Test func `a file that is there, and a folder that is not, are named`() async throws {
        try File.overwrite(target, "precious")
        try await SQLiteJournal.with(path) { journal throws in
            let error = #expect(throws: BackupError.self) {
                try journal.backUp(to: target) { _ in }
            }
            #expect(
                error?.description
                    == "error[backup.exists]: \(target) is there already; it stays as it is. "
                    + "Name another file, or move that one away."
            )
            #expect(try File.text(at: target) == "precious")
            let lost = folder.file("no/where.db")
            let missing = #expect(throws: BackupError.self) {
                try journal.backUp(to: lost) { _ in }
            }
            #expect(
                missing?.description
                    == "error[backup.no_folder]: cannot write \(lost): the folder "
                    + "\(folder.file("no")) does not exist. Make it: mkdir -p \(folder.file("no"))."
            )
        }
    }

    @Test func `a log that grows too long ends the backup and leaves nothing behind`() async throws
    {
        try await SQLiteJournal.with(path) { journal throws in
            try await journal.append(Sample.delivery(0..<400, in: journal))
            let error = #expect(throws: BackupError.self) {
                try journal.backUp(to: target, logLimit: 4096) { _ in }
            }
            #expect(error?.code == "backup.too_busy")
            #expect(error?.disposition == .retry(after: nil))
        }
        #expect(try Paths.names(in: folder.path) == ["data"])
    }

    @Test func `what killed backups left is removed, what another one writes is not`() async throws
    {
        // The number of a process that cannot be: Linux counts to 2^22.
        let dead = [".old.db.9999999.ticksheet-backup", ".a.b.9999998.ticksheet-backup"]
        let writing = ".far.db.9999997.ticksheet-backup"
        let living = ".near.db.1.ticksheet-backup"
        let foreign = [".old.db.9999999", ".x.ticksheet-backup", "y.9999999.ticksheet-backup"]
        for name in dead + [writing, living] + foreign {
            for part in ["", "-wal"] { try File.overwrite(folder.file(name + part), "copied") }
        }
        // As another machine does, whose processes are not seen here.
        let file = try File(folder.file(writing), .update)
        #expect(try file.tryMark(8))
        try await SQLiteJournal.with(path) { journal throws in
            _ = try journal.backUp(to: target) { _ in }
        }
        let left = ([writing, living] + foreign).flatMap { [$0, $0 + "-wal"] }
        #expect(try Paths.names(in: folder.path) == (left + ["backup.db", "data"]).sorted())
        withExtendedLifetime(file) {}
    }

    @Test func `a backup under way is known as one by others`() async throws {
        try await SQLiteJournal.with(path) { journal throws in
            try await journal.append(Sample.delivery(0..<9, in: journal))
            try await SQLiteJournal.with(folder.file("other/journal.db")) { other throws in
                var names: [String] = []
                let receipt = try journal.backUp(to: target) { _ in
                    guard names.isEmpty else { return }
                    // Of this very process: the mark alone tells.
                    _ = try? other.backUp(to: folder.file("other.db")) { _ in }
                    names = (try? Paths.names(in: folder.path)) ?? []
                }
                #expect(receipt.entries == 9)
                #expect(names.contains("other.db"))
            }
        }
    }

    @Test func `a full disk is named and nothing is left on it`() async throws {
        guard let disk = SmallDisk(bytes: 1 << 20) else {
            try Test.cancel("only root can mount the small disk that this test fills")
        }
        try await SQLiteJournal.with(path) { journal throws in
            let body = String(repeating: "x", count: 2 << 20)
            try await journal.append(Sample.delivery([1], in: journal, body: body))
            let error = #expect(throws: BackupError.self) {
                try journal.backUp(to: disk.file("b.db")) { _ in }
            }
            #expect(error?.code == "backup.disk_full")
            #expect(try Paths.names(in: disk.path).isEmpty)
        }
    }
}
