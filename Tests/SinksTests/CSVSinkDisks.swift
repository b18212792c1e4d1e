import Glibc
import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct CSVSinkDisks {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()

    @Test func `a full disk is named, and after space is freed each row is there once`()
        async throws
    {
        guard let disk = SmallDisk(bytes: 1 << 20) else {
            try Test.cancel("only root can mount the small disk that this test fills")
        }
        let report = CSVReport(path: disk.file("report.csv"), journal: journal)
        var count = 10
        try await report.append(0..<count)
        try await report.bringUpToDate()
        for _ in 0..<3 {
            try disk.fill()
            try await report.append(count..<count + 2000)
            count += 2000
            for _ in 0..<3 {
                let refusal = try #require(try await report.refusal())
                #expect(
                    refusal.description
                        == "error[sink.disk_full]: cannot write \(report.path): write "
                        + "\(report.path): No space left on device. Free space on that disk; the "
                        + "rows wait in the journal."
                )
                #expect(refusal.disposition == .retry(after: nil))
            }
            try disk.free()
            try await report.bringUpToDate()
            #expect(try report.texts() == (0..<count).map { String($0) })
        }
    }

    @Test func `a full disk at the begin leaves nothing that stops the next try`() async throws {
        guard let disk = SmallDisk(bytes: 256 << 10) else {
            try Test.cancel("only root can mount the small disk that this test fills")
        }
        let report = CSVReport(path: disk.file("report.csv"), journal: journal)
        try await report.append(0..<3)
        try disk.fill()
        #expect(try await report.refusal()?.code == "sink.disk_full")
        try disk.free()
        try await report.bringUpToDate()
        #expect(try report.texts() == ["0", "1", "2"])
    }

    @Test func `a disk that became read-only is named and goes on when it can be written`()
        async throws
    {
        guard let disk = SmallDisk(bytes: 1 << 20) else {
            try Test.cancel("only root can mount the disk that this test makes read-only")
        }
        let report = CSVReport(path: disk.file("report.csv"), journal: journal)
        try await report.append(0..<3)
        try await report.bringUpToDate()
        try disk.setReadOnly(true)
        try await report.append(3..<5)
        #expect(
            try await report.refusal()?.description
                == "error[sink.file.refused]: cannot write \(report.path): open "
                + "\(disk.file(".report.csv.lock")): Read-only file system. Give this user the "
                + "right to write the file and its folder."
        )
        try disk.setReadOnly(false)
        try await report.bringUpToDate()
        #expect(try report.texts() == (0..<5).map { String($0) })
    }

    @Test(.enabled(if: ProcessFacts.isRoot, "only root can become a user without rights"))
    func `a folder or file without the right to write is named`() async throws {
        try Paths.setPermissions(folder.path, 0o755)
        await #expect(processExitsWith: .success) { [folder = folder.path as String] in
            try ProcessFacts.become(user: 65_534, group: 65_534)
            let report = CSVReport(path: folder + "/report.csv", journal: MemoryJournal())
            try await report.append([1])
            #expect(
                try await report.refusal()?.description
                    == "error[sink.file.refused]: cannot write \(folder)/report.csv: open "
                    + "\(folder)/.report.csv.lock: Permission denied. Give this user the right to "
                    + "write the file and its folder."
            )
            #expect(try Paths.names(in: folder).isEmpty)
        }
        try Paths.setPermissions(folder.path, 0o777)
        try File.overwrite(folder.file("report.csv"), "")
        try Paths.setPermissions(folder.file("report.csv"), 0o644)
        await #expect(processExitsWith: .success) { [folder = folder.path as String] in
            try ProcessFacts.become(user: 65_534, group: 65_534)
            let report = CSVReport(path: folder + "/report.csv", journal: MemoryJournal())
            try await report.append([1])
            #expect(
                try await report.refusal()?.description
                    == "error[sink.file.refused]: cannot write \(folder)/report.csv: open "
                    + "\(folder)/report.csv: Permission denied. Give this user the right to write "
                    + "the file and its folder."
            )
        }
    }

    @Test func `a journal that cannot keep what is pending leaves the file alone`() async throws {
        let report = CSVReport(path: folder.file("report.csv"), journal: journal)
        try await report.append(0..<3)
        try await report.bringUpToDate()
        let before = try File.bytes(at: report.path)
        try await report.append(3..<6)
        let full = JournalError.diskFull(path: "/j.db", cause: "SQLite 13")
        let sink = try report.sink()
        let batch = try #require(try report.nextBatch(rows: 9))
        let journal = journal
        let failing = try report.sink(
            FailPoint { moment in
                if moment == .beforePending { journal.failNext([full]) }
            }
        )
        await #expect(throws: SinkError.journal(full)) {
            _ = try await failing.write(batch, report.ledger)
        }
        #expect(try File.bytes(at: report.path) == before)
        let late = try report.sink(
            FailPoint { moment in
                if moment == .beforeAcknowledge { journal.failNext([full]) }
            }
        )
        await #expect(throws: SinkError.journal(full)) {
            _ = try await late.write(batch, report.ledger)
        }
        try await report.bringUpToDate(sink)
        #expect(try report.texts() == (0..<6).map { String($0) })
    }
}
