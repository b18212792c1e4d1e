import HTTPTypes

/// The methods of `spreadsheets`, `developerMetadata` and `sheets`.
enum SpreadsheetMethods {
    static func work(
        _ operation: Operation,
        _ query: FormFields,
        _ bytes: [UInt8],
        _ mask: FieldMask?
    ) throws(APIError) -> PreparedCall.Work {
        switch operation {
        case .create: return try create(RequestBody(bytes))
        case .get(let id):
            let ranges = query.pairs.filter { $0.name == "ranges" }.map(\.value)
            let hasData = query["includeGridData"] == "true"
            return { books, context throws(APIError) in
                let book = try books.book(id, writing: false, context)
                var wanted: [GridRange]?
                if !ranges.isEmpty {
                    wanted = []
                    for text in ranges {
                        let (sheet, area, _) = try book.cells(text)
                        wanted?.append(GridRange(sheetId: book.sheets[sheet].id, area))
                    }
                }
                return book.json(
                    .init(
                        ranges: wanted,
                        hasGridData: hasData,
                        mask: mask,
                        project: context.identity.project
                    )
                )
            }
        case .getByDataFilter(let id):
            let body = try RequestBody(bytes)
            try body.only([
                "dataFilters", "includeGridData", "excludeTablesInBandedRanges", "commentsViewMode",
            ])
            let filters = try DataFilter.list(body)
            let hasData = try body.bool("includeGridData") ?? false
            return { books, context throws(APIError) in
                let book = try books.book(id, writing: false, context)
                let ranges = try book.found(filters, context)
                return book.json(
                    .init(
                        ranges: filters.isEmpty ? nil : ranges,
                        hasGridData: hasData,
                        mask: mask,
                        project: context.identity.project
                    )
                )
            }
        case .batchUpdate(let id): return try batchUpdate(id, RequestBody(bytes), mask)
        case .metadataGet(let id, let metadataId):
            return { books, context throws(APIError) in
                let book = try books.book(id, writing: false, context)
                guard let entry = book.metadata[metadataId],
                    entry.isVisible(to: context.identity.project)
                else {
                    throw APIError(
                        code: 404,
                        status: "NOT_FOUND",
                        message: "No developer metadata with ID \(metadataId)"
                    )
                }
                return entry.json
            }
        case .metadataSearch(let id): return try search(id, RequestBody(bytes))
        case .copyTo(let id, let sheetId): return try copy(id, sheetId, RequestBody(bytes))
        default: throw .unimplemented
        }
    }

    private static func create(_ body: RequestBody) throws(APIError) -> PreparedCall.Work {
        try body.only([
            "spreadsheetId", "properties", "sheets", "namedRanges", "spreadsheetUrl",
            "developerMetadata", "dataSources", "dataSourceSchedules",
        ])
        let given = body.value("properties") ?? .empty
        let inner = try body.object("properties")
        let title = try inner?.string("title") ?? "Untitled spreadsheet"
        let locale = try inner?.string("locale") ?? "en_US"
        let zone = try inner?.string("timeZone") ?? "Etc/GMT"
        var sheets: [AddSheet] = []
        for sheet in try body.list("sheets") {
            try sheet.only(["properties"])
            sheets.append(try AddSheet(sheet))
        }
        for name in ["namedRanges", "developerMetadata", "dataSources"] where body.has(name) {
            throw .invalid("This stand-in for Google Sheets takes no \(name) at creation.")
        }
        return { [sheets] books, context throws(APIError) in
            var properties = SheetDefaults.properties(title: title, locale: locale, timeZone: zone)
            for member in given.members { properties.set(member.key, member.value) }
            var book = Spreadsheet(
                id: Books.newId(&context),
                properties: properties,
                sheets: sheets.isEmpty ? [Sheet(id: 0, title: "Sheet1")] : [],
                createdAt: context.now,
                cellLimit: books.cellLimit
            )
            var batch = BatchContext(context, books)
            for (index, sheet) in sheets.enumerated() {
                do throws(Refusal) {
                    _ = try sheet.apply(&book, &batch)
                    try book.checkSize()
                } catch {
                    throw .invalid("Invalid sheets[\(index)]: \(error.message)")
                }
            }
            book.permissions[context.identity.email] = "owner"
            book.apps.insert(context.identity.project)
            books.byId[book.id] = book
            return book.json(.init(project: context.identity.project))
        }
    }

