extension Spreadsheet {
    static let mimeType = "application/vnd.google-apps.spreadsheet"

    /// The spreadsheet as Drive shows it; in short, unless fields are asked for.
    func file(isWhole: Bool, identity: Identity) -> JSONValue {
        var file: JSONValue = [
            "kind": "drive#file", "id": .string(id), "name": .string(title),
            "mimeType": .string(Self.mimeType),
        ]
        guard isWhole else { return file }
        file.set("trashed", .bool(isTrashed))
        file.set("parents", [.string(parent ?? "root")])
        if let drive { file.set("driveId", .string(drive)) }
        file.set("createdTime", .string(SerialDate.rfc3339(milliseconds: createdAt)))
        file.set("modifiedTime", .string(SerialDate.rfc3339(milliseconds: createdAt)))
        file.set("webViewLink", .string("\(Self.url)\(id)/edit"))
        file.set("ownedByMe", .bool(permissions[identity.email] == "owner"))
        file.set("permissions", .array(permissionList))
        if !appProperties.isEmpty {
            let members = appProperties.sorted { $0.key < $1.key }
            file.set(
                "appProperties",
                .object(members.map { .init($0.key, .string($0.value)) })
            )
        }
        return file
    }

    var permissionList: [JSONValue] {
        permissions.sorted { $0.key < $1.key }.map { Self.permission($0.key, $0.value) }
    }

    static func permission(_ who: String, _ role: String) -> JSONValue {
        .fields(
            ("kind", "drive#permission"),
            ("id", .string(permissionId(who))),
            ("type", who == "anyone" ? "anyone" : "user"),
            ("emailAddress", who == "anyone" ? nil : .string(who)),
            ("role", .string(role))
        )
    }

    static func permissionId(_ who: String) -> String {
        if who == "anyone" { return "anyoneWithLink" }
        // FNV-1a: the same address has the same id everywhere.
        let hash = who.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return String(hash)
    }
}

/// Drive's errors carry `errors[]`, and no status.
struct DriveError {
    static func body(_ error: APIError, reason: String? = nil) -> JSONValue {
        let usual =
            switch error.code {
            case 400: "invalid"
            case 401: "authError"
            case 403: "insufficientFilePermissions"
            case 404: "notFound"
            case 429: "rateLimitExceeded"
            default: "backendError"
            }
        let reason = reason ?? error.reason ?? usual
        return [
            "error": [
                "errors": [
                    [
                        "domain": "global", "reason": .string(reason),
                        "message": .string(error.message),
                    ]
                ],
                "code": .int(error.code), "message": .string(error.message),
            ]
        ]
    }
}
