import HTTPTypes

/// A method of the APIs, with what stands in its path.
enum Operation: Sendable, Equatable {
    case create
    case get(String)
    case getByDataFilter(String)
    case batchUpdate(String)
    case valuesGet(String, String)
    case valuesBatchGet(String)
    case valuesBatchGetByDataFilter(String)
    case valuesUpdate(String, String)
    case valuesAppend(String, String)
    case valuesClear(String, String)
    case valuesBatchUpdate(String)
    case valuesBatchClear(String)
    case metadataGet(String, Int32)
    case metadataSearch(String)
    case copyTo(String, Int32)
    case httpBatch
    case fileCreate
    case fileList
    case fileGet(String)
    case fileUpdate(String)
    case fileCopy(String)
    case fileDelete(String)
    case permissionCreate(String)
    case permissionList(String)
    case permissionDelete(String, String)
    case driveCreate
    case versionKeep(String)
    case versionRestore(String, Int)

    /// Reads method and path; nil where there is no such method.
    init?(_ method: String, path: Substring) {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard segments.count > 1 else { return nil }
        segments.removeFirst()
        var verb = ""
        // The colon before a custom verb is never escaped; one inside a range may or may not be.
        if let last = segments.last, let colon = last.lastIndex(of: ":") {
            let word = String(last[last.index(after: colon)...])
            if Self.verbs.contains(word) {
                verb = word
                segments[segments.count - 1] = String(last[..<colon])
            }
        }
        segments = segments.map { segment in
            // A plus in a path is a plus.
            FormFields.decoded(
                segment.utf8.flatMap { $0 == UInt8(ascii: "+") ? Array("%2B".utf8) : [$0] }
            )
        }
        if segments.starts(with: ["v4", "spreadsheets"]) {
            self.init(sheets: method, Array(segments.dropFirst(2)), verb)
        } else if segments.starts(with: ["drive", "v3", "files"]), verb.isEmpty {
            self.init(files: method, Array(segments.dropFirst(3)))
        } else if segments == ["drive", "v3", "drives"], method == "POST" {
            self = .driveCreate
        } else if segments.starts(with: ["emulator", "versions"]), method == "POST" {
            switch segments.count {
            case 3: self = .versionKeep(segments[2])
            case 4:
                guard let number = Int(segments[3]) else { return nil }
                self = .versionRestore(segments[2], number)
            default: return nil
            }
        } else if segments == ["batch"], method == "POST" {
            self = .httpBatch
        } else {
            return nil
        }
    }

    private static let verbs: Set = [
        "batchUpdate", "getByDataFilter", "append", "clear", "batchGet", "batchClear",
        "batchGetByDataFilter", "search", "copyTo",
    ]

    private init?(sheets method: String, _ path: [String], _ verb: String) {
        switch (method, path.count, verb) {
        case ("POST", 0, ""): self = .create
        case ("GET", 1, ""): self = .get(path[0])
        case ("POST", 1, "batchUpdate"): self = .batchUpdate(path[0])
        case ("POST", 1, "getByDataFilter"): self = .getByDataFilter(path[0])
        case ("GET", 2, "batchGet") where path[1] == "values": self = .valuesBatchGet(path[0])
        case ("POST", 2, "batchUpdate") where path[1] == "values":
            self = .valuesBatchUpdate(path[0])
        case ("POST", 2, "batchClear") where path[1] == "values":
            self = .valuesBatchClear(path[0])
        case ("POST", 2, "batchGetByDataFilter") where path[1] == "values":
            self = .valuesBatchGetByDataFilter(path[0])
        case ("POST", 2, "search") where path[1] == "developerMetadata":
            self = .metadataSearch(path[0])
        case ("GET", 3, "") where path[1] == "values": self = .valuesGet(path[0], path[2])
        case ("PUT", 3, "") where path[1] == "values": self = .valuesUpdate(path[0], path[2])
        case ("POST", 3, "append") where path[1] == "values":
            self = .valuesAppend(path[0], path[2])
        case ("POST", 3, "clear") where path[1] == "values": self = .valuesClear(path[0], path[2])
        case ("GET", 3, "") where path[1] == "developerMetadata":
            guard let id = Int32(path[2]) else { return nil }
            self = .metadataGet(path[0], id)
        case ("POST", 3, "copyTo") where path[1] == "sheets":
            guard let id = Int32(path[2]) else { return nil }
            self = .copyTo(path[0], id)
        default: return nil
        }
    }

    private init?(files method: String, _ path: [String]) {
        switch (method, path.count) {
        case ("POST", 0): self = .fileCreate
        case ("GET", 0): self = .fileList
        case ("GET", 1): self = .fileGet(path[0])
        case ("PATCH", 1): self = .fileUpdate(path[0])
        case ("DELETE", 1): self = .fileDelete(path[0])
        case ("POST", 2) where path[1] == "copy": self = .fileCopy(path[0])
        case ("POST", 2) where path[1] == "permissions": self = .permissionCreate(path[0])
        case ("GET", 2) where path[1] == "permissions": self = .permissionList(path[0])
        case ("DELETE", 3) where path[1] == "permissions":
            self = .permissionDelete(path[0], path[2])
        default: return nil
        }
    }
}
