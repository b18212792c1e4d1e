import JSONTree
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// Rows that a write hit since people had moved them while it was on its way.
@Suite struct OverwrittenRowTests {
    @Test func `a row of a journal that was lost does not show another message for good`()
        async throws
    {
        let lost = try SheetDesk(rows: .message)
        try await lost.append([(1, "sent"), (2, "read"), (3, "sent")])
        try await lost.catchUp()
        let desk = lost.withNewJournal()
        try await desk.append([(4, "sent")])
        #expect(try await desk.sink(scale: 20).adopt(skips: true, desk.ledger) == 1)
        try await desk.append([(5, "sent"), (6, "sent")])
        try await desk.catchUp()
        let before = desk.rows()
        #expect(before.map { $0[2].suffix(1) } == ["1", "2", "3", "5", "6"])
        // Sorted between reading and writing: 5 is written over 2, and 6 over 5.
        try desk.write(before[3], over: 1)
        try desk.write(before[4], over: 3)
        try await desk.append([(6, "delivered")])
        try await desk.catchUp()
        let rows = desk.rows()
        #expect(rows.map { $0[2].suffix(1) } == ["1", "", "3", "5", "6"])
        #expect(rows.map { $0[3] } == ["sent", "", "sent", "sent", "delivered"])
        // What it stands for stays.
        #expect(rows.map { $0[5] } == before.map { $0[5] })
        let problem = try #require(try desk.problems().first)
        #expect(try desk.problems().count == 1)
        #expect(problem.code == "sheets.row_overwritten")
        #expect(problem.path == "report r, tab Log, row 3")
        #expect(problem.remedy.contains("Version history"))
        let writes = desk.writes()
        try await desk.catchUp()
        #expect(desk.writes() == writes)
        // It is told until somebody puts it away.
        try desk.journal.wantRows(of: [problem.number])
        _ = try await desk.sink(scale: 20).retryRows(desk.ledger)
        #expect(try desk.problems().map(\.code) == ["sheets.row_overwritten"])
    }

    @Test func `a row of people's that was hit is emptied, and they are told`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let before = desk.rows()
        // One without a key, and one that they copied.
        try desk.write(before[0], over: 6, key: before[1][5])
        try desk.write(before[1], over: 5)
        try await desk.append([(1, "read")])
        try await desk.catchUp()
        let rows = desk.rows()
        #expect(rows.filter { $0.count > 3 && !$0[2].isEmpty }.map { $0[3] } == ["read", "sent"])
        #expect(
            try desk.problems().map(\.path) == [
                "report r, tab Log, row 8", "report r, tab Log, row 7",
            ]
        )
    }

    @Test func `one row that was written over two others is told twice`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let row = desk.rows()[0]
        for place in [5, 8] {
            try desk.write(row, over: place)
            try await desk.append([(2, "delivered"), (place, "sent")])
            try await desk.catchUp()
        }
        #expect(
            try desk.problems().map(\.path) == [
                "report r, tab Log, row 7", "report r, tab Log, row 10",
            ]
        )
    }

    @Test func `a write that did not take place is no problem`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let row = desk.rows()[0]
        let sink = desk.sink(scale: 20)
        try await desk.append([(2, "delivered")])
        for place in [5, 6, 7] {
            // Sorted meanwhile: it stands elsewhere each time.
            if place > 5 { try desk.write(row.map { _ in "" }, over: place - 1) }
            try desk.write(row, over: place)
            desk.emulator.script(.unavailable(commits: false), on: "spreadsheets.batchUpdate")
            await #expect(throws: SinkError.self) {
                _ = try await sink.write(desk.nextBatch(), desk.ledger)
            }
            #expect(try desk.problems().isEmpty)
        }
        try await desk.catchUp()
        #expect(try desk.problems().map(\.path) == ["report r, tab Log, row 9"])
    }

    @Test func `a rebuild does not put away what befell the tab that is kept`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        try desk.write(desk.rows()[0], over: 5)
        try await desk.append([(2, "delivered")])
        try await desk.catchUp()
        #expect(try desk.problems().count == 1)
        _ = try await desk.sink(scale: 20).rebuild(desk.ledger)
        #expect(try desk.problems().map(\.code) == ["sheets.row_overwritten"])
    }

    @Test func `a row of a message that is known is put right, and is no problem`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "read")])
        try await desk.catchUp()
        let before = desk.rows()
        try desk.write(before[0], over: 1)
        try await desk.append([(3, "sent")])
        try await desk.catchUp()
        #expect(Array(desk.rows().prefix(2)) == before)
        #expect(try desk.problems().isEmpty)
    }
}

extension SheetDesk {
    /// Writes the cells of a row over another one, but for its key; rows count from 0 below the header.
    fileprivate func write(_ row: [String], over place: Int, key: String? = nil) throws {
        var cells = row.map { Self.cell($0) }
        if cells.count > 5 {
            cells.remove(at: 5)
            let state = cells.removeLast()
            try put([state], place, 6)
        }
        try put(cells, place, 0)
        if let key { try put([Self.cell(key)], place, 5) }
    }

    private static func cell(_ text: String) -> JSONValue {
        ["userEnteredValue": ["stringValue": .string(text)]]
    }

    private func put(_ cells: [JSONValue], _ row: Int, _ column: Int) throws {
        let start: JSONValue = [
            "sheetId": .int(Int(try number())), "rowIndex": .int(row + 1),
            "columnIndex": .int(column),
        ]
        try edit([
            [
                "updateCells": [
                    "start": start, "rows": [["values": .array(cells)]],
                    "fields": "userEnteredValue",
                ]
            ]
        ])
    }
}
