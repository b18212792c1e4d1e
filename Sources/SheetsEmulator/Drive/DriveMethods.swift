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
        switch operation {
        case .fileCreate:
            let type = body["mimeType"]?.text ?? ""
            guard type == Spreadsheet.mimeType else {
                throw .invalid("This stand-in for Drive makes spreadsheets only, not \(type).")
            }
            return { books, context throws(APIError) in
                let title = body["name"]?.text ?? "Untitled"
                var book = Spreadsheet(
                    id: Books.newId(&context),
                    properties: SheetDefaults.properties(
                        title: title,
                        locale: "en_US",
                        timeZone: "Etc/GMT"
                    ),
                    sheets: [Sheet(id: 0, title: "Sheet1")],
                    createdAt: context.now
                )
                take(body, &book, &books, context)
                return book.file(isWhole: isWhole, identity: context.identity)
            }
        case .fileCopy(let id):
            return { books, context throws(APIError) in
                let source = try books.book(id, writing: false, context)
                // Developer metadata stays as it is, its ids among it.
                var book = Spreadsheet(
                    id: Books.newId(&context),
                    properties: source.properties,
                    sheets: source.sheets,
                    metadata: source.metadata,
                    namedRanges: source.namedRanges,
                    createdAt: context.now
                )
                book.properties.set("title", .string("Copy of \(source.title)"))
                take(body, &book, &books, context)
                return book.file(isWhole: isWhole, identity: context.identity)
            }
        case .fileGet(let id):
            return { books, context throws(APIError) in
                try books.book(id, writing: false, context)
                    .file(isWhole: isWhole, identity: context.identity)
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
        case .fileList: return try list(query, isWhole)
        default: return try permissions(operation, body, isWhole)
        }
    }

    private static func take(
        _ body: JSONValue,
        _ book: inout Spreadsheet,
        _ books: inout Books,
        _ context: CallContext
    ) {
        if let name = body["name"]?.text { book.properties.set("title", .string(name)) }
        for member in body["appProperties"]?.members ?? [] {
            book.appProperties[member.key] = member.value.text
        }
        book.permissions[context.identity.email] = "owner"
        book.apps.insert(context.identity.project)
        books.byId[book.id] = book
    }

    private static func list(
        _ query: FormFields,
        _ isWhole: Bool
    ) throws(APIError) -> PreparedCall.Work {
        let wanted = try FileQuery(query["q"] ?? "")
        let size = query["pageSize"].flatMap { Int($0) } ?? 100
        let start = query["pageToken"].flatMap { Int($0) } ?? 0
        return { books, context throws(APIError) in
            let found = books.byId.values
                .filter { book in
                    let isShared =
                        context.isTrusted || book.permissions[context.identity.email] != nil
                    let isHidden =
                        Operation.isFileOnly(context.identity.scopes)
                        && !book.apps.contains(context.identity.project)
                    return isShared && !isHidden && wanted.matches(book)
                }
                .sorted { ($1.createdAt, $0.id) < ($0.createdAt, $1.id) }
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
            guard ["owner", "writer", "reader", "commenter"].contains(role) else {
                throw .invalid("The specified role is not valid: \(role)")
            }
            guard let who = type == "anyone" ? "anyone" : body["emailAddress"]?.text else {
                throw .invalid("The emailAddress of the permission is required.")
            }
            return { books, context throws(APIError) in
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
