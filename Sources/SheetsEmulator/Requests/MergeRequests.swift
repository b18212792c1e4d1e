/// Merges the cells of a range: all, or those of each row or column.
struct MergeCells: SheetsRequest {
    let range: GridRange?
    let type: String

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range", "mergeType"])
        range = try body.object("range").map { body throws(APIError) in try GridRange(body) }
        type =
            try body.word(
                "mergeType",
                of: ["MERGE_ALL", "MERGE_COLUMNS", "MERGE_ROWS"],
                type: "MergeType"
            ) ?? "MERGE_ALL"
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let range else { throw .missing("range") }
        let (sheet, area) = try book.area(range)
        var areas = [area]
        if type == "MERGE_ROWS" {
            areas = area.rows.map { Grid.Area(rows: $0..<$0 + 1, columns: area.columns) }
        } else if type == "MERGE_COLUMNS" {
            areas = area.columns.map { Grid.Area(rows: area.rows, columns: $0..<$0 + 1) }
        }
        let id = book.sheets[sheet].id
        for area in areas where area.rows.count * area.columns.count > 1 {
            let merged = GridRange(sheetId: id, area)
            if book.sheets[sheet].merges.contains(where: { $0.ranges[0].intersects(merged) }) {
                throw Refusal("You can't merge cells that are merged already.")
            }
            // Only the first cell keeps its value.
            let first = book.sheets[sheet].grid.cell(area.rows.lowerBound, area.columns.lowerBound)
            book.sheets[sheet].grid.changeFilled(area) { $0.value = nil }
            book.sheets[sheet].grid.set(area.rows.lowerBound, area.columns.lowerBound, first)
            book.sheets[sheet].merges.append(.init(ranges: [merged], fields: .empty))
        }
        return nil
    }
}

/// Parts the cells of a range again.
struct UnmergeCells: SheetsRequest {
    let range: GridRange?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range"])
        range = try body.object("range").map { body throws(APIError) in try GridRange(body) }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let range else { throw .missing("range") }
        let (sheet, _) = try book.area(range)
        book.sheets[sheet].merges.removeAll { $0.ranges[0].intersects(range) }
        return nil
    }
}
