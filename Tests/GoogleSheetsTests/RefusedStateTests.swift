import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// Rows that are kept current and that the service refuses in one of their states.
@Suite struct RefusedStateTests {
    @Test func `a refused state leaves its row as it was until the next one`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append((1...5).map { ($0, "sent") })
        try await desk.catchUp()
        desk.emulator.refuse(["read"])
        try await desk.append((1...5).map { ($0, $0 == 3 ? "read" : "delivered") })
        try await desk.catchUp()
        let states = ["delivered", "delivered", "sent", "delivered", "delivered"]
        #expect(desk.rows().map { $0[3] } == states)
        let problem = try #require(try desk.problems().first)
        #expect(try desk.problems().count == 1)
        #expect(problem.path == "report r, tab Log, the row of entry 8")
        #expect(problem.remedy.contains("this one is tried again when its content changes"))
        // It is not tried in every round.
        let before = desk.writes()
        try await desk.append([(1, "read")])
        desk.emulator.refuse(["+573001000003"])
        try await desk.catchUp()
        #expect(desk.writes() == before + 1)
        #expect(try desk.problems().count == 1)
        desk.emulator.refuse([])
        try await desk.append([(2, "read")])
        try await desk.catchUp()
        #expect(desk.rows()[2][3] == "sent")
        try await desk.append([(3, "played")])
        try await desk.catchUp()
        #expect(desk.rows()[2][3] == "played")
        #expect(try desk.problems().isEmpty)
        #expect(SheetState(try desk.ledger.record().state).refused.isEmpty)
    }

    @Test func `a row that was refused at first is added when its content changes`() async throws {
        let desk = try SheetDesk(rows: .message)
        desk.emulator.refuse(["+573001000007"])
        try await desk.append((1...20).map { ($0, "sent") })
        try await desk.catchUp()
        #expect(desk.rows().count == 19)
        #expect(try desk.problems().count == 1)
        try await desk.append([(8, "read")])
        desk.emulator.refuse([])
        try await desk.catchUp()
        #expect(desk.rows().count == 19)
        try await desk.append([(7, "delivered")])
        try await desk.catchUp()
        #expect(desk.rows().filter { $0[2] == "+573001000007" }.map { $0[3] } == ["delivered"])
        #expect(try desk.problems().isEmpty)
        // Who deletes it now does not want it.
        #expect(SheetState(try desk.ledger.record().state).refused.isEmpty)
    }

    @Test func `retried rows are brought up to date or added`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append((1...3).map { ($0, "sent") })
        try await desk.catchUp()
        desk.emulator.refuse(["read", "+573001000004"])
        try await desk.append([(2, "read"), (4, "sent"), (5, "sent")])
        try await desk.catchUp()
        #expect(desk.rows().count == 4)
        #expect(try desk.problems().count == 2)
        desk.emulator.refuse(["read"])
        #expect(try await desk.retryAll() == "1 written, 1 refused")
        #expect(try desk.problems().count == 1)
        desk.emulator.refuse([])
        #expect(try await desk.retryAll() == "1 written, 0 refused")
        #expect(desk.rows().map { $0[3] } == ["sent", "read", "sent", "sent", "sent"])
        #expect(try desk.problems().isEmpty)
    }

    @Test(arguments: 0..<17)
    func `a journal that fails at any step leaves each row and each problem once`(
        step: Int
    ) async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append((1...4).map { ($0, "sent") })
        try await desk.catchUp()
        desk.emulator.refuse(["read", "+573001000006"])
        try await desk.append([(1, "delivered"), (2, "read"), (5, "sent")])
        try await desk.append([(6, "sent"), (7, "sent")])
        let full = JournalError.diskFull(path: "journal.db", cause: "no space")
        let steps: [JournalError?] = Array(repeating: nil, count: step)
        desk.journal.failNext(steps + [full])
        await #expect(throws: SinkError.self) { try await desk.process(limit: 10) }
        try await desk.process(limit: 10)
        let states = ["delivered", "sent", "sent", "sent", "sent", "sent"]
        #expect(desk.rows().map { $0[3] } == states)
        let paths = try desk.problems().map(\.path)
        #expect(Set(paths) == Set([6, 8].map { "report r, tab Log, the row of entry \($0)" }))
        #expect(paths.count == 2)
    }

    @Test func `where many states are refused it is not the rows`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append((1...25).map { ($0, "sent") })
        try await desk.catchUp()
        desk.emulator.refuse(["read"])
        try await desk.append((1...25).map { ($0, "read") })
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.rows_refused")
        #expect(try desk.problems().count == 20)
        desk.emulator.refuse([])
        try await desk.catchUp()
        #expect(desk.rows().count { $0[3] == "read" } == 5)
        #expect(try await desk.retryAll() == "20 written, 0 refused")
        #expect(desk.rows().count { $0[3] == "read" } == 25)
        #expect(try desk.problems().isEmpty)
    }
}
