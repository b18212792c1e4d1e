import HTTPTypes
import SheetsEmulator
import Testing

@Suite struct ProtectionTests {
    private static let refusal =
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
        + "remove protection if you need to edit."

    /// Protects the first row from everyone but the person and, where given, another one.
    private func protect(_ session: Session, users: [String] = [], warns: Bool = false) {
        let row: JSONValue = ["sheetId": 0, "startRowIndex": 0, "endRowIndex": 1]
        let range: JSONValue =
            warns
            ? ["range": row, "warningOnly": true]
            : ["range": row, "editors": ["users": .array(users.map { .string($0) })]]
        let reply = session.emulator.perform(
            "POST",
            "/v4/spreadsheets/\(session.id):batchUpdate",
            ["requests": [["addProtectedRange": ["protectedRange": range]]]]
        )
        #expect(reply.status == 200)
    }

    @Test func `protected cells are refused to others, and nothing of their batch is done`()
        async throws
    {
        let session = try Session()
        _ = try await session.batch(.append(.row("head")))
        protect(session)
        let below = try await session.batch(.append(.row("a")))
        #expect(below.status == 200)
        let answer = try await session.batch(
            .append(.row("b")),
            [
                "updateCells": [
                    "start": ["sheetId": 0], "rows": [.row("other")], "fields": "userEnteredValue",
                ]
            ]
        )
        #expect(answer.status == 400)
        #expect(answer.message == "Invalid requests[1].updateCells: \(Self.refusal)")
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 2)
        let values = try await session.call(
            "PUT",
            "/values/A1?valueInputOption=RAW",
            ["values": [["other"]]]
        )
        #expect(values.status == 400)
        #expect(values.message == Self.refusal)
    }

    @Test func `rows that come before protected cells do them no harm, a deletion does`()
        async throws
    {
        let session = try Session()
        _ = try await session.batch(.append(.row("head")))
        protect(session)
        let insertion: JSONValue = [
            "insertDimension": [
                "range": ["sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1]
            ]
        ]
        #expect(try await session.batch(insertion).status == 200)
        let deletion: JSONValue = [
            "deleteDimension": [
                "range": ["sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2]
            ]
        ]
        #expect(try await session.batch(deletion).message.hasSuffix(Self.refusal))
    }

    @Test(arguments: [true, false])
    func `those who are named, and those who are only warned, may write`(warns: Bool) async throws {
        let session = try Session()
        protect(session, users: warns ? [] : [Session.writer], warns: warns)
        #expect(try await session.batch(.append(.row("a"))).status == 200)
    }

    @Test func `a table takes no values from appended rows, as was seen`() async throws {
        let session = try Session()
        _ = try await session.batch(.append(.row("head")), .append(.row("a")))
        let table: JSONValue = [
            "addTable": [
                "table": [
                    "tableId": "t", "name": "T",
                    "range": [
                        "sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0,
                        "endColumnIndex": 1,
                    ],
                ]
            ]
        ]
        let added = try await session.batch(table)
        #expect(added.replies[0]["addTable"]?["table"]?["name"] == "T")
        #expect(try await session.batch(table).message.contains("already exists"))
        let inside: JSONValue = [
            "appendCells": [
                "tableId": "t", "rows": [.row("b")], "fields": "userEnteredValue",
            ]
        ]
        #expect(try await session.batch(inside).status == 200)
        #expect(try await session.batch(.append(.row("c"))).status == 200)
        let values = session.emulator.values(session.id, tab: "Sheet1")
        #expect(values == [[.text("head")], [.text("a")], [.text("c")]])
        let book = try await session.call("GET", "")
        #expect(book.json["sheets"]?[0]?["tables"]?[0]?["range"]?["endRowIndex"] == 3)
    }
}