    private static func batchUpdate(
        _ id: String,
        _ body: RequestBody,
        _ mask: FieldMask?
    ) throws(APIError) -> PreparedCall.Work {
        try body.only([
            "requests", "includeSpreadsheetInResponse", "responseRanges", "responseIncludeGridData",
            "commentsViewMode",
        ])
        let batch = try Batch(body.list("requests"))
        let isIncluded = try body.bool("includeSpreadsheetInResponse") ?? false
        let ranges = try body.strings("responseRanges")
        let hasData = try body.bool("responseIncludeGridData") ?? false
        return { books, context throws(APIError) in
            let book = try books.book(id, writing: true, context)
            var inner = BatchContext(context, books)
            let (changed, replies) = try batch.applied(to: book, &inner)
            var updated: JSONValue?
            if isIncluded {
                var wanted: [GridRange]?
                for text in ranges {
                    let (sheet, area, _) = try changed.cells(text)
                    wanted = (wanted ?? []) + [GridRange(sheetId: changed.sheets[sheet].id, area)]
                }
                updated = changed.json(
                    .init(
                        ranges: wanted,
                        hasGridData: hasData,
                        mask: mask?.child("updatedSpreadsheet"),
                        project: context.identity.project
                    )
                )
            }
            books.byId[id] = changed
            return .fields(
                ("spreadsheetId", .string(id)),
                ("replies", .array(replies)),
                ("updatedSpreadsheet", updated),
                ("commentUpdateState", "NO_UPDATES_REQUESTED")
            )
        }
    }

    private static func search(
        _ id: String,
        _ body: RequestBody
    ) throws(APIError) -> PreparedCall.Work {
        try body.only(["dataFilters"])
        let sources = body.value("dataFilters")?.elements ?? []
        let filters = try DataFilter.list(body)
        if filters.isEmpty { throw .invalid("At least one data filter must be specified.") }
        return { books, context throws(APIError) in
            let book = try books.book(id, writing: false, context)
            let project = context.identity.project
            do throws(Refusal) {
                var found: [JSONValue] = []
                for entry in try book.matches(filters, project: project) {
                    var matched: [JSONValue] = []
                    for (index, filter) in filters.enumerated()
                    where try book.matches(filter, entry) {
                        matched.append(sources[index])
                    }
                    found.append(["developerMetadata": entry.json, "dataFilters": .array(matched)])
                }
                return found.isEmpty ? .empty : ["matchedDeveloperMetadata": .array(found)]
            } catch {
                throw .invalid(error.message)
            }
        }
    }

    private static func copy(
        _ id: String,
        _ sheetId: Int32,
        _ body: RequestBody
    ) throws(APIError) -> PreparedCall.Work {
        try body.only(["destinationSpreadsheetId"])
        let target = try body.string("destinationSpreadsheetId") ?? ""
        return { books, context throws(APIError) in
            let source = try books.book(id, writing: false, context)
            guard let sheet = source.sheet(sheetId) else {
                throw .invalid("No sheet with id: \(sheetId)")
            }
            var book = try books.book(target, writing: true, context)
            var batch = BatchContext(context, books)
            var copy = sheet
            let taken = book
            copy.renumber(batch.newId { taken.sheet($0) != nil })
            copy.title = book.copyTitle(sheet.title)
            book.sheets.append(copy)
            book.copyMetadata(of: sheetId, in: source, to: copy.id, &batch)
            do throws(Refusal) { try book.checkSize() } catch { throw .invalid(error.message) }
            books.byId[target] = book
            return copy.properties(index: book.sheets.count - 1)
        }
    }
}

extension Spreadsheet {
    func found(_ filters: [DataFilter], _ context: CallContext) throws(APIError) -> [GridRange] {
        do throws(Refusal) {
            return try ranges(filters, project: context.identity.project)
        } catch {
            throw .invalid(error.message)
        }
    }
}
