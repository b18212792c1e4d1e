import Journals
import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

/// A report that goes on with a journal that was restored from a backup.
@Suite struct CSVSinkRestores {
    private let folder = TemporaryDirectory()
    private var backup: String { folder.file("backup.db") }

    private func report(_ journal: SQLiteJournal) -> CSVReport {
        CSVReport(path: folder.file("report.csv"), journal: journal)
    }

    private func open(_ path: String) throws -> SQLiteJournal {
        try SQLiteJournal(path, role: .serve) { Sample.noon }
    }

    @Test func `rows written since the backup stop the report, stay, and are named`() async throws {
        let first = try open(folder.file("journal.db"))
        try await report(first).append(0..<3)
        try await report(first).bringUpToDate()
        _ = try first.backUp(to: backup) { _ in }
        try await report(first).append(3..<5)
        try await report(first).bringUpToDate()
        first.close()

        let restored = try open(backup)
        defer { restored.close() }
        try await report(restored).append(4..<6)
        let path = report(restored).path
        #expect(
            try await report(restored).refusal()?.description
                == "error[sink.file.edited]: \(path) was edited by another program (it is longer "
                + "than what this journal wrote, as it also is where the journal was restored from "
                + "a backup); it stays as it is. Undo the edit, or keep this file aside and write "
                + "the report anew (ticksheet rebuild --report r)."
        )
        #expect(try report(restored).texts() == ["0", "1", "2", "3", "4"])
        // The rows that only the file had are kept beside the new one.
        let receipt = try await report(restored).sink().rebuild(report(restored).ledger)
        let kept = try #require(receipt.kept)
        #expect(try report(restored).texts() == ["0", "1", "2", "4", "5"])
        #expect(try CSVText.rows(try File.bytes(at: kept)).dropFirst().map { $0[2] }.contains("3"))
    }

    @Test func `a report to which nothing was written since the backup goes on`() async throws {
        let first = try open(folder.file("journal.db"))
        try await report(first).append(0..<3)
        try await report(first).bringUpToDate()
        _ = try first.backUp(to: backup) { _ in }
        first.close()
        let restored = try open(backup)
        defer { restored.close() }
        try await report(restored).append(2..<5)
        try await report(restored).bringUpToDate()
        #expect(try report(restored).texts() == ["0", "1", "2", "3", "4"])
    }
}
