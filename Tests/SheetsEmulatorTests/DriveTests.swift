import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct DriveTests {
    private static let type: JSONValue = "application/vnd.google-apps.spreadsheet"

    @Test func `a file is made, found, copied with its metadata, and deleted`() async throws {
        let session = try Session()
        let made = try await session.call(
            "POST",
            "/drive/v3/files?supportsAllDrives=True",
            [
                "name": "It's mine", "mimeType": Self.type,
                "appProperties": ["key": "value"],
            ]
        )
        let id = try #require(made.json["id"]?.text)
        #expect(
            made.json == [
                "kind": "drive#file", "id": .string(id), "name": "It's mine", "mimeType": Self.type,
            ]
        )
        let queries = [
            "name%20%3D%20'It%5C's%20mine'",
            "mimeType%3D%22application%2Fvnd.google-apps."
                + "spreadsheet%22%20and%20name%3D%22It's%20mine%22%20and%20trashed%3Dfalse",
            "appProperties%20has%20%7B%20key%3D'key'%20and%20value%3D'value'%20%7D",
        ]
        for query in queries {
            let list = try await session.call(
                "GET",
                "/drive/v3/files?q=\(query)&fields=files(id),nextPageToken"
            )
            #expect(list.json == ["files": [["id": .string(id)]]], "\(query): \(list.text)")
        }
        let odd = try await session.call("GET", "/drive/v3/files?q=sharedWithMe%20%3D%20true")
        #expect(odd.status == 400)
        #expect(odd.json["error"]?["errors"]?[0]?["reason"] == "invalid")

        _ = try await session.batch(.fence(77))
        let copy = try await session.call(
            "POST",
            "/drive/v3/files/\(session.id)/copy",
            ["name": "Copy"]
        )
        let copied = try #require(copy.json["id"]?.text)
        #expect(copied != session.id)
        #expect(session.emulator.metadata(copied).map { $0["metadataId"] } == [77])

        let deleted = try await session.call("DELETE", "/drive/v3/files/\(id)")
        #expect(deleted.status == 204)
        #expect(try await session.call("GET", "/drive/v3/files/\(id)").status == 404)
        let foreign = try await session.call("DELETE", "/drive/v3/files/\(session.id)")
        #expect(foreign.status == 403)
    }

    @Test func `people are let in and out`() async throws {
        let session = try Session()
        let path = "/drive/v3/files/\(session.id)/permissions"
        let guest = session.emulator.token(for: "guest@example.com")
        #expect(try await session.call("GET", "", token: guest).status == 403)
        let shared = try await session.call(
            "POST",
            path,
            ["type": "user", "role": "writer", "emailAddress": "guest@example.com"]
        )
        let id = try #require(shared.json["id"]?.text)
        #expect(try await session.call("GET", "", token: guest).status == 200)
        let list = try await session.call("GET", path)
        #expect(list.json["permissions"]?.elements.count == 3)
        #expect(try await session.call("DELETE", "\(path)/\(id)").status == 204)
        #expect(try await session.call("GET", "", token: guest).status == 403)
    }
}
