import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// Rows that the service refuses, by a text in one of their cells.
@Suite struct RefusedRowTests {
    private static let faults: [(fault: SheetsFault, rate: Double)] =
        [true, false].flatMap { commits -> [(fault: SheetsFault, rate: Double)] in
            [
                (.internalError(commits: commits), 0.04), (.unavailable(commits: commits), 0.04),
                (.closed(commits: commits), 0.04),
            ]
        }

    @Test(arguments: [1, 2, 30, 64])
    func `a refused row is a problem, and all others are there once`(place: Int) async throws {
        let desk = try SheetDesk()
        try await desk.append(1..<place)
        try await desk.append([7777])
        try await desk.append(place..<65)
        desk.emulator.refuse(["7777"])
        try await desk.catchUp()
        #expect(desk.descriptions() == (1..<65).map(String.init))
        let problem = try #require(try desk.problems().first)
        #expect(try desk.problems().count == 1)
        #expect(problem.code == "sheets.row_refused")
        #expect(problem.path == "report r, tab Log, the row of entry \(place)")
        #expect(problem.finding.contains("A cell holds a value that is not allowed."))
        #expect(problem.remedy.contains("ticksheet problems retry, with this problem's number"))
        #expect(problem.source == "meta")
        #expect(try desk.ledger.record().checkpoint == 65)
        #expect(try desk.ledger.record().trouble == nil)
        // Halving: the tab, the whole, and two times the steps from 64 to 1.
        #expect(desk.writes() <= 17, "\(desk.writes()) writes")
        try await desk.append([8888])
        let before = desk.writes()
        try await desk.catchUp()
        #expect(desk.writes() == before + 1)
        #expect(desk.descriptions().last == "8888")
    }

    @Test func `refused rows that follow each other, or not, are each a problem`() async throws {
        let desk = try SheetDesk()
        let bad = [3, 4, 5, 20, 40, 41]
        try await desk.append((1...41).map { bad.contains($0) ? 7_000_000 + $0 : $0 })
        desk.emulator.refuse(["70000"])
        try await desk.catchUp()
        #expect(desk.descriptions() == (1...41).filter { !bad.contains($0) }.map(String.init))
        let paths = try desk.problems().map(\.path)
        #expect(paths == bad.map { "report r, tab Log, the row of entry \($0)" })
    }

    @Test(arguments: 0..<16)
    func `a journal that fails at any step leaves each row and each problem once`(
        step: Int
    ) async throws {
        let desk = try SheetDesk()
        try await desk.append([1, 2, 7777, 3])
        desk.emulator.refuse(["7777"])
        let full = JournalError.diskFull(path: "journal.db", cause: "no space")
        let steps: [JournalError?] = Array(repeating: nil, count: step)
        desk.journal.failNext(steps + [full])
        await #expect(throws: SinkError.self) { try await desk.process(limit: 10) }
        try await desk.process(limit: 10)
        #expect(desk.descriptions() == ["1", "2", "3"])
        #expect(try desk.problems().map(\.path) == ["report r, tab Log, the row of entry 3"])
    }

    @Test(arguments: 0..<4)
    func `whatever becomes of answers, each row and each problem is there once`(
        run: Int
    ) async throws {
        var random = SeededRandom("refused rows and lost answers, run \(run)")
        let desk = try SheetDesk(seed: random.next())
        try await desk.append([0])
        try await desk.catchUp()
        desk.emulator.refuse(["70000"])
        desk.emulator.setFaults(Self.faults)
        var written = ["0"]
        var refused: [String] = []
        for number in 1...40 {
            let isBad = Int.random(in: 0..<5, using: &random) == 0
            try await desk.append([isBad ? 7_000_000 + number : number])
            if isBad {
                refused.append("report r, tab Log, the row of entry \(number + 1)")
            } else {
                written.append(String(number))
            }
            // A sink of its own each time, as a process of its own has.
            if Int.random(in: 0..<2, using: &random) == 0 {
                let limit = Int.random(in: 1...9, using: &random)
                try await desk.catchUp(limit: limit, tries: 600)
            }
        }
        try await desk.catchUp(tries: 600)
        #expect(desk.descriptions() == written)
        #expect(try desk.problems().map(\.path) == refused)
    }

