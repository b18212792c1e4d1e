import HTTPTypes
import Testing

@testable import SheetsEmulator

@Suite(.timeLimit(.minutes(5))) struct RangeRequestTests {
    private func range(_ rows: Range<Int>, _ columns: Range<Int>) -> JSONValue {
        [
            "sheetId": 0, "startRowIndex": .int(rows.lowerBound),
            "endRowIndex": .int(rows.upperBound), "startColumnIndex": .int(columns.lowerBound),
            "endColumnIndex": .int(columns.upperBound),
        ]
    }

    @Test func `rows are sorted, empty cells last in either order`() async throws {
        let session = try Session()
        try await session.fill([["h", "x"], ["b", 2], ["", 3], ["a", 1], ["c", 10]])
        func sort(_ column: Int, _ order: JSONValue) async throws -> [[JSONValue]] {
            _ = try await session.batch([
                "sortRange": [
                    "range": range(1..<5, 0..<2),
                    "sortSpecs": [["dimensionIndex": .int(column), "sortOrder": order]],
                ]
            ])
            return try await session.shown()
        }
        #expect(
            try await sort(0, "ASCENDING")
                == [["h", "x"], ["a", "1"], ["b", "2"], ["c", "10"], ["", "3"]]
        )
        #expect(
            try await sort(0, "DESCENDING")
                == [["h", "x"], ["c", "10"], ["b", "2"], ["a", "1"], ["", "3"]]
        )
        #expect(
            try await sort(1, "ASCENDING")
                == [["h", "x"], ["a", "1"], ["b", "2"], ["", "3"], ["c", "10"]]
        )
    }

    @Test func `a text is replaced wherever it stands, and counted`() async throws {
        let session = try Session()
        try await session.fill([["+57300", "call +57300 or +57300"], ["57300", "x"]])
        func replace(_ more: JSONValue) async throws -> JSONValue? {
            var request: JSONValue = ["find": "+57300", "replacement": "***", "sheetId": 0]
            for member in more.members { request = .object(request.members + [member]) }
            return try await session.batch(["findReplace": request]).replies[0]["findReplace"]
        }
        #expect(
            try await replace(["matchEntireCell": true]) == [
                "valuesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 1,
            ]
        )
        #expect(try await replace(["matchCase": true])?["occurrencesChanged"] == 2)
        #expect(try await replace([:]) == [:])
        #expect(try await session.shown() == [["***", "call *** or ***"], ["57300", "x"]])
        let regex = try await session.batch([
            "findReplace": ["find": "x", "searchByRegex": true, "allSheets": true]
        ])
        #expect(regex.status == 400)
    }

    @Test func `ranges are copied and cut`() async throws {
        let session = try Session()
        try await session.fill([["a", "b"], ["c", "d"]])
        _ = try await session.batch(
            [
                "copyPaste": [
                    "source": range(0..<2, 0..<1), "destination": range(0..<4, 2..<4),
                    "pasteType": "PASTE_NORMAL",
                ]
            ],
            [
                "cutPaste": [
                    "source": range(0..<1, 0..<2),
                    "destination": ["sheetId": 0, "rowIndex": 4, "columnIndex": 0],
                    "pasteType": "PASTE_NORMAL",
                ]
            ]
        )
        #expect(
            try await session.shown() == [
                ["", "", "a", "a"], ["c", "d", "c", "c"], ["", "", "a", "a"], ["", "", "c", "c"],
                ["a", "b"],
            ]
        )
    }

    @Test func `filters, rules, protections and charts come, move and go`() async throws {
        let session = try Session()
        let added = try await session.batch(
            ["setBasicFilter": ["filter": ["range": range(0..<10, 0..<3)]]],
            [
                "addConditionalFormatRule": [
                    "index": 0,
                    "rule": [
                        "ranges": [range(1..<10, 2..<3)],
                        "booleanRule": [
                            "condition": ["type": "NOT_BLANK"],
                            "format": ["textFormat": ["bold": true]],
                        ],
                    ],
                ]
            ],
            [
                "addProtectedRange": [
                    "protectedRange": [
                        "range": range(0..<2, 0..<2), "description": .null, "warningOnly": false,
                        "requestingUserCanEdit": false, "editors": ["users": [], "groups": []],
                    ]
                ]
            ],
            [
                "addChart": [
                    "chart": [
                        "spec": ["title": "T"],
                        "position": [
                            "overlayPosition": ["anchorCell": ["sheetId": 0, "rowIndex": 1]]
                        ],
                    ]
                ]
            ],
            [
                "insertDimension": [
                    "range": [
                        "sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1,
                    ]
                ]
            ]
        )
        let protected = added.replies[2]["addProtectedRange"]?["protectedRange"]
        #expect(protected?["range"]?["startRowIndex"] == 0)
        #expect(protected?["range"]?["sheetId"] == nil)
        #expect(protected?["requestingUserCanEdit"] == true)
        #expect(protected?["editors"] == [:])
        let sheet = try await session.get()["sheets"]?[0]
        #expect(sheet?["basicFilter"]?["range"]?["startColumnIndex"] == 1)
        #expect(sheet?["conditionalFormats"]?[0]?["ranges"]?[0]?["startColumnIndex"] == 3)
        #expect(sheet?["protectedRanges"]?[0]?["range"]?["endColumnIndex"] == 3)
        let id = try #require(protected?["protectedRangeId"])
        let chart = try #require(added.replies[3]["addChart"]?["chart"]?["chartId"])
        let removed = try await session.batch(
            ["clearBasicFilter": ["sheetId": 0]],
            ["deleteConditionalFormatRule": ["sheetId": 0, "index": 0]],
            ["deleteProtectedRange": ["protectedRangeId": id]],
            ["deleteEmbeddedObject": ["objectId": chart]]
        )
        let rule = removed.replies[1]["deleteConditionalFormatRule"]?["rule"]
        #expect(rule?["booleanRule"]?["condition"]?["type"] == "NOT_BLANK")
        #expect(try await session.get()["sheets"]?[0]?.members.map(\.key) == ["properties"])
        let again = try await session.batch(["deleteProtectedRange": ["protectedRangeId": id]])
        #expect(again.status == 400)
    }

    @Test func `merged cells and names go where their cells go`() async throws {
        let session = try Session()
        try await session.fill([["a", "b"], ["c", "d"]])
        let added = try await session.batch(
            ["mergeCells": ["range": range(0..<2, 0..<2), "mergeType": "MERGE_ROWS"]],
            ["addNamedRange": ["namedRange": ["name": "Numbers", "range": range(0..<2, 1..<2)]]],
            ["insertDimension": ["range": ["dimension": "ROWS", "startIndex": 0, "endIndex": 1]]]
        )
        let id = try #require(
            added.replies[1]["addNamedRange"]?["namedRange"]?["namedRangeId"]
        )
        #expect(try await session.shown() == [[], ["a"], ["c"]])
        let merges = try await session.get()["sheets"]?[0]?["merges"]
        #expect(merges?[1] == GridRange(sheetId: 0, rows: (2, 3), columns: (0, 2)).json)
        try await session.fill([["", "x"], ["", "y"], ["", "z"]])
        #expect(try await session.shown("Numbers") == [["y"], ["z"]])
        let again = try await session.batch([
            "mergeCells": ["range": range(1..<2, 0..<2), "mergeType": "MERGE_ALL"]
        ])
        #expect(again.status == 400)
        _ = try await session.batch(
            ["unmergeCells": ["range": range(0..<3, 0..<2)]],
            [
                "updateNamedRange": [
                    "namedRange": ["namedRangeId": id, "name": "Others"], "fields": "name",
                ]
            ]
        )
        let book = try await session.get()
        #expect(book["sheets"]?[0]?["merges"] == nil)
        #expect(book["namedRanges"]?[0]?["name"] == "Others")
        _ = try await session.batch(["deleteNamedRange": ["namedRangeId": id]])
        #expect(try await session.get()["namedRanges"] == nil)
    }
}
