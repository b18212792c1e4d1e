extension Operation {
    /// The method's name in Google's reference, and the name of its call inside Google.
    private var names: (method: String, call: String) {
        switch self {
        case .create: ("spreadsheets.create", "CreateSpreadsheet")
        case .get: ("spreadsheets.get", "GetSpreadsheet")
        case .getByDataFilter:
            ("spreadsheets.getByDataFilter", "GetSpreadsheetByDataFilter")
        case .batchUpdate: ("spreadsheets.batchUpdate", "BatchUpdateSpreadsheet")
        case .valuesGet: ("spreadsheets.values.get", "GetValues")
        case .valuesBatchGet: ("spreadsheets.values.batchGet", "BatchGetValues")
        case .valuesBatchGetByDataFilter:
            ("spreadsheets.values.batchGetByDataFilter", "BatchGetValuesByDataFilter")
        case .valuesUpdate: ("spreadsheets.values.update", "UpdateValues")
        case .valuesAppend: ("spreadsheets.values.append", "AppendValues")
        case .valuesClear: ("spreadsheets.values.clear", "ClearValues")
        case .valuesBatchUpdate: ("spreadsheets.values.batchUpdate", "BatchUpdateValues")
        case .valuesBatchClear: ("spreadsheets.values.batchClear", "BatchClearValues")
        case .metadataGet:
            ("spreadsheets.developerMetadata.get", "GetDeveloperMetadata")
        case .metadataSearch:
            ("spreadsheets.developerMetadata.search", "SearchDeveloperMetadata")
        case .copyTo: ("spreadsheets.sheets.copyTo", "CopySheetToAnotherSpreadsheet")
        case .httpBatch: ("batch", "Batch")
        case .fileCreate: ("files.create", "CreateFile")
        case .fileList: ("files.list", "ListFiles")
        case .fileGet: ("files.get", "GetFile")
        case .fileUpdate: ("files.update", "UpdateFile")
        case .fileCopy: ("files.copy", "CopyFile")
        case .fileDelete: ("files.delete", "DeleteFile")
        case .permissionCreate: ("permissions.create", "CreatePermission")
        case .permissionList: ("permissions.list", "ListPermissions")
        case .permissionDelete: ("permissions.delete", "DeletePermission")
        case .driveCreate: ("drives.create", "CreateDrive")
        case .versionKeep: ("versions.keep", "KeepVersion")
        case .versionRestore: ("versions.restore", "RestoreVersion")
        }
    }

    var name: String { names.method }
    var call: String { names.call }

    /// Whether it belongs to Drive, which has its own quotas and errors.
    var isDrive: Bool {
        switch self {
        case .fileCreate, .fileList, .fileGet, .fileUpdate, .fileCopy, .fileDelete,
            .permissionCreate, .permissionList, .permissionDelete, .driveCreate:
            true
        default: false
        }
    }

    /// Whether it is none of Google's, and only the stand-in itself asks for it.
    var isInternal: Bool {
        switch self {
        case .versionKeep, .versionRestore: true
        default: false
        }
    }

    /// Whether it changes something.
    var isWrite: Bool {
        switch self {
        case .get, .getByDataFilter, .valuesGet, .valuesBatchGet, .valuesBatchGetByDataFilter,
            .metadataGet, .metadataSearch, .httpBatch, .fileList, .fileGet, .permissionList:
            false
        default: true
        }
    }

    private static let base = "https://www.googleapis.com/auth/"

    /// Whether one of these scopes lets it through.
    func isAllowed(by scopes: Set<String>) -> Bool {
        var needed = ["drive", "drive.file"]
        if !isDrive { needed.append("spreadsheets") }
        switch self {
        case .get, .valuesGet, .valuesBatchGet:
            needed += ["drive.readonly", "spreadsheets.readonly"]
        case .fileList, .fileGet, .permissionList: needed.append("drive.readonly")
        default: break
        }
        return needed.contains { scopes.contains(Self.base + $0) }
    }

    /// Whether these scopes show only what the app itself made or opened.
    static func isFileOnly(_ scopes: Set<String>) -> Bool {
        let wide = ["drive", "spreadsheets", "drive.readonly", "spreadsheets.readonly"]
        return scopes.contains(base + "drive.file")
            && !wide.contains { scopes.contains(base + $0) }
    }
}
