import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct ValuesTests {
    @Test func `an empty range has no values and its place is cut to the grid`() async throws {
        let session = try Session()
        let whole = try await session.call("GET", "/values/%27Sheet1%27")
        #expect(
            whole.text == """
                {
                  "range": "Sheet1!A1:Z1000",
                  "majorDimension": "ROWS"
                }

                """
        )
        let one = try await session.call("GET", "/values/Sheet1%21D4")
        #expect(one.json["range"]?.text == "Sheet1!D4")
        let beyond = try await session.call("GET", "/values/Sheet1!A1001:Z1002")
        #expect(
            beyond.message
                == "Range (Sheet1!A1001:Z1002) exceeds grid limits. Max rows: 1000, max columns: 26"
        )
        let none = try await session.call("GET", "/values/Nowhere!A1")
        #expect(none.message == "Unable to parse range: Nowhere!A1")
    }

    @Test func `empty ends are left out and empty cells between are empty texts`() async throws {
        let session = try Session()
        try await session.fill([["a", "", "c", ""], [], ["", "b"], ["", ""]])
        #expect(try await session.shown() == [["a", "", "c"], [], ["", "b"]])
        #expect(
            try await session.shown("Sheet1!A:C", "majorDimension=COLUMNS")
                == [["a"], ["", "", "b"], ["c"]]
        )
    }

    @Test func `a null skips a cell and an empty text empties it`() async throws {
        let session = try Session()
        try await session.fill([["a", "b", "c"]])
        let answer = try await session.call(
            "PUT",
            "/values/Sheet1!A1:C1?valueInputOption=RAW&includeValuesInResponse=true",
            ["values": [[.null, "", "z"]]]
        )
        #expect(answer.json["updatedCells"] == 2)
        #expect(answer.json["updatedData"]?["values"] == [["a", "", "z"]])
    }

    @Test func `a blank column splits a table in two, and the last one counts`() async throws {
        let session = try Session()
        let path = "/values/%27Sheet1%27:append?valueInputOption=RAW"
        let row: JSONValue = ["values": [["1", "", "3"]]]
        let first = try await session.call("POST", path, row)
        #expect(first.json["tableRange"] == nil)
        #expect(first.json["updates"]?["updatedRange"]?.text == "Sheet1!A1:C1")
        let second = try await session.call("POST", path, row)
        #expect(second.json["tableRange"]?.text == "Sheet1!C1")
        #expect(second.json["updates"]?["updatedRange"]?.text == "Sheet1!C2:E2")
        #expect(second.json["updates"]?["updatedCells"] == 3)
        let third = try await session.call(
            "POST",
            "/values/Sheet1!A1:append?valueInputOption=RAW",
            row
        )
        #expect(third.json["updates"]?["updatedRange"]?.text == "Sheet1!A2:C2")
    }

    @Test func `an append begins where Google's example says`() async throws {
        let session = try Session()
        try await session.fill([
            ["x", "y", "z"], ["x", "y", "z"], [], [.null, "x", "y", "z"], [.null, "", "x", "y"],
            [.null, "", "x", "y"],
        ])
        let places = [
            "Sheet1": "B7", "Sheet1!B4": "B7", "Sheet1!C5:D5": "B7", "Sheet1!B2:D4": "B7",
            "Sheet1!A3:G10": "B7", "Sheet1!A1": "A3", "Sheet1!E4": "E4",
        ]
        for (range, place) in places {
            let answer = try await session.call(
                "POST",
                "/values/\(range):append?valueInputOption=RAW",
                ["values": [[""]]]
            )
            #expect(
                answer.json["updates"]?["updatedRange"]?.text == "Sheet1!\(place)",
                "\(range)"
            )
        }
    }

    @Test func `INSERT_ROWS moves what stands below, OVERWRITE writes over it`() async throws {
        let session = try Session(rowCount: 4, columnCount: 2)
        try await session.fill([["a"], [], ["c"]])
        let path = "/values/Sheet1!A1:append?valueInputOption=RAW&insertDataOption="
        _ = try await session.call("POST", path + "INSERT_ROWS", ["values": [["b1"], ["b2"]]])
        #expect(try await session.shown() == [["a"], ["b1"], ["b2"], [], ["c"]])
        _ = try await session.call("POST", path + "OVERWRITE", ["values": [["d"], ["e"]]])
        #expect(try await session.shown() == [["a"], ["b1"], ["b2"], ["d"], ["e"]])
        let properties = try await session.get()["sheets"]?[0]?["properties"]
        #expect(properties?["gridProperties"]?["rowCount"] == 6)
    }

    static let typed: [(String, JSONValue, String)] = [
        ("12", 12, "12"), ("007", 7, "7"), ("1e5", 100_000, "100000"),
        ("+573001234567", 573_001_234_567, "573001234567"),
        ("2,000,000.01", .number(2_000_000.01), "2,000,000.01"), ("TRUE", true, "TRUE"),
        ("12%", .number(0.12), "12%"), ("2026-03-01", 46_082, "2026-03-01"),
        ("2026-03-01 12:00:00", .number(46_082.5), "2026-03-01 12:00:00"),
        ("'=1+1", "=1+1", "=1+1"), ("plain", "plain", "plain"), ("1,2", "1,2", "1,2"),
        ("=A1", "#ERROR!", "#ERROR!"), ("12:30", .number(0.5208333333333334), "12:30:00"),
    ]

    @Test(arguments: typed.indices)
    func `what is typed is read as at the screen`(_ index: Int) async throws {
        let session = try Session()
        let (text, value, shown) = Self.typed[index]
        _ = try await session.call(
            "PUT",
            "/values/Sheet1!B1?valueInputOption=USER_ENTERED",
            ["values": [[.string(text)]]]
        )
        let plain = try await session.shown("Sheet1!B1", "valueRenderOption=UNFORMATTED_VALUE")
        #expect(plain == [[value]])
        #expect(try await session.shown("Sheet1!B1") == [[.string(shown)]])
        _ = try await session.call(
            "PUT",
            "/values/Sheet1!C1?valueInputOption=RAW",
            ["values": [[.string(text)]]]
        )
        let raw = try await session.shown("Sheet1!C1", "valueRenderOption=UNFORMATTED_VALUE")
        #expect(raw == [[.string(text)]])
    }

    @Test func `dates are numbers with a format`() async throws {
        let session = try Session()
        _ = try await session.batch([
            "updateCells": [
                "start": ["sheetId": 0],
                "fields": "userEnteredValue,userEnteredFormat.numberFormat",
                "rows": [
                    [
                        "values": [
                            [
                                "userEnteredValue": ["numberValue": .number(46_082.52361111111)],
                                "userEnteredFormat": [
                                    "numberFormat": [
                                        "type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss",
                                    ]
                                ],
                            ]
                        ]
                    ]
                ],
            ]
        ])
        #expect(try await session.shown() == [["2026-03-01 12:34:00"]])
        let serial = try await session.shown(
            "Sheet1",
            "valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=SERIAL_NUMBER"
        )
        #expect(serial == [[.number(46_082.52361111111)]])
        let text = try await session.shown(
            "Sheet1",
            "valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=FORMATTED_STRING"
        )
        #expect(text == [["2026-03-01 12:34:00"]])
    }

    static let refusals: [(String, JSONValue, String)] = [
        ("Sheet1!A1", [:], "'valueInputOption' is required but not specified"),
        (
            "Sheet1!A1?valueInputOption=RAW", ["values": "X"],
            "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
        ),
        (
            "Sheet1!A1:B1?valueInputOption=RAW", ["values": [["a"], ["b"]]],
            "Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]"
        ),
        (
            "Sheet1!A1:B1?valueInputOption=RAW", ["values": [["a", "b", "c"]]],
            "Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]"
        ),
        (
            "Sheet1!A1?valueInputOption=ODD", ["values": []],
            "Invalid value at 'value_input_option' "
                + "(type.googleapis.com/google.apps.sheets.v4.ValueInputOption), \"ODD\""
        ),
    ]

    @Test(arguments: refusals.indices)
    func `values that cannot be written are refused`(_ index: Int) async throws {
        let (range, body, message) = Self.refusals[index]
        let answer = try await Session().call("PUT", "/values/\(range)", body)
        #expect(answer.status == 400)
        #expect(answer.message == message)
    }

    @Test func `several ranges are written together or not at all`() async throws {
        let session = try Session()
        let good: JSONValue = ["range": "Sheet1!A1:D1", "values": [["a", "b", "", "d"]]]
        let bad: JSONValue = ["range": "Nowhere!A1", "values": [["x"]]]
        let refused = try await session.call(
            "POST",
            "/values:batchUpdate",
            ["valueInputOption": "RAW", "data": [good, bad]]
        )
        #expect(refused.message == "Invalid data[1]: Unable to parse range: Nowhere!A1")
        #expect(try await session.shown() == [])
        let answer = try await session.call(
            "POST",
            "/values:batchUpdate",
            [
                "valueInputOption": "RAW",
                "data": [good, ["range": "Sheet1!A4:D4", "values": [["e", "f", "", "h"]]]],
            ]
        )
        #expect(answer.json["totalUpdatedRows"] == 2)
        #expect(answer.json["totalUpdatedColumns"] == 4)
        #expect(answer.json["totalUpdatedCells"] == 8)
        #expect(answer.json["totalUpdatedSheets"] == 1)
        let both = try await session.call(
            "GET",
            "/values:batchGet?ranges=Sheet1!A1&ranges=Sheet1!4:4"
        )
        let ranges = both.json["valueRanges"]?.elements.compactMap { $0["range"]?.text }
        #expect(ranges == ["Sheet1!A1", "Sheet1!A4:Z4"])
        let cleared = try await session.call(
            "POST",
            "/values:batchClear",
            ["ranges": ["Sheet1!A1:B1", "Sheet1!4:4"]]
        )
        #expect(cleared.json["clearedRanges"] == ["Sheet1!A1:B1", "Sheet1!A4:Z4"])
        #expect(try await session.shown() == [["", "", "", "d"]])
        let rest = try await session.call("POST", "/values/Sheet1:clear", [:])
        #expect(rest.json["clearedRange"]?.text == "Sheet1!A1:Z1000")
        #expect(try await session.shown() == [])
    }
}
