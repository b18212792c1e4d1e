import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct CSVSinkCorrections {
    private let folder = TemporaryDirectory()

    @Test func `appended rows stay as they are and a rebuild shows corrections in their place`()
        async throws
    {
        let report = CSVReport(path: folder.file("report.csv"), journal: MemoryJournal())
        try await report.append(1...3)
        try await report.bringUpToDate()
        let before = try File.bytes(at: report.path)
        try correct(2, in: report.journal)
        try await report.bringUpToDate()
        #expect(try File.bytes(at: report.path) == before)
        #expect(try report.ledger.record().checkpoint == 4)
        try await report.append([5])
        try await report.bringUpToDate()
        #expect(try report.texts() == ["1", "2", "3", "5"])
        let receipt = try await report.sink().rebuild(report.ledger)
        #expect(receipt.rows == 4)
        #expect(try report.texts() == ["1", "corrected", "3", "5"])
        try await report.append([6])
        try await report.bringUpToDate()
        #expect(try report.texts() == ["1", "corrected", "3", "5", "6"])
    }

    @Test(arguments: 1...4)
    func `an entry and its correction in whatever batches become one row`(
        _ rows: Int
    ) async throws {
        let report = CSVReport(path: folder.file("report.csv"), journal: MemoryJournal())
        try await report.append(1...2)
        try correct(1, in: report.journal)
        try await report.append([3])
        try await report.bringUpToDate(rows: rows)
        #expect(try report.texts() == ["1", "2", "3"])
        #expect(try report.ledger.record().checkpoint == 4)
    }

    /// Changes the text of an entry of the first body.
    private func correct(_ number: Int, in journal: any Journal) throws {
        var fields = Sample.fields(number)
        fields.description = "corrected"
        let event = Event(
            id: Sample.id(number, in: journal),
            kind: .status,
            element: number,
            fields: fields
        )
        let content = try #require(try journal.contents(of: [(1, [event.id])]).first)
        let plan = ReplayPlan(Sample.delivery([event], origin: .replay), of: 1, content)
        #expect(try journal.apply([plan]).corrected == 1)
    }
}
