import Glibc
import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct CSVSinkContract {
    private let folder = TemporaryDirectory()
    private var report: CSVReport {
        CSVReport(path: folder.file("report.csv"), journal: journal)
    }
    private let journal = MemoryJournal()

    @Test func `a new file has the header and a row for each entry`() async throws {
        try await report.append([7, 8])
        try await report.bringUpToDate()
        #expect(
            try File.text(at: report.path)
                == "Time,To,Text\r\n2026-03-01 12:00:07,+573004445566,7\r\n"
                + "2026-03-01 12:00:08,+573004445566,8\r\n"
        )
    }

    @Test func `the same batch twice leaves one row an entry`() async throws {
        try await report.append(0..<3)
        let sink = try report.sink()
        try await sink.open(report.ledger)
        let batch = try #require(try report.nextBatch(rows: 9))
        let first = try await sink.write(batch, report.ledger)
        #expect(first == WriteReceipt(through: 3, rows: 3))
        for _ in 0..<3 {
            let again = try await sink.write(batch, report.ledger)
            #expect(again == WriteReceipt(through: 3, rows: 0))
        }
        #expect(try report.texts() == ["0", "1", "2"])
    }

    @Test func `a batch that overlaps the last one adds only what is new`() async throws {
        try await report.append(0..<6)
        let sink = try report.sink()
        try await sink.open(report.ledger)
        for (after, count) in [(0, 3), (1, 3), (0, 6), (6, 0)] {
            let entries = try report.ledger.entries(after: Int64(after), limit: count)
            guard let batch = Batch(after: Int64(after), entries) else { continue }
            _ = try await sink.write(batch, report.ledger)
        }
        #expect(try report.texts() == (0..<6).map { String($0) })
    }

    @Test func `a batch that begins behind the checkpoint is not written`() async throws {
        try await report.append(0..<6)
        let sink = try report.sink()
        try await sink.open(report.ledger)
        let entries = try report.ledger.entries(after: 3, limit: 9)
        let batch = try #require(Batch(after: 3, entries))
        let receipt = try await sink.write(batch, report.ledger)
        #expect(receipt == WriteReceipt(through: 0, rows: 0))
        #expect(try report.texts().isEmpty)
    }

    @Test func `entries without a row are passed over and acknowledged`() async throws {
        let events = [
            Sample.event(1, in: journal, kind: .inbound),
            Sample.event(2, in: journal, kind: .signal),
        ]
        try await journal.append(Sample.delivery(events))
        try await report.bringUpToDate()
        #expect(try report.ledger.record().checkpoint == 2)
        #expect(try File.text(at: report.path) == "Time,To,Text\r\n")
        #expect(try await report.refusal() == nil)
    }

    @Test func `columns follow the mapping`() async throws {
        var report = report
        report.columns = """
            { header: "Status", field: "status", labels: { delivered: "Entregado, sí" } },
            { header: "What", template: "{status}[ ({code})]" },
            { header: "Zone", field: "zone" }, { header: "Source", field: "source" },
            { header: "Name", field: "name" }
            """
        report.dialect = CSVDialect(separator: UInt8(ascii: ";"), hasMark: true)
        try await report.append([1])
        try await report.bringUpToDate()
        #expect(
            try File.text(at: report.path)
                == "\u{FEFF}Status;What;Zone;Source;Name\r\nEntregado, sí;delivered;UTC;meta;\r\n"
        )
    }

    @Test func `an existing empty file is used and keeps its permissions`() async throws {
        try File.overwrite(report.path, "")
        try Paths.setPermissions(report.path, 0o640)
        let inode = try Paths.status(report.path)?.inode
        try await report.append([1])
        try await report.bringUpToDate()
        #expect(try report.texts() == ["1"])
        let status = try #require(try Paths.status(report.path))
        #expect(status.mode == 0o640)
        #expect(status.inode == inode)
    }

    @Test func `a link stays a link and the file behind it grows`() async throws {
        try Paths.makeFolders(folder.file("elsewhere"))
        let target = folder.file("elsewhere/real.csv")
        try File.overwrite(target, "")
        try #require(Self.link(target, report.path))
        try await report.append(0..<3)
        try await report.bringUpToDate()
        try await report.append(3..<5)
        try await report.bringUpToDate()
        #expect(try Paths.real(report.path) == target)
        #expect(try report.texts() == (0..<5).map { String($0) })
    }

    @Test func `a thousand batches of one row are a thousand rows`() async throws {
        try await report.append(0..<300)
        try await report.bringUpToDate(rows: 1)
        #expect(try report.texts() == (0..<300).map { String($0) })
    }

    private static func link(_ target: String, _ path: String) -> Bool {
        symlink(target, path) == 0
    }
}
