import HTTPTypes
import JSONTree
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSheets

@Suite struct AppendingTests {
    private static let faults: [SheetsFault] =
        [
            .tooManyRequests, .stall(milliseconds: 900), .lateAnswer(milliseconds: 900),
            .slowBytes(perSecond: 20),
        ]
        + [true, false].flatMap { commits -> [SheetsFault] in
            [
                .aborted(commits: commits), .internalError(commits: commits),
                .unavailable(commits: commits), .badGateway(commits: commits),
                .closed(commits: commits),
            ]
        }

    @Test func `a tab is made and each event is a row of typed cells`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1, 2, 3])
        try await desk.catchUp()
        let values = try #require(desk.emulator.values(desk.spreadsheet, tab: "Log"))
        #expect(values[0] == ["Time", "From", "To", "Status", "Description"].map { .text($0) })
        let noon = Double(Sample.noon.seconds + 1) / 86_400 + 25_569
        #expect(
            values[1] == [
                .number(noon), .text("+573001112233"), .text("+573004445566"), .text("delivered"),
                .text("1"),
            ]
        )
        #expect(desk.descriptions() == ["1", "2", "3"])
        try await desk.append([4, 2])
        try await desk.catchUp()
        #expect(desk.descriptions() == ["1", "2", "3", "4"])
    }

    @Test(arguments: faults)
    func `a batch is there once, whatever becomes of its answer`(fault: SheetsFault) async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        for round in 0..<3 {
            try await desk.append([10 + round * 2, 11 + round * 2])
            desk.emulator.script(fault, on: "spreadsheets.batchUpdate", times: round + 1)
            try await desk.catchUp()
        }
        // What is still on its way may arrive yet.
        try await Task.sleep(for: .milliseconds(1000))
        #expect(desk.descriptions() == ["1", "10", "11", "12", "13", "14", "15"])
        #expect(desk.emulator.requests.contains { $0.fault == fault.word })
    }

    @Test(arguments: faults)
    func `the tab is made once, whatever becomes of the answer`(fault: SheetsFault) async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        desk.emulator.script(fault, on: "spreadsheets.batchUpdate", times: 2)
        try await desk.catchUp()
        try await Task.sleep(for: .milliseconds(1000))
        #expect(desk.descriptions() == ["1"])
        #expect(desk.emulator.values(desk.spreadsheet, tab: "Log")?.first?.count == 5)
    }

    @Test func `a process that died at any write goes on with each row once`() async throws {
        let desk = try SheetDesk()
        try await desk.append([0])
        try await desk.catchUp()
        for round in 1..<30 {
            try await desk.append([round])
            desk.emulator.script(.closed(commits: round % 2 == 0), on: "spreadsheets.batchUpdate")
            let sink = desk.sink(scale: 20)
            try await sink.open(desk.ledger)
            let batch = try desk.nextBatch()
            // The answer is lost, and the process with it.
            await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
            if round % 3 == 0 { try await desk.append([100 + round]) }
            try await desk.catchUp(limit: 1 + round % 3)
        }
        let expected = (0..<30).flatMap { $0 % 3 == 0 && $0 > 0 ? [$0, 100 + $0] : [$0] }
        #expect(desk.descriptions() == expected.map(String.init))
    }

    @Test(arguments: 0..<8)
    func `a journal that fails at any step leaves each row once`(step: Int) async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        let full = JournalError.diskFull(path: "journal.db", cause: "no space")
        for number in 2..<6 {
            try await desk.append([number])
            let steps: [JournalError?] = Array(repeating: nil, count: step)
            desk.journal.failNext(steps + [full, full])
            try await desk.catchUp()
        }
        #expect(desk.descriptions() == ["1", "2", "3", "4", "5"])
    }

    @Test func `large batches are cut, and markers are few`() async throws {
        let desk = try SheetDesk()
        try await desk.append(1...30_000)
        try await desk.catchUp(limit: 30_000)
        #expect(desk.descriptions() == (1...30_000).map(String.init))
        let writes = desk.emulator.requests.count { $0.method == "spreadsheets.batchUpdate" }
        #expect(writes <= 8, "\(writes) writes")
        // Rows that came to the full grid look as those before.
        let target = "/v4/spreadsheets/\(desk.spreadsheet)/values/Log!A30001"
        let shown = String(decoding: desk.emulator.perform("GET", target).body, as: UTF8.self)
        #expect(shown.contains("2026-03-01 20:20:00"))
    }

    @Test func `people rename, move, insert, hide and sort, and rows go on as before`() async throws
    {
        let desk = try SheetDesk()
        try await desk.append([1, 2])
        try await desk.catchUp()
        let deeds: [PeopleAction] = [
            .renameHeader, .moveColumn, .insertColumn, .hideColumn, .renameHeader, .moveColumn,
            .insertColumn, .sortRows, .filter, .insertRow,
        ]
        for (index, deed) in deeds.enumerated() {
            desk.emulator.act(deed, in: desk.spreadsheet, sheetId: try desk.number())
            try await desk.append([10 + index])
            try await desk.catchUp()
        }
        let rows = desk.rows()
        for number in [1, 2] + (10..<20) {
            let found = rows.filter { $0.contains(String(number)) }
            #expect(found.count == 1, "\(number)")
            #expect(found.first?.contains("+573004445566") == true)
            #expect(found.first?.contains("delivered") == true)
        }
    }

    @Test func `a renamed tab is the same tab`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        let number = try desk.number()
        desk.emulator.act(.renameTab, in: desk.spreadsheet, sheetId: number)
        try await desk.append([2])
        try await desk.catchUp()
        #expect(desk.emulator.values(desk.spreadsheet, tab: "Log") == nil)
        let title = try desk.titles().first { $0 != "Sheet1" }
        #expect(desk.descriptions(of: title) == ["1", "2"])
    }

    @Test(arguments: [
        (PeopleAction.deleteTab, "sheets.tab_deleted"),
        (.deleteColumn, "sheets.column_deleted"), (.clearMetadata, "sheets.rolled_back"),
    ])
    func `what cannot be mended stops it and says what to do`(
        deed: PeopleAction,
        code: String
    ) async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        desk.emulator.act(deed, in: desk.spreadsheet, sheetId: try desk.number())
        try await desk.append([2])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == code)
        #expect(error?.disposition == .stop)
        #expect(error?.remedy.contains("ticksheet rebuild --report r") == true)
    }

    @Test func `an older copy of the journal is noticed, and so is a copied file`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        let old = try desk.ledger.record()
        try await desk.append([2])
        try await desk.catchUp()
        try desk.journal.keep(old.state, of: SheetDesk.reader)
        let error = await #expect(throws: SinkError.self) {
            try await desk.sink(scale: 20).open(desk.ledger)
        }
        #expect(error?.code == "sheets.journal_older")
        #expect(desk.descriptions() == ["1", "2"])
    }

    @Test(arguments: [ReportMapping.RowPolicy.status, .message])
    func `a copy from before a rebuild is noticed, whatever was written since`(
        rows: ReportMapping.RowPolicy
    ) async throws {
        let desk = try SheetDesk(rows: rows)
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        let old = try desk.ledger.record()
        let receipt = try await desk.sink(scale: 20).rebuild(desk.ledger)
        try desk.journal.keep(old.state, of: SheetDesk.reader)
        try await desk.append([(2, "sent")])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.journal_older")
        #expect(desk.rows(of: receipt.kept ?? "").count == 1)
        #expect(desk.rows().count == 1)
        _ = try await desk.sink(scale: 20).rebuild(desk.ledger)
        #expect(desk.rows().count == 2)
    }
}

extension SheetDesk {
    /// The number of the tab that is written.
    func number() throws -> Int32 {
        Int32(try #require(SheetState(try ledger.record().state).sheet))
    }

    /// Changes the spreadsheet as a person does.
    func edit(_ requests: JSONValue) throws {
        let path = "/v4/spreadsheets/\(spreadsheet):batchUpdate"
        let reply = emulator.perform("POST", path, ["requests": requests])
        #expect(reply.status == 200)
    }

    /// Moves the fourth column to the left.
    func moveStatusFirst() throws {
        try edit([
            ["moveDimension": ["source": try columns(3), "destinationIndex": 0]]
        ])
    }

    /// A column of the tab that is written.
    func columns(_ index: Int) throws -> JSONValue {
        [
            "sheetId": .int(Int(try number())), "dimension": "COLUMNS",
            "startIndex": .int(index), "endIndex": .int(index + 1),
        ]
    }

    func titles() throws -> [String] { Array(try tabs().values) }
}
