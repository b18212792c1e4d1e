import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// People who move columns at the worst moment: after the tab was read, before rows arrive.
@Suite struct ColumnGuardTests {
    @Test(arguments: [ReportMapping.RowPolicy.status, .message])
    func `rows stand in their columns though people moved one`(
        _ rows: ReportMapping.RowPolicy
    ) async throws {
        let desk = try SheetDesk(rows: rows)
        try await desk.append([1])
        try await desk.catchUp()
        let error = try await write(2, on: desk) { try desk.moveStatusFirst() }
        #expect(error == nil)
        #expect(desk.rows().map(\.first) == ["delivered", "delivered"])
        let refused = desk.emulator.requests.filter { $0.status == 400 }
        #expect(refused.count == 1)
        #expect(SheetState(try desk.ledger.record().state).isDisplaced == false)
        try await desk.append([3])
        try await desk.catchUp()
        #expect(desk.rows().map(\.first) == ["delivered", "delivered", "delivered"])
    }

    @Test func `the last column that people delete in that moment is noticed`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        let last = desk.mapping.headers.count - 1
        let sheet = JSONValue.int(Int(try desk.number()))
        try desk.edit([
            ["appendDimension": ["sheetId": sheet, "dimension": "COLUMNS", "length": 1]]
        ])
        let error = try await write(2, on: desk) {
            try desk.edit([["deleteDimension": ["range": try desk.columns(last)]]])
        }
        #expect(error == nil)
        let next = await #expect(throws: SinkError.self) {
            try await desk.append([3])
            try await desk.catchUp()
        }
        #expect(next?.code == "sheets.moved_meanwhile")
    }

    @Test func `without guards what the reply tells is noticed`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        _ = try await write(2, on: desk, guarded: false) { try desk.moveStatusFirst() }
        try await desk.append([3])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.moved_meanwhile")
        #expect(desk.rows().count == 2)
        #expect(try await desk.sink(scale: 20).adopt(skips: false, desk.ledger) == 1)
        try await desk.catchUp()
        // Only the row of that moment stands in wrong columns.
        #expect(desk.rows().map(\.first) == ["delivered", "1772366402", "delivered"])
    }

    @Test func `a service that knows no guards gets batches without them`() async throws {
        let sink = try SheetDesk().sink(scale: 20)
        let grid = SheetsSink.Grid(
            sheet: 1,
            rows: 2,
            places: [0],
            guarded: ColumnGuard(columns: [.init(sheet: 1, index: 0, name: "to", metadata: 7)])
        )
        func refusal(_ request: Int) -> SheetsAnswer.Refusal {
            .init(status: 400, kind: "INVALID_ARGUMENT", message: "", reasons: [], request: request)
        }
        for round in 1...3 {
            #expect(sink.guards)
            sink.noteRefusedGuard(at: [0])
            #expect(sink.guards == (round < 3))
        }
        #expect(!grid.isOfGuard(refusal(0)))
        #expect(grid.isOfGuard(refusal(1)) && grid.isOfGuard(refusal(2)))
        #expect(!grid.isOfGuard(refusal(3)))
    }

    // The stall is shorter than the limit of a call in the sink's time, and long enough to act in.
    private func write(
        _ number: Int,
        on desk: SheetDesk,
        guarded: Bool = true,
        meanwhile: () throws -> Void
    ) async throws -> SinkError? {
        try await desk.append([number])
        let sink = desk.sink(scale: 20)
        sink.guards = guarded
        try await sink.open(desk.ledger)
        let batch = try desk.nextBatch()
        desk.emulator.script(.stall(milliseconds: 3000), on: "spreadsheets.batchUpdate")
        async let outcome = Self.written(sink, batch, desk)
        while desk.emulator.hasScript { try await Task.sleep(for: .milliseconds(10)) }
        try meanwhile()
        return await outcome
    }

    private static func written(
        _ sink: SheetsSink,
        _ batch: Batch,
        _ desk: SheetDesk
    ) async -> SinkError? {
        do throws(SinkError) {
            _ = try await sink.write(batch, desk.ledger)
            return nil
        } catch {
            return error
        }
    }
}
