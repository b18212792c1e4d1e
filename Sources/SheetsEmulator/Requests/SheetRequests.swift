/// Adds a tab.
struct AddSheet: SheetsRequest {
    let properties: JSONValue
    let sheetId: Int32?
    let title: String?
    let index: Int32?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["properties"])
        properties = body.value("properties") ?? .empty
        let inner = try body.object("properties")
        try inner?.only(Sheet.propertyNames)
        try inner?.object("gridProperties")?.only(Sheet.gridPropertyNames)
        sheetId = try inner?.int("sheetId")
        title = try inner?.string("title")
        index = try inner?.int("index")
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let type = properties["sheetType"]?.text ?? "GRID"
        guard type == "GRID" else {
            throw Refusal("This stand-in for Google Sheets does not model sheets of type \(type).")
        }
        let titles = book.titles
        var number = titles.count + 1
        while titles.contains("Sheet\(number)") { number += 1 }
        var sheet = Sheet(
            id: try book.newSheetId(sheetId, &context),
            title: try book.freeTitle(title ?? "Sheet\(number)")
        )
        var rest = properties
        for name in ["sheetId", "title", "index", "sheetType"] { rest.set(name, nil) }
        try sheet.take(rest)
        let place = min(Int(index ?? Int32(titles.count)), titles.count)
        guard place >= 0 else { throw Refusal("The index \(place) is negative.") }
        book.sheets.insert(sheet, at: place)
        return ["properties": sheet.properties(index: place)]
    }
}

/// Deletes a tab with all that hangs on it.
struct DeleteSheet: SheetsRequest {
    let sheetId: Int32

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["sheetId"])
        sheetId = try body.int("sheetId") ?? 0
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let index = try book.sheetIndex(sheetId)
        guard book.sheets.count > 1 else {
            throw Refusal("You can't remove all the sheets in a document.")
        }
        guard book.sheets.contains(where: { $0.id != sheetId && !$0.isHidden }) else {
            throw Refusal("You can't remove all the visible sheets in a document.")
        }
        book.remove(sheet: index)
        return nil
    }
}

/// Copies a tab inside its spreadsheet.
struct DuplicateSheet: SheetsRequest {
    let sourceSheetId: Int32
    let index: Int32
    let newSheetId: Int32?
    let newName: String?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["sourceSheetId", "insertSheetIndex", "newSheetId", "newSheetName"])
        sourceSheetId = try body.int("sourceSheetId") ?? 0
        index = try body.int("insertSheetIndex") ?? 0
        newSheetId = try body.int("newSheetId")
        newName = try body.string("newSheetName")
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let source = try book.sheetIndex(sourceSheetId)
        var copy = book.sheets[source]
        copy.renumber(try book.newSheetId(newSheetId, &context))
        copy.title =
            try newName.map { (name) throws(Refusal) in try book.freeTitle(name) }
            ?? book.copyTitle(copy.title)
        let place = min(max(0, Int(index)), book.sheets.count)
        book.sheets.insert(copy, at: place)
        book.copyMetadata(of: sourceSheetId, in: book, to: copy.id, &context)
        return ["properties": copy.properties(index: place)]
    }
}

/// Changes a tab's properties.
struct UpdateSheetProperties: SheetsRequest {
    let properties: JSONValue
    let sheetId: Int32
    let mask: FieldMask?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["properties", "fields"])
        properties = body.value("properties") ?? .empty
        let inner = try body.object("properties")
        try inner?.only(Sheet.propertyNames)
        try inner?.object("gridProperties")?.only(Sheet.gridPropertyNames)
        sheetId = try inner?.int("sheetId") ?? 0
        mask = try body.mask()
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let mask = try mask.required()
        let index = try book.sheetIndex(sheetId)
        let known = Sheet.propertyNames.subtracting(["sheetId", "sheetType"])
        let paths = mask.isWhole ? known.filter { properties[$0] != nil }.map { [$0] } : mask.paths
        var changed = book.sheets[index].properties(index: index)
        for path in paths {
            guard known.contains(path[0]) || path == ["sheetId"],
                path[0] != "gridProperties" || path.count < 2
                    || Sheet.gridPropertyNames.contains(path[1])
            else { throw Refusal("Invalid field: \(path.joined(separator: "."))") }
            changed.set(at: path, properties.value(at: path))
        }
        if let title = changed["title"]?.text, title != book.sheets[index].title {
            book.sheets[index].title = try book.freeTitle(title)
        }
        for name in ["title", "sheetId", "sheetType"] { changed.set(name, nil) }
        let target = changed["index"]?.int
        changed.set("index", nil)
        let grid = changed["gridProperties"]
        // Rows that go take their metadata with them.
        book.resize(
            sheet: index,
            rows: grid?["rowCount"]?.int ?? book.sheets[index].grid.rowCount,
            columns: grid?["columnCount"]?.int ?? book.sheets[index].grid.columnCount
        )
        book.sheets[index].otherProperties = .empty
        book.sheets[index].gridProperties = .empty
        try book.sheets[index].take(changed)
        if book.sheets.allSatisfy(\.isHidden) {
            throw Refusal("You can't hide all the sheets in a document.")
        }
        if let target, target != index {
            let moved = book.sheets.remove(at: index)
            book.sheets.insert(moved, at: min(max(0, target), book.sheets.count))
        }
        return nil
    }
}

