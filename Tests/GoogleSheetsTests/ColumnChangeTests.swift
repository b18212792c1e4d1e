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

    @Test func `cells go under other headers when those change places or names`() async throws {
        var desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let before = desk.rows()
        desk.mapping = try SheetReport.mapping(
            columns: 3,
            more: [
                #"{ header: "Description", field: "status" }"#,
                #"{ header: "Status", field: "description" }"#,
            ],
            rows: .message
        )
        try await desk.append([(3, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk).prefix(5) == ["Time", "From", "To", "Status", "Description"])
        #expect(desk.rows().prefix(2).map { $0[3] } == before.map { $0[4] })
        #expect(desk.rows().prefix(2).map { $0[4] } == before.map { $0[3] })
        desk.mapping = try SheetReport.mapping(
            columns: 4,
            more: [#"{ header: "Reason", field: "description" }"#],
            rows: .message
        )
        try await desk.append([(4, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk).last == "Reason")
        #expect(desk.rows().prefix(2).map(\.last) == before.map { $0[4] })
    }

    @Test func `a new column is seen, though the last one before is hidden`() async throws {
        var desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        #expect(try Self.hidden(desk) == [5, 6])
        desk.mapping = try SheetReport.mapping(more: [Self.message], rows: .message)
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(Self.headers(desk).last == "Message")
        #expect(try Self.hidden(desk) == [5, 6])
    }

    private static func hidden(_ desk: SheetDesk) throws -> [Int] {
        let query = "ranges=Log&fields=sheets.data.columnMetadata.hiddenByUser"
        let reply = desk.emulator.perform("GET", "/v4/spreadsheets/\(desk.spreadsheet)?\(query)")
        let document = try JSONDocument.parse(reply.body)
        var node: JSONDocument.Node? = document.root
        for key in ["sheets", "data"] as [JSONKey] {
            node = node.flatMap { document.member($0, key) }.flatMap { document.element($0, 0) }
        }
        let columns = try #require(node.flatMap { document.member($0, "columnMetadata") })
        return Array(document.elements(columns)).indices.filter { index in
            document.element(columns, index).flatMap { document.member($0, "hiddenByUser") } != nil
        }
    }

    @Test func `whoever sorts by the filter sorts a new column too`() async throws {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        // As an older tab has it, and with what somebody wants to see.
        let sheet = JSONValue.int(Int(try desk.number()))
        let range: JSONValue = [
            "sheetId": sheet, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": 5,
        ]
        let criteria: JSONValue = ["3": ["hiddenValues": ["failed"]]]
        try desk.edit([
            ["setBasicFilter": ["filter": ["range": range, "criteria": criteria]]]
        ])
        desk.mapping = try SheetReport.mapping(more: [Self.message])
        try await desk.append([(3, "sent")])
        try await desk.catchUp()
        let filter = try Self.filter(desk)
        #expect(filter.contains(#""endColumnIndex":6"#))
        #expect(filter.contains(#""hiddenValues":["failed"]"#))
    }

    private static func filter(_ desk: SheetDesk) throws -> String {
        let query = "fields=sheets.basicFilter&prettyPrint=false"
        let reply = desk.emulator.perform("GET", "/v4/spreadsheets/\(desk.spreadsheet)?\(query)")
        return String(decoding: reply.body, as: UTF8.self).filter { !$0.isWhitespace }
    }

    @Test func `times are shown as the mapping says now`() async throws {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        let more = [
            #"{ header: "Time", field: "time", format: "dd/MM/yyyy" }"#,
            #"{ header: "Description", field: "received" }"#,
        ]
        desk.mapping = try SheetReport.mapping(columns: 0, more: Array(more.prefix(1)))
        let plan = try await desk.sink(scale: 20).plan(desk.ledger.record().state)
        #expect(
            plan.contains(#"The times of the column "Time" are shown in the mapping's format."#)
        )
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(try Self.formats(desk, "A2:A3") == ["dd/mm/yyyy", "dd/mm/yyyy"])
        // One that was a text before it left the mapping, and comes back as a time.
        desk.mapping = try SheetReport.mapping(columns: 0, more: more)
        let state = try desk.ledger.record().state
        #expect(
            try await desk.sink(scale: 20).plan(state)
                .contains(#"The column "Description" is written again."#)
        )
        try await desk.append([(3, "sent")])
        try await desk.catchUp()
        #expect(try Self.formats(desk, "E4:E4") == ["yyyy-mm-dd hh:mm:ss"])
        #expect(Self.headers(desk) == ["Time", "From", "To", "Status", "Description"])
    }

    private static func formats(_ desk: SheetDesk, _ range: String) throws -> [String] {
        let query = "ranges=Log!\(range)&fields=sheets.data.rowData.values.userEnteredFormat"
        let reply = desk.emulator.perform("GET", "/v4/spreadsheets/\(desk.spreadsheet)?\(query)")
        let text = String(decoding: reply.body, as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\"")
            return parts.count > 3 && parts[1] == "pattern" ? String(parts[3]) : nil
        }
    }

    @Test func `rows that are kept current get it all though nothing came`() async throws {
        var desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        desk.mapping = try SheetReport.mapping(more: [Self.message], rows: .message)
        try await desk.catchUp()
        #expect(desk.rows().map(\.last) == ["m1", "m2"])
        let writes = desk.writes()
        try await desk.catchUp()
        #expect(desk.writes() == writes)
    }

    @Test func `rows that a filter left out before are told of until a rebuild`() async throws {
        var desk = try SheetDesk(rows: .message)
        desk.mapping = try SheetReport.mapping(rows: .message, where: #"{ status: "sent" }"#)
        try await desk.append([(1, "sent"), (2, "read")])
        try await desk.catchUp()
        #expect(desk.rows().count == 1)
        desk.mapping = try SheetReport.mapping(rows: .message)
        try await desk.append([(3, "sent")])
        try await desk.catchUp()
        func isStale() throws -> Bool {
            let state = try desk.ledger.record().state
            return SheetsSink.isStale(state, definition: desk.mapping.definition)
        }
        #expect(desk.rows().count == 2)
        #expect(try isStale())
        _ = try await desk.sink().rebuild(desk.ledger)
        #expect(desk.rows().count == 3)
        #expect(try !isStale())
    }

    @Test(arguments: [
        (ReportMapping.RowPolicy.status, ReportMapping.RowPolicy.message), (.message, .status),
        (.message, .number), (.number, .message),
    ])
    func `rows that stand for something else stop it`(
        _ before: ReportMapping.RowPolicy,
        _ after: ReportMapping.RowPolicy
    ) async throws {
        var desk = try SheetDesk(rows: before)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let rows = desk.rows()
        desk.mapping = try SheetReport.mapping(rows: after)
        try await desk.append([(1, "read"), (3, "sent")])
        let sink = desk.sink()
        let stop = await #expect(throws: SinkError.self) { try await sink.open(desk.ledger) }
        #expect(stop?.code == "sheets.rows_changed")
        #expect(stop?.disposition == .stop)
        #expect(desk.rows() == rows)
        // Before anything is written it is said too, and the way out works.
        let state = try desk.ledger.record().state
        let plan = await #expect(throws: SinkError.self) { _ = try await sink.plan(state) }
        #expect(plan?.code == "sheets.rows_changed")
        _ = try await desk.sink().rebuild(desk.ledger)
        #expect(desk.rows().count == (after == .status ? 4 : 3))
    }

    @Test(arguments: [
        (ReportMapping.RowPolicy.status, ReportMapping.RowPolicy.message), (.message, .status),
        (.message, .number),
    ])
    func `a number is erased from rows that stand for something else`(
        _ before: ReportMapping.RowPolicy,
        _ after: ReportMapping.RowPolicy
    ) async throws {
        var desk = try SheetDesk(rows: before)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let rows = desk.rows()
        desk.mapping = try SheetReport.mapping(more: [Self.message], rows: after)
        try await desk.sink().settle(desk.ledger)
        #expect(desk.rows() == rows)
        #expect(!Self.headers(desk).contains("Message"))
        try desk.journal.forget(digits: String(rows[0][2].dropFirst()))
        let receipt = try await desk.sink().erase(desk.ledger)
        #expect(receipt.places == 1)
        #expect(desk.rows()[0][2] != rows[0][2])
        #expect(desk.rows()[1] == rows[1])
        let sink = desk.sink()
        let stop = await #expect(throws: SinkError.self) { try await sink.open(desk.ledger) }
        #expect(stop?.code == "sheets.rows_changed")
    }

    @Test func `without room it stops, and people can erase all the same`() async throws {
        var desk = try SheetDesk(cells: 12_000)
        try await desk.append((1...1400).map { ($0, "sent") })
        try await desk.catchUp()
        let number = desk.rows()[0][2]
        desk.mapping = try SheetReport.mapping(
            more: (1...4).map { #"{ header: "Message \#($0)", field: "message" }"# }
        )
        try await desk.append([(2000, "sent")])
        let sink = desk.sink()
        let stop = await #expect(throws: SinkError.self) { try await sink.open(desk.ledger) }
        #expect(stop?.code == "sheets.no_room_for_columns")
        #expect(stop?.disposition == .stop)
        try await desk.sink().settle(desk.ledger)
        try desk.journal.forget(digits: String(number.dropFirst()))
        let receipt = try await desk.sink().erase(desk.ledger)
        #expect(receipt.places == 1)
        #expect(desk.rows()[0][2] != number)
    }

    @Test func `a column that people deleted may leave the mapping`() async throws {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        let sheet = JSONValue.int(Int(try desk.number()))
        try desk.edit([
            [
                "deleteDimension": [
                    "range": [
                        "sheetId": sheet, "dimension": "COLUMNS", "startIndex": 4, "endIndex": 5,
                    ]
                ]
            ]
        ])
        desk.mapping = try SheetReport.mapping(columns: 4)
        let plan = try await desk.sink().plan(desk.ledger.record().state)
        #expect(plan.contains(#"The column "Description" stays and is no longer written."#))
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(desk.rows().count == 2)
    }

    @Test func `an older journal gives a tab no columns`() async throws {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        let old = try desk.ledger.record().state
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        try desk.ledger.keep(old)
        desk.mapping = try SheetReport.mapping(more: [Self.message])
        let sink = desk.sink()
        let stop = await #expect(throws: SinkError.self) { try await sink.open(desk.ledger) }
        #expect(stop?.code == "sheets.journal_older")
        #expect(!Self.headers(desk).contains("Message"))
    }

    @Test func `rows from before are told of until a rebuild`() async throws {
        var desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        desk.mapping = try SheetReport.mapping(more: [Self.message])
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        func isStale() throws -> Bool {
            let state = try desk.ledger.record().state
            return SheetsSink.isStale(state, definition: desk.mapping.definition)
        }
        #expect(try isStale())
        _ = try await desk.sink().rebuild(desk.ledger)
        #expect(try !isStale())
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
