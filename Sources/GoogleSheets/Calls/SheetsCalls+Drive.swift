import HTTPTypes
import JSONTree
import TicksheetCore

/// The calls of Google Drive by which spreadsheets are made in a folder.
extension SheetsCalls {
    /// A folder as Drive shows it.
    struct Folder {
        let name: String
        /// The shared drive that it belongs to; nil for a person's own.
        let drive: String?
        let mayAdd: Bool
    }

    private static let folderType = "application/vnd.google-apps.folder"
    private static let sheetType = "application/vnd.google-apps.spreadsheet"
    /// The key of the property by which a spreadsheet that was made is found again.
    private static let mark = "ticksheet"

    /// Looks at a folder.
    func folder(_ id: String) async throws(ServiceTrouble) -> Folder {
        let path =
            "/\(percentEncoded(id))?supportsAllDrives=true"
            + "&fields=name,mimeType,driveId,trashed,capabilities(canAddChildren)"
        let document: JSONDocument
        switch try await asked("GET", path) {
        case .done(let found): document = found
        case .denied(let refusal), .refused(let refusal):
            throw .folder(id, refusal, account: access.account)
        case let other: throw other.trouble(at: place)
        }
        func text(_ key: JSONKey) -> String? {
            document.member(document.root, key).map(document.text)
        }
        guard text("mimeType") == Self.folderType,
            document.member(document.root, "trashed").flatMap(document.bool) != true
        else { throw .noFolder(id, text("name") ?? "") }
        let mayAdd = document.member(document.root, "capabilities")
            .flatMap { document.member($0, "canAddChildren") }.flatMap(document.bool)
        return Folder(name: text("name") ?? "", drive: text("driveId"), mayAdd: mayAdd ?? true)
    }

    /// Finds the spreadsheet that bears a mark; the oldest where there are several.
    func spreadsheet(
        marked value: String,
        in folder: String,
        of drive: String?
    ) async throws(ServiceTrouble) -> String? {
        let wanted = percentEncoded(
            "appProperties has { key='\(Self.mark)' and value='\(value)' } and "
                + "'\(folder)' in parents and trashed = false"
        )
        let place = drive.map { "&corpora=drive&driveId=\(percentEncoded($0))" } ?? ""
        let path =
            "?q=\(wanted)&orderBy=createdTime&supportsAllDrives=true"
            + "&includeItemsFromAllDrives=true\(place)&fields=files(id),incompleteSearch"
        switch try await asked("GET", path) {
        case .done(let document):
            if let isPart = document.member(document.root, "incompleteSearch"),
                document.bool(isPart) == true
            {
                throw .unavailable(self.place, cause: "Drive has not searched all of its files")
            }
            guard let files = document.member(document.root, "files"),
                let first = document.element(files, 0)
            else { return nil }
            return document.member(first, "id").map(document.text)
        case .denied(let refusal), .refused(let refusal):
            throw .folder(folder, refusal, account: access.account)
        case let other: throw other.trouble(at: self.place)
        }
    }

    /// Asks for a spreadsheet that bears a mark; sent once.
    func makeSpreadsheet(
        _ title: String,
        marked value: String,
        in folder: String
    ) async throws(ServiceTrouble) -> SheetsAnswer {
        let body: RequestValue = [
            "name": .string(title), "mimeType": .string(Self.sheetType),
            "parents": [.string(folder)],
            "appProperties": .object([(Self.mark, .string(value))]),
        ]
        return try await driven("POST", "?supportsAllDrives=true&fields=id", body.bytes)
    }

    private func asked(
        _ method: String,
        _ path: String
    ) async throws(ServiceTrouble) -> SheetsAnswer {
        let answer = try await driven(method, path, [])
        guard case .unauthorized = answer else { return answer }
        return try await driven(method, path, [])
    }

    private func driven(
        _ method: String,
        _ path: String,
        _ body: [UInt8]
    ) async throws(ServiceTrouble) -> SheetsAnswer {
        let token = try await access.token()
        let root =
            place.endpoint == SheetPlace.google ? "https://www.googleapis.com" : place.endpoint
        let sent = await send(method, to: "\(root)/drive/v3/files\(path)", body, token)
        if case .unauthorized = sent.answer { await access.forget(token) }
        return sent.answer
    }
}

extension SheetsAnswer {
    /// Words what is neither a success nor a refusal.
    func trouble(at place: SheetPlace) -> ServiceTrouble {
        switch self {
        case .limited: .limited(place)
        case .unauthorized: .unauthorized(place)
        case .unreachable(let cause), .unknown(let cause): .unavailable(place, cause: cause)
        case .denied(let refusal), .refused(let refusal):
            .unavailable(place, cause: refusal.message)
        case .done: .unavailable(place, cause: "the answer is not what was asked for")
        }
    }
}
