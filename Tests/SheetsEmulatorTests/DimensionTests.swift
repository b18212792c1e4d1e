import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct DimensionTests {
    private func range(_ dimension: String, _ start: Int, _ end: Int) -> JSONValue {
        [
            "sheetId": 0, "dimension": .string(dimension), "startIndex": .int(start),
            "endIndex": .int(end),
        ]
    }

    private func column(_ id: Int, _ index: Int) -> JSONValue {
        [
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataId": .int(id), "metadataKey": "c", "visibility": "DOCUMENT",
                    "location": ["dimensionRange": range("COLUMNS", index, index + 1)],
                ]
            ]
        ]
    }

    /// Where each entry of metadata is.
    private func places(_ session: Session) -> [Int: Int] {
        var places: [Int: Int] = [:]
        for entry in session.emulator.metadata(session.id) {
            places[entry["metadataId"]?.int ?? 0] =
                entry["location"]?["dimensionRange"]?["startIndex"]?.int
        }
        return places
    }

    private func bound() async throws -> Session {
        let session = try Session(rowCount: 5, columnCount: 5)
        try await session.fill([["a", "b", "c", "d"], ["1", "2", "3", "4"]])
        _ = try await session.batch(
            column(10, 0),
            column(11, 1),
            column(12, 2),
            column(13, 3),
            [
                "updateDimensionProperties": [
                    "range": range("COLUMNS", 2, 3),
                    "properties": ["hiddenByUser": true, "pixelSize": 33],
                    "fields": "hiddenByUser,pixelSize",
                ]
            ]
        )
        return session
    }

    @Test func `metadata of columns goes where its column goes`() async throws {
        let session = try await bound()
        _ = try await session.batch([
            "moveDimension": ["source": range("COLUMNS", 0, 1), "destinationIndex": 3]
        ])
        #expect(try await session.shown() == [["b", "c", "a", "d"], ["2", "3", "1", "4"]])
        #expect(places(session) == [10: 2, 11: 0, 12: 1, 13: 3])
        _ = try await session.batch([
            "moveDimension": ["source": range("COLUMNS", 2, 4), "destinationIndex": 0]
        ])
        #expect(try await session.shown()[0] == ["a", "d", "b", "c"])
        #expect(places(session) == [10: 0, 11: 2, 12: 3, 13: 1])
        _ = try await session.batch(["insertDimension": ["range": range("COLUMNS", 1, 3)]])
        #expect(try await session.shown()[0] == ["a", "", "", "d", "b", "c"])
        #expect(places(session) == [10: 0, 11: 4, 12: 5, 13: 3])
        _ = try await session.batch(["deleteDimension": ["range": range("COLUMNS", 0, 4)]])
        #expect(try await session.shown()[0] == ["b", "c"])
        #expect(places(session) == [11: 0, 12: 1])
        let data = try await session.get("fields=sheets.data.columnMetadata")
        let hidden = data["sheets"]?[0]?["data"]?[0]?["columnMetadata"]?[1]
        #expect(hidden?["hiddenByUser"] == true)
        #expect(hidden?["pixelSize"] == 33)
    }

    @Test func `rows are inserted, moved and deleted, and their metadata with them`() async throws {
        let session = try Session(rowCount: 5, columnCount: 2)
        try await session.fill([["a"], ["b"], ["c"]])
        _ = try await session.batch([
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataId": 3, "metadataKey": "r", "visibility": "DOCUMENT",
                    "location": ["dimensionRange": range("ROWS", 2, 3)],
                ]
            ]
        ])
        _ = try await session.batch(["insertDimension": ["range": range("ROWS", 0, 2)]])
        #expect(try await session.shown() == [[], [], ["a"], ["b"], ["c"]])
        #expect(places(session) == [3: 4])
        _ = try await session.batch([
            "moveDimension": ["source": range("ROWS", 4, 5), "destinationIndex": 0]
        ])
        #expect(try await session.shown() == [["c"], [], [], ["a"], ["b"]])
        #expect(places(session) == [3: 0])
        _ = try await session.batch(["deleteDimension": ["range": range("ROWS", 0, 1)]])
        #expect(places(session).isEmpty)
        let shrunk = try await session.batch([
            "updateSheetProperties": [
                "properties": ["sheetId": 0, "gridProperties": ["rowCount": 3]],
                "fields": "gridProperties.rowCount",
            ]
        ])
        #expect(shrunk.status == 200)
        #expect(try await session.shown() == [[], [], ["a"]])
    }

    static let refusals: [(JSONValue, String)] = [
        (
            [
                "insertDimension": [
                    "range": ["sheetId": 0, "dimension": "ROWS", "startIndex": 5, "endIndex": 6]
                ]
            ],
            "range.startIndex[5] must be less than the grid size[5] if inheritFromBefore is false."
        ),
        (
            [
                "deleteDimension": [
                    "range": ["sheetId": 0, "dimension": "ROWS", "startIndex": 5, "endIndex": 6]
                ]
            ],
            "Cannot delete a row that doesn't exist. Tried to delete row index 5 but there are only "
                + "5 rows."
        ),
        (
            ["deleteDimension": ["range": ["sheetId": 0, "dimension": "COLUMNS"]]],
            "You can't delete all the columns on the sheet."
        ),
        (
            [
                "moveDimension": [
                    "source": ["sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 3],
                    "destinationIndex": 2,
                ]
            ], "destinationIndex[2] lies inside the source."
        ),
    ]

    @Test(arguments: refusals.indices)
    func `places that are not there are refused`(_ index: Int) async throws {
        let session = try Session(rowCount: 5, columnCount: 5)
        let (request, message) = Self.refusals[index]
        let answer = try await session.batch(request)
        #expect(answer.status == 400)
        #expect(answer.message.hasSuffix(": \(message)"), "\(answer.message)")
    }

    @Test func `columns are made as wide as their texts`() async throws {
        let session = try await bound()
        try await session.fill([["a much longer text than all the others here"]])
        _ = try await session.batch(["autoResizeDimensions": ["dimensions": range("COLUMNS", 0, 2)]]
        )
        let data = try await session.get("fields=sheets.data.columnMetadata.pixelSize")
        let widths = data["sheets"]?[0]?["data"]?[0]?["columnMetadata"]?.elements.map {
            $0["pixelSize"]?.int ?? 0
        }
        #expect((widths?[0] ?? 0) > 250)
        #expect(widths?[1] == 21)
    }
}
