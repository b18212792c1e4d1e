import HTTPTypes

/// A folder on Drive in which spreadsheets are made; a shared drive is one too, at the top.
struct DriveFolder: Sendable {
    static let mimeType = "application/vnd.google-apps.folder"

    let id: String
    var name: String
    /// The shared drive that it belongs to; nil for a person's own.
    let drive: String?
    var parent: String?
    /// Each address's role; what is made in it begins with the same.
    var permissions: [String: String]
    /// The projects whose apps made it, which `drive.file` lets in.
    var apps: Set<String>

    /// Whether someone may make files in it.
    func takes(from context: CallContext) -> Bool {
        context.isTrusted
            || ["owner", "organizer", "fileOrganizer", "writer"]
                .contains(permissions[context.identity.email] ?? "")
    }

    /// Who may do what with a spreadsheet in it.
    var rolesOfFiles: [String: String] {
        permissions.mapValues { role in
            switch role {
            case "owner" where drive == nil: "owner"
            case "reader", "commenter": "reader"
            default: "writer"
            }
        }
    }

    func json(isWhole: Bool, _ context: CallContext) -> JSONValue {
        var file: JSONValue = [
            "kind": "drive#file", "id": .string(id), "name": .string(name),
            "mimeType": .string(Self.mimeType),
        ]
        guard isWhole else { return file }
        file.set("trashed", false)
        if let parent { file.set("parents", [.string(parent)]) }
        if let drive { file.set("driveId", .string(drive)) }
        file.set("capabilities", ["canAddChildren": .bool(takes(from: context))])
        return file
    }
}

/// Which drives a call may reach, as its parameters say.
///
/// Source: <https://developers.google.com/workspace/drive/api/guides/enable-shareddrives>
struct DriveReach: Sendable {
    /// Whether the client knows of shared drives; what lies in one is not there for others.
    let isWide: Bool
    private let lists: Bool
    private let drive: String?

    init(_ query: FormFields) throws(APIError) {
        func isTrue(_ name: String) -> Bool { query[name]?.lowercased() == "true" }
        isWide = isTrue("supportsAllDrives")
        lists = isTrue("includeItemsFromAllDrives")
        drive = query["driveId"]
        if lists, !isWide {
            throw .invalid(
                "The supportsAllDrives parameter must be set to true when "
                    + "includeItemsFromAllDrives is."
            )
        }
        guard (query["corpora"] == "drive") == (drive != nil) else {
            throw .invalid(
                "The driveId parameter must be specified if and only if corpora is set to drive."
            )
        }
        if drive != nil, !lists {
            throw .invalid(
                "The includeItemsFromAllDrives parameter must be set to true when driveId is "
                    + "specified or corpora contains drive or allDrives."
            )
        }
    }

    /// Whether a list has room for what lies in a drive, or (with nil) in nobody's.
    func lists(_ place: String?) -> Bool {
        if let drive { return place == drive }
        return place == nil || lists
    }
}

extension Books {
    /// Returns a folder that the caller sees.
    func folder(
        _ id: String,
        _ reach: DriveReach,
        _ context: CallContext
    ) throws(APIError) -> DriveFolder {
        guard let folder = folders[id] else { throw .fileNotFound(id) }
        if context.isTrusted { return folder }
        let isHidden =
            Operation.isFileOnly(context.identity.scopes)
            && !folder.apps.contains(context.identity.project)
        guard reach.isWide || folder.drive == nil, !isHidden,
            folder.permissions[context.identity.email] != nil
        else { throw .fileNotFound(id) }
        return folder
    }

    /// Returns the folder in which a file is to be made; nil for none in particular.
    func parent(
        _ body: JSONValue,
        _ reach: DriveReach,
        _ context: CallContext
    ) throws(APIError) -> DriveFolder? {
        let parents = body["parents"]?.elements.compactMap(\.text) ?? []
        guard parents.count < 2 else {
            throw .invalid("A file cannot have several parents.")
        }
        guard let id = parents.first, id != "root" else { return nil }
        let folder = try folder(id, reach, context)
        guard folder.takes(from: context) else { throw .parentForbidden }
        if folder.drive == nil, context.identity.email.hasSuffix(".gserviceaccount.com") {
            throw .noStorage
        }
        return folder
    }
}

extension APIError {
    static func fileNotFound(_ id: String) -> APIError {
        APIError(code: 404, status: "NOT_FOUND", message: "File not found: \(id).")
    }

    static let parentForbidden = APIError(
        code: 403,
        status: "PERMISSION_DENIED",
        message: "Insufficient permissions for the specified parent.",
        reason: "insufficientParentPermissions"
    )
    static let noStorage = APIError(
        code: 403,
        status: "PERMISSION_DENIED",
        message: "Service Accounts do not have storage quota. Leverage shared drives "
            + "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or "
            + "use OAuth delegation (http://support.google.com/a/answer/7281227) instead.",
        reason: "storageQuotaExceeded"
    )
}
