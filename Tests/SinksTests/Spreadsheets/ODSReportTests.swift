import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

/// An ODS as a destination that is kept in step.
@Suite struct ODSReportTests {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()
    private func report(_ rows: String = "status") -> MessageReport {
        var report = MessageReport(path: folder.file("report.ods"), journal: journal)
        report.rows = rows
        return report
    }

    @Test func `rows per status stand in the order in which they came`() async throws {
        let report = report()
        try await report.bringUpToDate()
        #expect(try SpreadsheetText.tables(ofODS: report.path) == [[["To", "Status"]]])
        try await report.append((1, "sent"), (2, "sent"), (1, "read"))
        try await report.bringUpToDate()
        try await report.append((2, "rejected"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 sent", "+2 sent", "+1 read", "+2 rejected"])
        #expect(try report.ledger.record().checkpoint == 4)
    }

    @Test(arguments: ["status", "message", "number"])
    func `what people did to it stops it and stays`(_ rows: String) async throws {
        let report = report(rows)
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        try Edit.lengthened.apply(to: report.path)
        let edited = try File.bytes(at: report.path)
        try await report.append((1, "read"))
        #expect(try await report.refusal()?.code == "sink.file.edited")
        #expect(try File.bytes(at: report.path) == edited)
    }

    @Test func `a batch that was written is not written again`() async throws {
        let report = report()
        try await report.append((1, "sent"), (2, "sent"))
        try await report.bringUpToDate()
        let sink = try report.sink()
        try await sink.open(report.ledger)
        _ = try await sink.write(Batch(after: 0, upTo: 2), report.ledger)
        #expect(try report.texts() == ["+1 sent", "+2 sent"])
    }

    @Test func `an erasure masks a number inside the compressed rows and counts its places`()
        async throws
    {
        let report = report()
        let number = 573_001_112_233
        try await report.append((number, "sent"), (2, "sent"), (number, "read"))
        try await report.bringUpToDate()
        try journal.forget(digits: "\(number)")
        var cursor = MaskCursor()
        while true {
            let step = try journal.maskStored(after: cursor)
            cursor = step.cursor
            if step.isLast { break }
        }
        let receipt = try await report.sink().erase(report.ledger)
        #expect(receipt.places == 2)
        #expect(try report.texts().count == 3)
        #expect(try report.texts().filter { $0.contains("\(number)") } == [])
    }
}
