import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct SpreadsheetTests {
    @Test func `a new spreadsheet has one tab and what clients look for`() async throws {
        let session = try Session()
        let made = try await session.call(
            "POST",
            "/v4/spreadsheets",
            ["properties": ["title": "T"]]
        )
        #expect(made.status == 200)
        let id = try #require(made.json["spreadsheetId"]?.text)
        #expect(id.count == 44)
        let properties = made.json["properties"]
        #expect(properties?["title"] == "T")
        #expect(properties?["locale"] == "en_US")
        #expect(properties?["timeZone"] == "Etc/GMT")
        #expect(properties?["defaultFormat"]?["padding"]?["top"] == 2)
        #expect(
            made.json["sheets"] == [
                [
                    "properties": [
                        "sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID",
                        "gridProperties": ["rowCount": 1000, "columnCount": 26],
                    ]
                ]
            ]
        )
        #expect(
            made.json["spreadsheetUrl"]?.text == "https://docs.google.com/spreadsheets/d/\(id)/edit"
        )
        #expect(made.fields["content-type"] == "application/json; charset=UTF-8")
        #expect(made.fields["server"] == "ESF")
        #expect(made.text.hasPrefix("{\n  \"spreadsheetId\": \"1"))
        #expect(made.text.hasSuffix("}\n"))
    }

    @Test func `tabs come, change, are copied and go`() async throws {
        let session = try Session()
        let added = try await session.batch([
            "addSheet": [
                "properties": [
                    "title": "Log", "gridProperties": ["rowCount": 2, "columnCount": 3],
                ]
            ]
        ])
        let properties = added.replies[0]["addSheet"]?["properties"]
        #expect(properties?["index"] == 1)
        #expect(properties?["gridProperties"] == ["rowCount": 2, "columnCount": 3])
        let sheetId = try #require(properties?["sheetId"])
        let update = try await session.batch([
            "updateSheetProperties": [
                "properties": [
                    "sheetId": sheetId, "title": "Logs", "index": 0,
                    "gridProperties": ["frozenRowCount": 1],
                    "tabColorStyle": ["rgbColor": ["red": 1]],
                ], "fields": "title,index,gridProperties/frozenRowCount,tabColorStyle",
            ]
        ])
        #expect(update.replies == [[:]])
        let first = try await session.get("includeGridData=false")["sheets"]?[0]?["properties"]
        #expect(first?["title"] == "Logs")
        #expect(
            first?["gridProperties"] == ["rowCount": 2, "columnCount": 3, "frozenRowCount": 1]
        )
        #expect(first?["tabColorStyle"]?["rgbColor"]?["red"] == 1)
        let copy = try await session.batch([
            "duplicateSheet": ["sourceSheetId": sheetId, "insertSheetIndex": 1, "newSheetId": 77]
        ])
        #expect(copy.replies[0]["duplicateSheet"]?["properties"]?["title"] == "Copy of Logs")
        let deleted = try await session.batch(["deleteSheet": ["sheetId": sheetId]])
        #expect(deleted.status == 200)
        let gone = try await session.batch([
            "appendCells": ["sheetId": sheetId, "fields": "*", "rows": [.row("a")]]
        ])
        #expect(gone.message.hasPrefix("Invalid requests[0].appendCells: No grid with id: "))
        let titles = try await session.get("fields=sheets.properties.title")
        #expect(
            titles == [
                "sheets": [
                    ["properties": ["title": "Copy of Logs"]], ["properties": ["title": "Sheet1"]],
                ]
            ]
        )
    }

    @Test func `a tab is copied to another spreadsheet without its metadata`() async throws {
        let session = try Session()
        try await session.fill([["a"]])
        _ = try await session.batch(.fence(1))
        let made = try await session.call("POST", "/v4/spreadsheets", [:])
        let target = try #require(made.json["spreadsheetId"]?.text)
        let copied = try await session.call(
            "POST",
            "/sheets/0:copyTo",
            ["destinationSpreadsheetId": .string(target)]
        )
        #expect(copied.json["title"] == "Copy of Sheet1")
        #expect(session.emulator.values(target, tab: "Copy of Sheet1") == [[.text("a")]])
        #expect(session.emulator.metadata(target).isEmpty)
    }

    @Test func `masks choose what is shown`() async throws {
        let session = try Session()
        try await session.fill([["h", "i"], ["a", "b"]])
        _ = try await session.batch([
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataId": 5, "metadataKey": "c", "visibility": "DOCUMENT",
                    "location": [
                        "dimensionRange": [
                            "sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2,
                        ]
                    ],
                ]
            ]
        ])
        let layout = try await session.get(
            "ranges=Sheet1!A1:B1&fields=sheets(properties(sheetId),data(columnMetadata"
                + "(developerMetadata(metadataId),hiddenByUser),rowData/values/formattedValue))"
        )
        #expect(
            layout == [
                "sheets": [
                    [
                        "properties": ["sheetId": 0],
                        "data": [
                            [
                                "rowData": [
                                    ["values": [["formattedValue": "h"], ["formattedValue": "i"]]]
                                ],
                                "columnMetadata": [
                                    [:], ["developerMetadata": [["metadataId": 5]]],
                                ],
                            ]
                        ],
                    ]
                ]
            ]
        )
        let plain = try await session.get("ranges=Sheet1!A1:B1")
        #expect(plain["sheets"]?[0]?["data"] == nil)
        #expect(plain["sheets"]?[0]?["developerMetadata"] == nil)
        let wrong = try await session.call("GET", "?fields=a(b")
        #expect(wrong.status == 400)
    }

    @Test func `a wrong path is a page, a wrong verb too`() async throws {
        let session = try Session()
        for (method, path) in [
            ("GET", "/v4/spreadsheet/x"), ("DELETE", "/v4/spreadsheets/x"), ("PUT", ""),
            ("GET", "/v4/spreadsheets/x/values"),
        ] {
            let answer = try await session.call(method, path, method == "GET" ? nil : [:])
            #expect(answer.status == 404, "\(method) \(path)")
            #expect(answer.text.contains("<title>Error 404 (Not Found)!!1</title>"))
            #expect(answer.fields["content-type"]?.hasPrefix("text/html") == true)
        }
        let batch = try await session.call("POST", "/batch", [:])
        #expect(batch.status == 501)
        #expect(batch.json["error"]?["status"] == "UNIMPLEMENTED")
    }

    @Test func `the clock of the stand-in stands in the header`() async throws {
        let clock = TestClock(1_800_000_000)
        let session = try Session { $0.clock = clock.clock }
        clock.advance(10)
        let answer = try await session.call("GET", "", token: session.token)
        #expect(answer.fields.values(named: "date") == ["Fri, 15 Jan 2027 08:00:10 GMT"])
    }

    @Test func `a spreadsheet is made with the tabs that are asked for`() async throws {
        let session = try Session()
        let made = try await session.call(
            "POST",
            "/v4/spreadsheets",
            [
                "properties": ["title": "T", "locale": "es_ES", "timeZone": "America/Bogota"],
                "sheets": [
                    ["properties": ["title": "A", "sheetId": 9]],
                    ["properties": ["title": "B"]],
                ],
            ]
        )
        #expect(made.json["sheets"]?[0]?["properties"]?["sheetId"] == 9)
        #expect(made.json["sheets"]?[1]?["properties"]?["title"] == "B")
        #expect(made.json["properties"]?["locale"] == "es_ES")
    }
}
