import HTTPTypes
import JSONTree
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// A mapping that gets other columns while its tab has rows.
@Suite struct ColumnChangeTests {
    private static let message = #"{ header: "Message", field: "message" }"#

    private static func headers(_ desk: SheetDesk) -> [String] {
        (desk.emulator.values(desk.spreadsheet, tab: "Log")?.first ?? []).map { cell in
            if case .text(let text) = cell { text } else { "" }
        }
    }

    @Test func `a new column goes to the right, and one that is gone is left alone`()
        async throws
    {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        // Somebody's own, which stays where it is.
        let start: JSONValue = [
            "sheetId": .int(Int(try desk.number())), "rowIndex": 0, "columnIndex": 5,
        ]
        try desk.edit([
            [
                "appendDimension": [
                    "sheetId": start["sheetId"]!, "dimension": "COLUMNS", "length": 1,
                ]
            ],
            [
                "updateCells": [
                    "start": start,
                    "rows": [["values": [["userEnteredValue": ["stringValue": "Mine"]]]]],
                    "fields": "userEnteredValue",
                ]
            ],
        ])
        // Without the description, with the message.
        desk.mapping = try SheetReport.mapping(columns: 4, more: [Self.message])
        let plan = try await desk.sink(scale: 20).plan(desk.ledger.record().state)
        #expect(plan.contains(#"The new column "Message" goes to the right of all others."#))
        #expect(plan.contains(#"The column "Description" stays and is no longer written."#))
        try await desk.append([(3, "sent")])
        try await desk.catchUp()
        #expect(
            Self.headers(desk)
                == ["Time", "From", "To", "Status", "Description", "Mine", "Message"]
        )
        let rows = desk.rows()
        #expect(rows.map { $0.count > 4 ? $0[4] : "" } == ["1", "2", ""])
        #expect(rows.map { $0.count > 6 ? $0[6] : "" } == ["", "", "m3"])
        #expect(rows[2][3] == rows[1][3])
        #expect(try desk.ledger.record().trouble == nil)
        // And back: it goes on where it stands.
        desk.mapping = try SheetReport.mapping()
        try await desk.append([(4, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk).last == "Message")
        #expect(desk.rows().map { $0[4] } == ["1", "2", "", "4"])
    }

    @Test func `a forgotten number is masked in a column that is no longer written`()
        async throws
    {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        let number = desk.rows()[0][2]
        desk.mapping = try SheetReport.mapping(columns: 2)
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(desk.rows().map { $0.count > 2 ? $0[2] : "" } == [number, ""])
        try desk.journal.forget(digits: String(number.dropFirst()))
        _ = try await desk.sink(scale: 20).erase(desk.ledger)
        #expect(desk.rows()[0][2] != number)
    }

    @Test func `a new column does not look like the one before it`() async throws {
        var desk = try SheetDesk(rows: .number)
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        // Somebody's boxes to tick, in the last column.
        let sheet = JSONValue.int(Int(try desk.number()))
        try desk.edit([
            ["appendDimension": ["sheetId": sheet, "dimension": "COLUMNS", "length": 1]],
            [
                "repeatCell": [
                    "range": ["sheetId": sheet, "startColumnIndex": 7, "endColumnIndex": 8],
                    "cell": [
                        "userEnteredFormat": ["numberFormat": ["type": "TEXT"]],
                        "dataValidation": ["condition": ["type": "BOOLEAN"]],
                    ], "fields": "userEnteredFormat.numberFormat,dataValidation",
                ]
            ],
        ])
        desk.mapping = try SheetReport.mapping(
            more: [#"{ header: "Times", field: "times" }"#],
            rows: .number
        )
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk).last == "Times")
        let query = "ranges=Log!I2:I2&includeGridData=true&fields=sheets.data.rowData"
        let path = "/v4/spreadsheets/\(desk.spreadsheet)?\(query)"
        let reply = desk.emulator.perform("GET", path)
        #expect(reply.status == 200)
        #expect(!String(decoding: reply.body, as: UTF8.self).contains("TEXT"))
        #expect(!String(decoding: reply.body, as: UTF8.self).contains("BOOLEAN"))
    }

    @Test func `rows that are kept current get it all`() async throws {
        var desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        desk.mapping = try SheetReport.mapping(more: [Self.message], rows: .message)
        try await desk.append([(3, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk).last == "Message")
        #expect(desk.rows().map(\.last) == ["m1", "m2", "m3"])
    }

    @Test(arguments: [true, false])
    func `it comes once, whatever becomes of the answers`(_ commits: Bool) async throws {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        desk.mapping = try SheetReport.mapping(more: [Self.message])
        desk.emulator.script(.internalError(commits: commits), times: 2)
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk) == ["Time", "From", "To", "Status", "Description", "Message"])
        #expect(desk.descriptions() == ["1", "2"])
        #expect(desk.rows().last?.last == "m2")
    }

    @Test(arguments: 0..<8)
    func `a journal that fails at any step leaves each row and column once`(
        _ step: Int
    ) async throws {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        desk.mapping = try SheetReport.mapping(more: [Self.message])
        let full = JournalError.diskFull(path: "journal", cause: "full")
        desk.journal.failNext(Array(repeating: nil, count: step) + [full])
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk).count { $0 == "Message" } == 1)
        #expect(desk.descriptions() == ["1", "2"])
    }
}
