import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct MetadataTests {
    private func create(
        _ id: Int?,
        _ key: String = "k",
        _ value: String? = nil,
        location: JSONValue = ["sheetId": 0],
        visibility: String = "DOCUMENT"
    ) -> JSONValue {
        [
            "createDeveloperMetadata": [
                "developerMetadata": .fields(
                    ("metadataId", id.map { .int($0) }),
                    ("metadataKey", .string(key)),
                    ("metadataValue", value.map { .string($0) }),
                    ("location", location),
                    ("visibility", .string(visibility))
                )
            ]
        ]
    }

    private func column(_ index: Int) -> JSONValue {
        [
            "dimensionRange": [
                "sheetId": 0, "dimension": "COLUMNS", "startIndex": .int(index),
                "endIndex": .int(index + 1),
            ]
        ]
    }

    private func found(_ session: Session, _ lookup: JSONValue) async throws -> [Int] {
        let answer = try await session.call(
            "POST",
            "/developerMetadata:search",
            ["dataFilters": [["developerMetadataLookup": lookup]]]
        )
        #expect(answer.status == 200, "\(answer.text)")
        return (answer.json["matchedDeveloperMetadata"]?.elements ?? []).compactMap {
            $0["developerMetadata"]?["metadataId"]?.int
        }
    }

    @Test func `an entry is found by its id, and missed in Google's words`() async throws {
        let session = try Session()
        let made = try await session.batch(create(nil), create(8, "k", "v", location: column(1)))
        let assigned = made.replies[0]["createDeveloperMetadata"]?["developerMetadata"]
        #expect((assigned?["metadataId"]?.int ?? 0) > 0)
        let entry = try await session.call("GET", "/developerMetadata/8")
        #expect(
            entry.json == [
                "metadataId": 8, "metadataKey": "k", "metadataValue": "v",
                "location": [
                    "locationType": "COLUMN",
                    "dimensionRange": ["dimension": "COLUMNS", "startIndex": 1, "endIndex": 2],
                ], "visibility": "DOCUMENT",
            ]
        )
        let missing = try await session.call("GET", "/developerMetadata/9")
        #expect(missing.status == 404)
        #expect(missing.message == "No developer metadata with ID 9")
    }

    @Test func `what is looked up must fit in all that is given`() async throws {
        let session = try Session()
        _ = try await session.batch(
            create(1, "a", "x"),
            create(2, "a", "y", location: column(0)),
            create(3, "b", "x", location: column(2)),
            create(4, "a", location: ["spreadsheet": true]),
            create(5, "a", "x", location: column(0), visibility: "PROJECT")
        )
        #expect(try await found(session, ["metadataKey": "a"]) == [1, 2, 4, 5])
        #expect(try await found(session, ["metadataKey": "a", "metadataValue": "x"]) == [1, 5])
        #expect(try await found(session, ["metadataId": 3]) == [3])
        #expect(try await found(session, ["locationType": "COLUMN"]) == [2, 3, 5])
        #expect(try await found(session, ["visibility": "PROJECT"]) == [5])
        #expect(try await found(session, ["metadataLocation": ["sheetId": 0]]) == [1, 2, 3, 5])
        #expect(
            try await found(
                session,
                [
                    "metadataLocation": ["sheetId": 0],
                    "locationMatchingStrategy": "EXACT_LOCATION",
                ]
            ) == [1]
        )
        #expect(try await found(session, ["metadataLocation": column(2)]) == [1, 3])
        #expect(try await found(session, ["metadataKey": "none"]) == [])
        let other = session.emulator.token(for: Session.writer, project: "other")
        let hidden = try await session.call("GET", "/developerMetadata/5", token: other)
        #expect(hidden.status == 404)
        let taken = try await session.call(
            "POST",
            ":batchUpdate",
            ["requests": [create(5)]],
            token: other
        )
        #expect(taken.status == 400)
        let book = try await session.get()
        let ids = book["sheets"]?[0]?["developerMetadata"]?.elements.map { $0["metadataId"] }
        #expect(ids == [1])
        #expect(book["developerMetadata"]?[0]?["metadataId"] == 4)
    }

    @Test func `an update that matches nothing changes nothing and succeeds`() async throws {
        let session = try Session()
        _ = try await session.batch(create(1, "a", "x"))
        func update(_ id: Int) async throws -> Session.Answer {
            try await session.batch([
                "updateDeveloperMetadata": [
                    "dataFilters": [["developerMetadataLookup": ["metadataId": .int(id)]]],
                    "developerMetadata": ["metadataValue": "z"], "fields": "metadataValue",
                ]
            ])
        }
        let none = try await update(2)
        #expect(none.status == 200)
        #expect(none.replies == [["updateDeveloperMetadata": [:]]])
        let one = try await update(1)
        let updated = one.replies[0]["updateDeveloperMetadata"]?["developerMetadata"]?[0]
        #expect(updated?["metadataValue"] == "z")
        let deleted = try await session.batch([
            "deleteDeveloperMetadata": [
                "dataFilter": ["developerMetadataLookup": ["metadataId": 1]]
            ]
        ])
        let gone = deleted.replies[0]["deleteDeveloperMetadata"]?["deletedDeveloperMetadata"]
        #expect(gone?[0]?["metadataId"] == 1)
        #expect(try await session.batch(create(1)).status == 200)
    }

    @Test func `thirty thousand characters fit on a sheet, and as many on the rest`() async throws {
        let session = try Session()
        let text = String(repeating: "x", count: 29_999)
        #expect(try await session.batch(create(1, "k", text)).status == 200)
        let full = try await session.batch(create(2, "k"))
        #expect(
            full.message
                == "Invalid requests[0].createDeveloperMetadata: Adding the requested developer "
                + "metadata would exceed the allowed storage limit."
        )
        let other = try await session.batch(
            create(2, "k", text, location: ["spreadsheet": true])
        )
        #expect(other.status == 200)
        let column = try await session.batch(create(3, "k", location: column(0)))
        #expect(column.status == 400)
    }

    static let refusals: [JSONValue] = [
        ["metadataKey": "k", "visibility": "DOCUMENT"],
        ["metadataKey": "k", "location": ["sheetId": 0]],
        ["location": ["sheetId": 0], "visibility": "DOCUMENT"],
        ["metadataKey": "k", "location": ["sheetId": 4], "visibility": "DOCUMENT"],
        [
            "metadataKey": "k", "location": ["sheetId": 0, "locationType": "SHEET"],
            "visibility": "DOCUMENT",
        ],
        [
            "metadataKey": "k", "location": ["sheetId": 0, "spreadsheet": true],
            "visibility": "DOCUMENT",
        ],
        [
            "metadataId": 0, "metadataKey": "k", "location": ["sheetId": 0],
            "visibility": "DOCUMENT",
        ],
        [
            "metadataKey": "k", "visibility": "DOCUMENT",
            "location": [
                "dimensionRange": [
                    "sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2,
                ]
            ],
        ],
        ["metadataKey": "k", "location": ["sheetId": 0], "visibility": "SECRET"],
    ]

    @Test(arguments: refusals)
    func `an entry that cannot be is refused`(_ entry: JSONValue) async throws {
        let session = try Session()
        let answer = try await session.batch([
            "createDeveloperMetadata": ["developerMetadata": entry]
        ])
        #expect(answer.status == 400)
        #expect(session.emulator.metadata(session.id).isEmpty)
    }

    @Test func `values and spreadsheets are read by what metadata marks`() async throws {
        let session = try Session()
        try await session.fill([["h1", "h2"], ["a", "b"]])
        _ = try await session.batch(create(5, "c", location: column(1)))
        let filter: JSONValue = ["developerMetadataLookup": ["metadataId": 5]]
        let values = try await session.call(
            "POST",
            "/values:batchGetByDataFilter",
            ["dataFilters": [filter], "majorDimension": "COLUMNS"]
        )
        let first = values.json["valueRanges"]?[0]
        #expect(first?["valueRange"]?["values"] == [["h2", "b"]])
        #expect(first?["dataFilters"] == [filter])
        let book = try await session.call(
            "POST",
            ":getByDataFilter?fields=sheets.data.startColumn",
            ["dataFilters": [filter]]
        )
        #expect(book.json == ["sheets": [["data": [["startColumn": 1]]]]])
    }

    @Test func `what nobody knows may be taken for true either way`() async throws {
        for isOdd in [false, true] {
            let session = try Session { options in
                options.assumptions.refusesEmptyDeletions = isOdd
                options.assumptions.appendsBelowFormats = isOdd
                options.assumptions.copiesMetadataOfTabs = isOdd
            }
            let deletion = try await session.batch([
                "deleteDeveloperMetadata": [
                    "dataFilter": ["developerMetadataLookup": ["metadataId": 1]]
                ]
            ])
            #expect(deletion.status == (isOdd ? 400 : 200))
            _ = try await session.batch([
                "updateCells": [
                    "start": ["sheetId": 0, "rowIndex": 4], "fields": "note",
                    "rows": [["values": [["note": "n"]]]],
                ]
            ])
            _ = try await session.batch(create(3, location: column(1)), .append(.row("a")))
            #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == (isOdd ? 6 : 1))
            _ = try await session.batch(["duplicateSheet": ["sourceSheetId": 0]])
            let entries = session.emulator.metadata(session.id)
            #expect(entries.count == (isOdd ? 2 : 1))
            #expect(
                entries.allSatisfy { $0["location"]?["dimensionRange"]?["startIndex"] == 1 }
            )
        }
    }
}
