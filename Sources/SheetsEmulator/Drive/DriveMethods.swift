import HTTPTypes

/// The methods of `files` and `permissions`, as far as clients for spreadsheets use them.
enum DriveMethods {
    static func work(
        _ operation: Operation,
        _ query: FormFields,
        _ bytes: [UInt8]
    ) throws(APIError) -> PreparedCall.Work {
        let isWhole = query["fields"] != nil
        let body = try RequestBody(bytes).json
        let reach = try DriveReach(query)
        switch operation {
        case .driveCreate: return FolderMethods.drive(body)
        case .fileCreate:
            let type = body["mimeType"]?.text ?? ""
            if type == DriveFolder.mimeType { return FolderMethods.folder(body, reach, isWhole) }
            guard type == Spreadsheet.mimeType else {
                throw .invalid(
                    "This stand-in for Drive makes spreadsheets and folders only, not \(type)."
                )
            }
            return { books, context throws(APIError) in
                let parent = try books.parent(body, reach, context)
                let title = body["name"]?.text ?? "Untitled"
                var book = Spreadsheet(
                    id: Books.newId(&context),
                    properties: SheetDefaults.properties(
                        title: title,
                        locale: "en_US",
                        timeZone: "Etc/GMT"
                    ),
                    sheets: [Sheet(id: 0, title: "Sheet1")],
                    createdAt: context.now,
                    cellLimit: books.cellLimit
                )
                take(body, &book, &books, context, in: parent)
                return book.file(isWhole: isWhole, identity: context.identity)
            }
        case .fileCopy(let id):
            return { books, context throws(APIError) in
                let parent = try books.parent(body, reach, context)
                let source = try books.book(id, writing: false, context)
                // Developer metadata stays as it is, its ids among it.
                var book = Spreadsheet(
                    id: Books.newId(&context),
                    properties: source.properties,
                    sheets: source.sheets,
                    metadata: source.metadata,
                    namedRanges: source.namedRanges,
                    createdAt: context.now,
                    cellLimit: books.cellLimit
                )
                book.properties.set("title", .string("Copy of \(source.title)"))
                take(body, &book, &books, context, in: parent)
                return book.file(isWhole: isWhole, identity: context.identity)
            }
        case .fileGet(let id):
            return { books, context throws(APIError) in
                if books.folders[id] != nil {
                    return try books.folder(id, reach, context).json(isWhole: isWhole, context)
                }
                let book = try books.book(id, writing: false, context)
                guard reach.isWide || book.drive == nil else { throw .fileNotFound(id) }
                return book.file(isWhole: isWhole, identity: context.identity)
            }
        case .fileUpdate(let id):
            return { books, context throws(APIError) in
                var book = try books.book(id, writing: true, context)
                if let name = body["name"]?.text { book.properties.set("title", .string(name)) }
                if let isTrashed = body["trashed"]?.bool { book.isTrashed = isTrashed }
                books.byId[id] = book
                return book.file(isWhole: isWhole, identity: context.identity)
            }
        case .fileDelete(let id):
            return { books, context throws(APIError) in
                let book = try books.book(id, writing: true, context)
                guard context.isTrusted || book.permissions[context.identity.email] == "owner"
                else { throw .forbidden }
                books.byId[id] = nil
                return .null
            }
        case .fileList: return try list(query, reach, isWhole)
        default: return try permissions(operation, body, isWhole)
        }
    }

    private static func take(
        _ body: JSONValue,
        _ book: inout Spreadsheet,
        _ books: inout Books,
        _ context: CallContext,
        in parent: DriveFolder?
    ) {
        if let name = body["name"]?.text { book.properties.set("title", .string(name)) }
        for member in body["appProperties"]?.members ?? [] {
            book.appProperties[member.key] = member.value.text
        }
        if let parent {
            book.permissions = parent.rolesOfFiles
            book.parent = parent.id
            book.drive = parent.drive
        }
        if book.drive == nil { book.permissions[context.identity.email] = "owner" }
        book.apps.insert(context.identity.project)
        books.byId[book.id] = book
    }

    private static func list(
        _ query: FormFields,
        _ reach: DriveReach,
        _ isWhole: Bool
    ) throws(APIError) -> PreparedCall.Work {
        let wanted = try FileQuery(query["q"] ?? "")
        let size = query["pageSize"].flatMap { Int($0) } ?? 100
        let isOldestFirst = query["orderBy"] == "createdTime"
        let start = query["pageToken"].flatMap { Int($0) } ?? 0
        return { books, context throws(APIError) in
            let newest = books.byId.values
                .filter { book in
                    let isShared =
                        context.isTrusted || book.permissions[context.identity.email] != nil
                    let isHidden =
                        Operation.isFileOnly(context.identity.scopes)
                        && !book.apps.contains(context.identity.project)
                    return isShared && !isHidden && reach.lists(book.drive)
                        && wanted.matches(book, project: context.identity.project)
                }
                .sorted { ($1.createdAt, $0.id) < ($0.createdAt, $1.id) }
            let found = isOldestFirst ? Array(newest.reversed()) : newest
            let page = found.dropFirst(start).prefix(max(1, size))
            return .fields(
                ("kind", "drive#fileList"),
                ("incompleteSearch", false),
                (
                    "files",
                    .array(page.map { $0.file(isWhole: isWhole, identity: context.identity) })
                ),
                (
                    "nextPageToken",
                    start + page.count < found.count ? .string(String(start + page.count)) : nil
                )
            )
        }
    }

    private static func permissions(
        _ operation: Operation,
        _ body: JSONValue,
        _ isWhole: Bool
    ) throws(APIError) -> PreparedCall.Work {
        switch operation {
        case .permissionList(let id):
            return { books, context throws(APIError) in
                let book = try books.book(id, writing: false, context)
                return [
                    "kind": "drive#permissionList", "permissions": .array(book.permissionList),
                ]
            }
        case .permissionCreate(let id):
            guard let role = body["role"]?.text, let type = body["type"]?.text else {
                throw .invalid("The permission type and role fields are required.")
            }
            guard
                ["owner", "organizer", "fileOrganizer", "writer", "reader", "commenter"].contains(
                    role
                )
            else {
                throw .invalid("The specified role is not valid: \(role)")
            }
            guard let who = type == "anyone" ? "anyone" : body["emailAddress"]?.text else {
                throw .invalid("The emailAddress of the permission is required.")
            }
            return { books, context throws(APIError) in
                if books.folders[id] != nil {
                    books.folders[id]?.permissions[who] = role
                    return Spreadsheet.permission(who, role)
                }
                var book = try books.book(id, writing: true, context)
                book.permissions[who] = role == "commenter" ? "reader" : role
                books.byId[id] = book
                return Spreadsheet.permission(who, role)
            }
        case .permissionDelete(let id, let permission):
            return { books, context throws(APIError) in
                var book = try books.book(id, writing: true, context)
                let who = book.permissions.keys.first { Spreadsheet.permissionId($0) == permission }
                guard let who else { throw .notFound }
                book.permissions[who] = nil
                books.byId[id] = book
                return .null
            }
        default: throw .unimplemented
        }
    }
}

extension RequestBody {
    var json: JSONValue { JSONValue(document, node).withoutNulls }
}
