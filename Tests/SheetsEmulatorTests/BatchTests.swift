import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct BatchTests {
    @Test func `an id of metadata that is in use refuses the whole batch`() async throws {
        let session = try Session()
        let first = try await session.batch(.fence(7), .append(.row("one")))
        #expect(first.status == 200)
        #expect(first.replies.count == 2)
        #expect(first.replies[1] == .empty)
        #expect(
            first.replies[0]["createDeveloperMetadata"]?["developerMetadata"]?["metadataId"] == 7
        )
        let second = try await session.batch(.fence(7), .append(.row("two")))
        #expect(second.status == 400)
        #expect(
            second.message
                == "Invalid requests[0].createDeveloperMetadata: Cannot add developer metadata with "
                + "ID [7] because developer metadata with that ID already exists."
        )
        #expect(second.json["error"]?["status"] == "INVALID_ARGUMENT")
        #expect(session.emulator.values(session.id, tab: "Sheet1") == [[.text("one")]])
    }

    @Test func `a bad request takes the ones before it back`() async throws {
        let session = try Session()
        let answer = try await session.batch(
            .fence(1),
            .append(.row("a")),
            [
                "updateCells": [
                    "start": ["sheetId": 999_999], "fields": "*", "rows": [.row("b")],
                ]
            ]
        )
        #expect(answer.status == 400)
        #expect(answer.message == "Invalid requests[2].updateCells: No grid with id: 999999")
        #expect(session.emulator.values(session.id, tab: "Sheet1") == [])
        #expect(session.emulator.metadata(session.id).isEmpty)
    }

    @Test func `the same batch sent fifty times at once commits once`() async throws {
        let session = try Session()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { try await session.batch(.fence(3), .append(.row("x"))).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1)
        #expect(statuses.count { $0 == 400 } == 49)
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 1)
    }

    @Test func `appendCells goes below the last value of any column, and the grid grows`()
        async throws
    {
        let session = try Session(rowCount: 3, columnCount: 2)
        _ = try await session.call(
            "PUT",
            "/values/Sheet1!B2?valueInputOption=RAW",
            ["values": [["stray"]]]
        )
        let answer = try await session.batch(.append(.row("a"), .row("b")))
        #expect(answer.json["replies"] == [[:]])
        #expect(
            session.emulator.values(session.id, tab: "Sheet1") == [
                [], [nil, .text("stray")], [.text("a")], [.text("b")],
            ]
        )
        let sheet = try await session.get()["sheets"]?[0]
        #expect(sheet?["properties"]?["gridProperties"]?["rowCount"] == 4)
        let wide = try await session.batch(.append(.row("a", "b", "c")))
        #expect(wide.status == 400)
        #expect(wide.message.hasPrefix("Invalid requests[0].appendCells: "))
    }

    @Test func `formats alone do not move the place to append at`() async throws {
        let session = try Session()
        _ = try await session.batch([
            "repeatCell": [
                "range": ["sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1],
                "cell": ["userEnteredFormat": ["numberFormat": ["type": "TEXT"]]],
                "fields": "userEnteredFormat.numberFormat",
            ]
        ])
        _ = try await session.batch(.append(.row("a")))
        #expect(session.emulator.values(session.id, tab: "Sheet1") == [[.text("a")]])
        let data = try await session.get(
            "fields=sheets.data.rowData.values(userEnteredFormat)&ranges=A1"
        )
        let cell = data["sheets"]?[0]?["data"]?[0]?["rowData"]?[0]?["values"]?[0]
        #expect(cell?["userEnteredFormat"]?["numberFormat"]?["type"] == "TEXT")
    }

    @Test func `a mask of values keeps the format, a star resets it`() async throws {
        let session = try Session()
        let bold: JSONValue = ["userEnteredFormat": ["textFormat": ["bold": true]]]
        func write(_ cell: JSONValue, _ fields: String) async throws -> JSONValue? {
            _ = try await session.batch([
                "updateCells": [
                    "start": ["sheetId": 0], "fields": .string(fields),
                    "rows": [["values": [cell]]],
                ]
            ])
            let book = try await session.get("includeGridData=true")
            return book["sheets"]?[0]?["data"]?[0]?["rowData"]?[0]?["values"]?[0]
        }
        let value: JSONValue = ["userEnteredValue": ["stringValue": "=1+1"]]
        _ = try await write(bold, "userEnteredFormat")
        let kept = try await write(value, "userEnteredValue")
        #expect(kept?["userEnteredFormat"]?["textFormat"]?["bold"] == true)
        #expect(kept?["userEnteredValue"] == ["stringValue": "=1+1"])
        #expect(kept?["formattedValue"] == "=1+1")
        let reset = try await write(value, "*")
        #expect(reset?["userEnteredFormat"] == nil)
    }

    @Test func `a range that is not covered is cleared, and not written past`() async throws {
        let session = try Session()
        try await session.fill([["a", "b"], ["c", "d"]])
        func update(_ rows: JSONValue) async throws -> Session.Answer {
            try await session.batch([
                "updateCells": [
                    "range": [
                        "sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0,
                        "endColumnIndex": 2,
                    ], "fields": "userEnteredValue", "rows": rows,
                ]
            ])
        }
        #expect(try await update([.row("x")]).status == 200)
        #expect(session.emulator.values(session.id, tab: "Sheet1") == [[.text("x")]])
        let past = try await update([.row("1"), .row("2"), .row("3")])
        #expect(
            past.message
                == "Invalid requests[0].updateCells: Attempting to write row: 2, beyond the last "
                + "requested row of: 1"
        )
    }

    static let refusals: [(JSONValue, String)] = [
        (["requests": []], "Must specify at least one request."),
        (
            ["requests": [["x": [:]]]],
            "Invalid JSON payload received. Unknown name \"x\" at 'requests[0]': Cannot find field."
        ),
        (
            ["requests": [["addSlicer": [:]]]],
            "Invalid requests[0].addSlicer: This stand-in for Google Sheets does not model "
                + "addSlicer."
        ),
        (
            ["requests": [["updateCells": ["start": ["sheetId": 0], "rows": []]]]],
            "Invalid requests[0].updateCells: At least one field must be listed in 'fields'. "
                + "(Use '*' to indicate all fields.)"
        ),
        (
            ["requests": [["appendCells": ["sheetId": "x", "fields": "*"]]]],
            "Invalid value at 'requests[0].append_cells.sheet_id' (TYPE_INT32), \"x\""
        ),
        (
            [
                "requests": [
                    [
                        "updateSheetProperties": [
                            "properties": ["sheetId": 0, "hidden": true], "fields": "hidden",
                        ]
                    ]
                ]
            ],
            "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document."
        ),
        (
            ["requests": [["deleteSheet": ["sheetId": 5]]]],
            "Invalid requests[0].deleteSheet: No sheet with id: 5"
        ),
        (
            ["requests": [["addSheet": ["properties": ["title": "sheet1"]]]]],
            "Invalid requests[0].addSheet: A sheet with the name \"sheet1\" already exists. Please "
                + "enter another name."
        ),
        (
            [
                "requests": [
                    ["appendDimension": ["sheetId": 0, "dimension": "ROWS", "length": 400_000]]
                ]
            ],
            "Invalid requests[0].appendDimension: This action would increase the number of cells in "
                + "the workbook above the limit of 10000000 cells."
        ),
        (
            [
                "requests": [
                    ["appendDimension": ["sheetId": 0, "dimension": "COLUMNS", "length": 20_000]]
                ]
            ],
            "Invalid requests[0].appendDimension: This action would increase the number of cells in "
                + "the workbook above the limit of 10000000 cells."
        ),
        (
            ["requests": [.append(.row(String(repeating: "é", count: 50_001)))]],
            "Invalid requests[0].appendCells: Your input contains more than the maximum of 50000 "
                + "characters in a single cell."
        ),
        (
            ["requests": .array(Array(repeating: .append(), count: 100_001))],
            "Cannot exceed 100000 requests in a single batch."
        ),
    ]

    @Test(arguments: refusals.indices)
    func `what cannot be done is said in Google's words`(_ index: Int) async throws {
        let session = try Session()
        let (body, message) = Self.refusals[index]
        let answer = try await session.call("POST", ":batchUpdate", body)
        #expect(answer.status == 400)
        #expect(answer.message == message)
    }

    @Test func `a body of ten megabytes is too large, one just below is not`() async throws {
        let session = try Session()
        func send(_ size: Int) async throws -> Session.Answer {
            var fields = session.fields
            fields.append("Content-Type", "application/json")
            let start = Array("{\"requests\":[".utf8)
            let end = Array("]}".utf8)
            let padding = Array(repeating: UInt8(ascii: " "), count: size - start.count - end.count)
            return try await session.send(
                .init(
                    "POST",
                    "\(session.emulator.endpoint)/v4/spreadsheets/\(session.id):batchUpdate",
                    fields: fields,
                    body: start + padding + end
                )
            )
        }
        #expect(try await send(10_485_760).message == "Must specify at least one request.")
        let large = try await send(10_485_761)
        #expect(large.status == 400)
        #expect(large.message == "Request payload size exceeds the limit: 10485760 bytes.")
    }

    @Test func `a body is read before the spreadsheet is looked for`() async throws {
        let session = try Session()
        let wrong = try await session.call(
            "POST",
            "/v4/spreadsheets/none:batchUpdate",
            ["requests": [["x": [:]]]]
        )
        #expect(wrong.status == 400)
        let missing = try await session.call(
            "POST",
            "/v4/spreadsheets/none:batchUpdate",
            ["requests": [.append(.row("a"))]]
        )
        #expect(missing.status == 404)
        #expect(missing.message == "Requested entity was not found.")
    }

    @Test func `the spreadsheet comes with the answer where it is asked for`() async throws {
        let session = try Session()
        let answer = try await session.call(
            "POST",
            ":batchUpdate?fields=replies,updatedSpreadsheet(sheets(data(rowData(values(formattedValue)))))",
            [
                "requests": [.append(.row("h1", "h2"))], "includeSpreadsheetInResponse": true,
                "responseRanges": ["Sheet1!1:1"],
            ]
        )
        let values = answer.json["updatedSpreadsheet"]?["sheets"]?[0]?["data"]?[0]?["rowData"]?[0]
        #expect(values == ["values": [["formattedValue": "h1"], ["formattedValue": "h2"]]])
        #expect(answer.json["spreadsheetId"] == nil)
    }
}