    @Test func `where many follow each other it is not the rows`() async throws {
        let desk = try SheetDesk()
        try await desk.append(1...3)
        try await desk.append(7_000_001...7_000_030)
        desk.emulator.refuse(["70000"])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.rows_refused")
        #expect(error?.disposition == .stop)
        #expect(error?.remedy.contains("ticksheet problems retry --all") == true)
        #expect(try desk.problems().count == 20)
        #expect(try desk.ledger.record().checkpoint == 23)
        await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(try desk.problems().count == 20)
        desk.emulator.refuse([])
        try await desk.catchUp()
        let last = (7_000_021...7_000_030).map(String.init)
        #expect(desk.descriptions() == ["1", "2", "3"] + last)
        let all = try await desk.retryAll()
        #expect(all == "20 written, 0 refused")
        #expect(desk.descriptions().suffix(20) == (7_000_001...7_000_020).map(String.init)[...])
        #expect(try desk.problems().isEmpty)
    }

    @Test func `a retried row is written below the others, once`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1, 7771, 2, 7772])
        desk.emulator.refuse(["777"])
        try await desk.catchUp()
        #expect(try await desk.retryAll() == "0 written, 2 refused")
        #expect(try desk.problems().count == 2)
        desk.emulator.refuse(["7772"])
        #expect(try await desk.retryAll() == "1 written, 1 refused")
        #expect(try desk.problems().map(\.path) == ["report r, tab Log, the row of entry 4"])
        try await desk.append([3])
        try await desk.catchUp()
        desk.emulator.refuse([])
        #expect(try await desk.retryAll() == "1 written, 0 refused")
        #expect(desk.descriptions() == ["1", "2", "7771", "3", "7772"])
        #expect(try desk.problems().isEmpty)
        #expect(try await desk.retryAll() == "0 written, 0 refused")
    }

    @Test(arguments: [true, false])
    func `a retry whose answer is lost leaves the row once`(commits: Bool) async throws {
        let desk = try SheetDesk()
        try await desk.append([1, 7777, 2])
        desk.emulator.refuse(["7777"])
        try await desk.catchUp()
        desk.emulator.refuse([])
        desk.emulator.script(.closed(commits: commits), on: "spreadsheets.batchUpdate")
        await #expect(throws: SinkError.self) { try await desk.retryAll() }
        try await desk.append([3])
        try await desk.catchUp()
        #expect(desk.descriptions().count { $0 == "7777" } == (commits ? 1 : 0))
        #expect(try desk.problems().isEmpty == commits)
        _ = try await desk.retryAll()
        #expect(desk.descriptions().sorted() == ["1", "2", "3", "7777"])
        #expect(try desk.problems().isEmpty)
    }

    @Test(arguments: [ReportMapping.RowPolicy.status, .message])
    func `a rebuild leaves a refused row out, and its problem stays`(
        rows: ReportMapping.RowPolicy
    ) async throws {
        let desk = try SheetDesk(rows: rows)
        try await desk.append((1...40).map { ($0, "sent") })
        desk.emulator.refuse(["+573001000011", "+573001000030"])
        try await desk.catchUp()
        #expect(desk.rows().count == 38)
        desk.emulator.refuse(["+573001000030"])
        let receipt = try await desk.sink().rebuild(desk.ledger)
        #expect(receipt.rows == 39)
        #expect(Set(desk.rows().map { $0[2] }).count == 39)
        #expect(try desk.problems().count == 1)
        #expect(try desk.problems().first?.path.hasSuffix("the row of entry 30") == true)
        desk.emulator.refuse([])
        #expect(try await desk.retryAll() == "1 written, 0 refused")
        try await desk.append([(41, "sent")])
        try await desk.catchUp()
        #expect(Set(desk.rows().map { $0[2] }).count == 41)
        #expect(desk.rows().count == 41)
    }
}

extension SheetDesk {
    /// The problems of rows, the oldest first.
    func problems() throws -> [StoredProblem] { try journal.problems(limit: 1000).reversed() }

    /// How many batches the sink sent.
    func writes() -> Int {
        emulator.requests.count { $0.method == "spreadsheets.batchUpdate" }
    }

    /// Opens and writes until all there is is written; any trouble is its end.
    func process(limit: Int) async throws(SinkError) {
        let sink = sink(scale: 20)
        try await sink.open(ledger)
        while true {
            let checkpoint = try ledger.record().checkpoint
            let entries = try ledger.entries(after: checkpoint, limit: limit)
            guard let batch = Batch(after: checkpoint, entries) else { return }
            _ = try await sink.write(batch, ledger)
        }
    }

    /// Tries all refused rows again, in a process of its own.
    func retryAll() async throws -> String {
        try journal.wantRows(of: try problems().map(\.number))
        let found = try await sink(scale: 20).retryRows(ledger)
        return "\(found.written) written, \(found.refused) refused"
    }
}
