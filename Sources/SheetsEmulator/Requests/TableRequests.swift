/// Makes a table of a range.
struct AddTable: SheetsRequest {
    let fields: JSONValue
    let id: String?
    let name: String
    let range: GridRange?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["table"])
        let inner = try body.object("table")
        try inner?.only(["tableId", "name", "range", "columnProperties", "rowsProperties"])
        id = try inner?.string("tableId")
        name = try inner?.string("name") ?? ""
        range = try inner?.object("range").map { body throws(APIError) in try GridRange(body) }
        fields = body.value("table") ?? .empty
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let range else { throw .missing("table.range") }
        guard !name.isEmpty else { throw .missing("table.name") }
        let (sheet, _) = try book.area(range)
        let tables = book.sheets.flatMap(\.tables)
        if tables.contains(where: { $0.fields["name"]?.text == name }) {
            throw Refusal("A table with name \(name) already exists.")
        }
        if let id, book.table(id) != nil {
            throw Refusal("A table with id \(id) already exists.")
        }
        var kept = fields
        kept.set("range", nil)
        kept.set("tableId", .string(id ?? String(context.newId { _ in false })))
        let added = Sheet.RangedObject(ranges: [range], fields: kept)
        book.sheets[sheet].tables.append(added)
        return ["table": Spreadsheet.withRange(added)]
    }
}

extension Spreadsheet {
    /// Returns where a table is: its sheet, and its place among the sheet's tables.
    func table(_ id: String) -> (sheet: Int, table: Int)? {
        for sheet in sheets.indices {
            let table = sheets[sheet].tables.firstIndex { $0.fields["tableId"]?.text == id }
            if let table { return (sheet, table) }
        }
        return nil
    }
}

extension AppendCells {
    /// Appends to a table as was seen in 2026: the table grows, and the values are dropped.
    func grow(_ table: String, _ book: inout Spreadsheet) throws(Refusal) {
        guard let place = book.table(table) else { throw Refusal("No table with id: \(table)") }
        var object = book.sheets[place.sheet].tables[place.table]
        guard var range = object.ranges.first, let end = range.endRow else { return }
        range.endRow = end + rows.count
        object.ranges = [range]
        book.sheets[place.sheet].tables[place.table] = object
        let grid = book.sheets[place.sheet].grid
        book.sheets[place.sheet].grid.rowCount = max(grid.rowCount, end + rows.count)
    }
}
