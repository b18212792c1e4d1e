/// Rows or columns of a sheet, as requests name them.
struct DimensionRange: Sendable {
    let sheetId: Int32
    let dimension: Dimension
    let start: Int?
    let end: Int?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["sheetId", "dimension", "startIndex", "endIndex"])
        sheetId = try body.int("sheetId") ?? 0
        dimension = try Self.dimension(body)
        start = try body.int("startIndex").map { Int($0) }
        end = try body.int("endIndex").map { Int($0) }
    }

    static func dimension(_ body: RequestBody) throws(APIError) -> Dimension {
        let word = try body.word("dimension", of: ["ROWS", "COLUMNS"], type: "Dimension")
        guard let dimension = word.flatMap(Dimension.init) else {
            throw .invalid("\(body.place("dimension")) must be specified.")
        }
        return dimension
    }

    static func required(_ body: RequestBody, _ name: String) throws(APIError) -> DimensionRange {
        guard let inner = try body.object(name) else {
            throw .invalid("\(body.place(name)) must be specified.")
        }
        return try DimensionRange(inner)
    }

    func resolved(_ book: Spreadsheet) throws(Refusal) -> (sheet: Int, range: Range<Int>) {
        let sheet = try book.sheetIndex(sheetId)
        let count = book.sheets[sheet].count(dimension)
        let start = start ?? 0
        let end = end ?? count
        guard start >= 0, start <= end else {
            throw Refusal("The range from \(start) to \(end) is none.")
        }
        return (sheet, start..<end)
    }
}

/// Adds rows or columns at the end.
struct AppendDimension: SheetsRequest {
    let sheetId: Int32
    let dimension: Dimension
    let length: Int32

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["sheetId", "dimension", "length", "tableId"])
        sheetId = try body.int("sheetId") ?? 0
        dimension = try DimensionRange.dimension(body)
        length = try body.int("length") ?? 0
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let sheet = try book.sheetIndex(sheetId)
        guard length > 0 else { throw Refusal("length must be greater than 0.") }
        if dimension == .rows {
            book.sheets[sheet].grid.rowCount += Int(length)
        } else {
            book.sheets[sheet].grid.columnCount += Int(length)
        }
        return nil
    }
}

/// Inserts empty rows or columns.
struct InsertDimension: SheetsRequest {
    let range: DimensionRange
    let inherits: Bool

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range", "inheritFromBefore"])
        range = try DimensionRange.required(body, "range")
        inherits = try body.bool("inheritFromBefore") ?? false
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let (sheet, indices) = try range.resolved(book)
        let count = book.sheets[sheet].count(range.dimension)
        guard indices.lowerBound < count || inherits && indices.lowerBound == count else {
            throw Refusal(
                "range.startIndex[\(indices.lowerBound)] must be less than the grid size[\(count)] "
                    + "if inheritFromBefore is false."
            )
        }
        if inherits, indices.lowerBound == 0 {
            throw Refusal("inheritFromBefore cannot be true if inserting at index 0.")
        }
        book.insert(
            range.dimension,
            at: indices.lowerBound,
            count: indices.count,
            inheriting: inherits,
            sheet: sheet
        )
        return nil
    }
}

/// Deletes rows or columns with all that hangs on them.
struct DeleteDimension: SheetsRequest {
    let range: DimensionRange

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range"])
        range = try DimensionRange.required(body, "range")
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let (sheet, indices) = try range.resolved(book)
        let word = range.dimension.word
        let count = book.sheets[sheet].count(range.dimension)
        guard indices.lowerBound < count else {
            throw Refusal(
                "Cannot delete a \(word) that doesn't exist. Tried to delete \(word) index "
                    + "\(indices.lowerBound) but there are only \(count) \(word)s."
            )
        }
        let clamped = indices.clamped(to: 0..<count)
        guard clamped.count < count else {
            throw Refusal("You can't delete all the \(word)s on the sheet.")
        }
        book.delete(range.dimension, clamped, sheet: sheet)
        return nil
    }
}

/// Moves rows or columns to another place.
struct MoveDimension: SheetsRequest {
    let source: DimensionRange
    let destination: Int

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["source", "destinationIndex"])
        source = try DimensionRange.required(body, "source")
        destination = Int(try body.int("destinationIndex") ?? 0)
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let (sheet, indices) = try source.resolved(book)
        let count = book.sheets[sheet].count(source.dimension)
        guard indices.upperBound <= count, (0...count).contains(destination) else {
            throw Refusal("Cannot move \(source.dimension.word)s beyond the grid size[\(count)].")
        }
        guard destination <= indices.lowerBound || destination >= indices.upperBound else {
            throw Refusal("destinationIndex[\(destination)] lies inside the source.")
        }
        book.move(source.dimension, indices, to: destination, sheet: sheet)
        return nil
    }
}

/// Changes widths, heights and what is hidden.
struct UpdateDimensionProperties: SheetsRequest {
    let range: DimensionRange
    let properties: JSONValue
    let mask: FieldMask?

    private static let names: Set = ["pixelSize", "hiddenByUser"]

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range", "properties", "fields", "dataSourceSheetRange"])
        range = try DimensionRange.required(body, "range")
        try body.object("properties")?.only(
            Self.names.union(["hiddenByFilter", "developerMetadata", "dataSourceColumnReference"])
        )
        properties = body.value("properties") ?? .empty
        mask = try body.mask()
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let mask = try mask.required()
        let (sheet, indices) = try range.resolved(book)
        let count = book.sheets[sheet].count(range.dimension)
        guard indices.upperBound <= count else {
            throw Refusal(
                "range.endIndex[\(indices.upperBound)] is beyond the grid size[\(count)]."
            )
        }
        let names = mask.isWhole ? Array(Self.names) : mask.paths.map { $0[0] }
        for name in names where !Self.names.contains(name) {
            throw Refusal("Invalid field: \(name)")
        }
        for index in indices {
            var changed = book.sheets[sheet].dimensionProperties(range.dimension)[index] ?? .empty
            for name in names {
                let value = properties[name]
                changed.set(name, value == false ? nil : value)
            }
            book.sheets[sheet].setProperties(range.dimension, index, changed)
        }
        return nil
    }
}

/// Makes columns as wide as their texts, at about seven pixels a character.
struct AutoResizeDimensions: SheetsRequest {
    let range: DimensionRange

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["dimensions", "dataSourceSheetDimensions"])
        range = try DimensionRange.required(body, "dimensions")
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let (sheet, indices) = try range.resolved(book)
        guard range.dimension == .columns else { return nil }
        let locale = Locale(book.properties["locale"]?.text ?? "")
        let count = book.sheets[sheet].grid.columnCount
        for column in indices.clamped(to: 0..<count) {
            let longest = book.sheets[sheet].grid.rows.reduce(0) { longest, row in
                column < row.count ? max(longest, row[column].formatted(locale).count) : longest
            }
            guard longest > 0 else { continue }
            var properties = book.sheets[sheet].columnProperties[column] ?? .empty
            properties.set("pixelSize", .int(max(21, longest * 7 + 8)))
            book.sheets[sheet].columnProperties[column] = properties
        }
        return nil
    }
}