/// Changes the spreadsheet's properties.
struct UpdateSpreadsheetProperties: SheetsRequest {
    let properties: JSONValue
    let mask: FieldMask?

    private static let names: Set = [
        "title", "locale", "autoRecalc", "timeZone", "defaultFormat",
        "iterativeCalculationSettings", "spreadsheetTheme",
        "importFunctionsExternalUrlAccessAllowed",
    ]

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["properties", "fields"])
        properties = body.value("properties") ?? .empty
        try body.object("properties")?.only(Self.names)
        mask = try body.mask()
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let mask = try mask.required()
        let paths = mask.isWhole ? properties.members.map { [$0.key] } : mask.paths
        for path in paths {
            guard Self.names.contains(path[0]) else {
                throw Refusal("Invalid field: \(path.joined(separator: "."))")
            }
            book.properties.set(at: path, properties.value(at: path))
        }
        return nil
    }
}

extension Sheet {
    /// Takes properties in which the title, the id and the place do not stand.
    mutating func take(_ properties: JSONValue) throws(Refusal) {
        for member in properties.members {
            switch member.key {
            case "hidden": isHidden = member.value.bool ?? false
            case "gridProperties": try takeGrid(member.value)
            default: otherProperties.set(member.key, member.value)
            }
        }
    }

    private mutating func takeGrid(_ properties: JSONValue) throws(Refusal) {
        let rows = properties["rowCount"]?.int ?? grid.rowCount
        let columns = properties["columnCount"]?.int ?? grid.columnCount
        guard rows > 0, columns > 0 else {
            throw Refusal("The grid must have at least one row and one column.")
        }
        grid.resize(rows: rows, columns: columns)
        for member in properties.members where !["rowCount", "columnCount"].contains(member.key) {
            let isNothing = member.value == 0 || member.value == false
            gridProperties.set(member.key, isNothing ? nil : member.value)
        }
        if gridProperties["frozenRowCount"]?.int ?? 0 >= rows {
            throw Refusal("You can't freeze all the rows in a sheet.")
        }
        if gridProperties["frozenColumnCount"]?.int ?? 0 >= columns {
            throw Refusal("You can't freeze all the columns in a sheet.")
        }
    }
}

extension Spreadsheet {
    func newSheetId(_ wanted: Int32?, _ context: inout BatchContext) throws(Refusal) -> Int32 {
        guard let wanted else {
            return context.newId { id in self.sheets.contains { $0.id == id } }
        }
        if wanted < 0 { throw Refusal("The sheet id \(wanted) is negative.") }
        if sheet(wanted) != nil { throw Refusal("A sheet with id \(wanted) already exists.") }
        return wanted
    }

    func freeTitle(_ title: String) throws(Refusal) -> String {
        if title.isEmpty { throw Refusal("A sheet must have a name.") }
        guard !titles.contains(where: { $0.lowercased() == title.lowercased() }) else {
            throw Refusal(
                "A sheet with the name \"\(title)\" already exists. Please enter another name."
            )
        }
        return title
    }

    /// Gives a tab's copy the tab's metadata, where that is taken for true.
    mutating func copyMetadata(
        of sheetId: Int32,
        in source: Spreadsheet,
        to copy: Int32,
        _ context: inout BatchContext
    ) {
        guard context.assumptions.copiesMetadataOfTabs else { return }
        for entry in source.metadata.values.sorted(by: { $0.id < $1.id })
        where entry.location.sheetId == sheetId {
            let taken = metadata
            var added = entry
            added.id = context.newId { taken[$0] != nil }
            if case .dimension(_, let dimension, let index) = entry.location {
                added.location = .dimension(copy, dimension, index)
            } else {
                added.location = .sheet(copy)
            }
            metadata[added.id] = added
        }
    }

    func copyTitle(_ title: String) -> String {
        var copy = "Copy of \(title)"
        var number = 2
        while titles.contains(copy) {
            copy = "Copy of \(title) \(number)"
            number += 1
        }
        return copy
    }
}
