import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct RebuildProgressTests {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()

    @Test(arguments: ["status", "message", "number"])
    func `a file that is written anew tells how many entries it has gone through`(
        _ rows: String
    ) async throws {
        var report = MessageReport(path: folder.file("report.ods"), journal: journal)
        report.rows = rows
        for number in 1...1100 {
            try await report.append((number % 600, number < 600 ? "sent" : "read"))
        }
        let told = Shared<[Int]>([])
        let ledger = report.ledger.telling { more in told.change { $0.append(more) } }
        _ = try await report.sink().rebuild(ledger)
        #expect(told.value.reduce(0, +) == 1100)
        #expect(told.value.count > 1)
    }

    @Test func `an appended file that is written anew tells it too`() async throws {
        let report = CSVReport(path: folder.file("report.csv"), journal: journal)
        try await report.append(0..<1100)
        let told = Shared(0)
        let ledger = report.ledger.telling { more in told.change { $0 += more } }
        _ = try await report.sink().rebuild(ledger)
        #expect(told.value == 1100)
    }
}
