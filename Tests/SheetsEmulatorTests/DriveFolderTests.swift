import HTTPTypes
import SheetsEmulator
import Testing

/// Folders and shared drives, as far as spreadsheets are made in them.
@Suite(.timeLimit(.minutes(5))) struct DriveFolderTests {
    private static let list = "supportsAllDrives=true&includeItemsFromAllDrives=true"

    private static func body(in folder: String) -> JSONValue {
        [
            "name": "Made", "mimeType": "application/vnd.google-apps.spreadsheet",
            "parents": [.string(folder)], "appProperties": ["ticket": "7"],
        ]
    }

    @Test func `a spreadsheet is made in a shared drive and found by its property`() async throws {
        let session = try Session()
        let folder = session.emulator.makeFolder(
            "Reports",
            sharedWith: [Session.writer: "writer"]
        )
        let path = "/drive/v3/files/\(folder)"
        #expect(try await session.call("GET", path).status == 404)
        let seen = try await session.call(
            "GET",
            path + "?supportsAllDrives=true&fields=name,driveId,capabilities(canAddChildren)"
        )
        let drive = try #require(seen.json["driveId"]?.text)
        #expect(seen.json["capabilities"]?["canAddChildren"] == true)

        let files = "/drive/v3/files"
        let blind = try await session.call("POST", files, Self.body(in: folder))
        #expect(blind.status == 404)
        #expect(blind.json["error"]?["message"] == .string("File not found: \(folder)."))
        let made = try await session.call(
            "POST",
            "\(files)?supportsAllDrives=true",
            Self.body(in: folder)
        )
        let id = try #require(made.json["id"]?.text)
        let query =
            "q=appProperties%20has%20%7Bkey%3D'ticket'%20and%20value%3D'7'%7D%20and%20'"
            + "\(folder)'%20in%20parents%20and%20trashed%3Dfalse&fields=files(id)"
        let found: JSONValue = ["files": [["id": .string(id)]]]
        for extra in ["&\(Self.list)", "&\(Self.list)&corpora=drive&driveId=\(drive)"] {
            let answer = try await session.call("GET", "\(files)?\(query)\(extra)")
            #expect(answer.json == found, "\(extra): \(answer.text)")
        }
        // What lies in a shared drive is not there for who does not ask for it.
        #expect(try await session.call("GET", "\(files)?\(query)").json == ["files": []])
        for wrong in [
            "&corpora=drive", "&includeItemsFromAllDrives=true",
            "&corpora=drive&driveId=\(drive)&supportsAllDrives=true",
        ] {
            let answer = try await session.call("GET", "\(files)?\(query)\(wrong)")
            #expect(answer.status == 400, "\(wrong)")
        }
        // The properties of an app are its own.
        let other = session.emulator.token(
            for: Session.writer,
            project: "another",
            scopes: ["drive"]
        )
        let hidden = try await session.call(
            "GET",
            "\(files)?\(query)&\(Self.list)",
            token: other
        )
        #expect(hidden.json == ["files": []])
        let opened = try await session.call("GET", "/v4/spreadsheets/\(id)")
        #expect(opened.status == 200)
    }

    @Test func `who may not add to a folder is refused in Drive's words`() async throws {
        let session = try Session()
        let files = "/drive/v3/files?supportsAllDrives=true"
        let shared = session.emulator.makeFolder("R", sharedWith: [Session.writer: "reader"])
        let refused = try await session.call("POST", files, Self.body(in: shared))
        #expect(refused.status == 403)
        let reason = refused.json["error"]?["errors"]?[0]?["reason"]
        #expect(reason == "insufficientParentPermissions")

        let robot = "robot@project.iam.gserviceaccount.com"
        let own = session.emulator.makeFolder("Own", sharedWith: [robot: "writer"], isShared: false)
        let token = session.emulator.token(for: robot, scopes: ["drive"])
        let full = try await session.call("POST", files, Self.body(in: own), token: token)
        #expect(full.status == 403)
        #expect(full.json["error"]?["errors"]?[0]?["reason"] == "storageQuotaExceeded")
        // People have room of their own.
        let person = session.emulator.makeFolder(
            "Person's",
            sharedWith: [Session.writer: "writer"],
            isShared: false
        )
        #expect(try await session.call("POST", files, Self.body(in: person)).status == 200)
    }

    @Test func `a lower limit of cells is that of each new spreadsheet`() async throws {
        let session = try Session(rowCount: 10, columnCount: 10) { $0.cellLimit = 120 }
        func add(_ rows: Int) async throws -> Int {
            try await session.batch([
                "appendDimension": [
                    "sheetId": 0, "dimension": "ROWS", "length": .int(rows),
                ]
            ]).status
        }
        #expect(try await add(3) == 400)
        #expect(try await add(2) == 200)
    }
}
