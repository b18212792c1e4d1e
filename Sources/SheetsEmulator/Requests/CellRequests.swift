/// Appends rows below the last value of any column.
struct AppendCells: SheetsRequest {
    let sheetId: Int32
    let tableId: String?
    let rows: [[Cell]]
    let mask: FieldMask?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["sheetId", "rows", "fields", "tableId"])
        sheetId = try body.int("sheetId") ?? 0
        tableId = try body.string("tableId")
        rows = try CellRows.read(body)
        mask = try body.mask()
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        if let tableId {
            try grow(tableId, &book)
            return nil
        }
        try context.check(rows)
        let sheet = try book.grid(sheetId)
        let mask = try CellMask(mask)
        let grid = book.sheets[sheet].grid
        let start = context.assumptions.appendsBelowFormats ? grid.filledEnd : grid.valueEnd
        let columnCount = book.sheets[sheet].grid.columnCount
        for (offset, cells) in rows.enumerated() {
            if cells.count > columnCount {
                throw Refusal(
                    "Attempting to write column: \(columnCount), beyond the last requested column "
                        + "of: \(columnCount - 1)"
                )
            }
            var row = book.sheets[sheet].grid.row(start + offset)
            if row.count < cells.count {
                row.append(contentsOf: repeatElement(Cell(), count: cells.count - row.count))
            }
            for (column, cell) in cells.enumerated() { try mask.write(cell, to: &row[column]) }
            book.sheets[sheet].grid.appendRow(row, at: start + offset)
        }
        let end = start + rows.count
        if end > book.sheets[sheet].grid.rowCount { book.sheets[sheet].grid.rowCount = end }
        return nil
    }
}

/// Writes cells into a place that is there.
struct UpdateCells: SheetsRequest {
    let rows: [[Cell]]
    let mask: FieldMask?
    let range: GridRange?
    let start: (sheetId: Int32, row: Int, column: Int)?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["rows", "fields", "start", "range", "dataFilter"])
        if body.has("dataFilter") {
            throw .invalid("This stand-in for Google Sheets takes no data filter in updateCells.")
        }
        rows = try CellRows.read(body)
        mask = try body.mask()
        if let inner = try body.object("range") {
            range = try GridRange(inner)
        } else {
            range = nil
        }
        if let inner = try body.object("start") {
            try inner.only(["sheetId", "rowIndex", "columnIndex"])
            start = (
                try inner.int("sheetId") ?? 0, Int(try inner.int("rowIndex") ?? 0),
                Int(try inner.int("columnIndex") ?? 0)
            )
        } else {
            start = nil
        }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        try context.check(rows)
        let mask = try CellMask(mask)
        let sheet: Int
        let area: Grid.Area
        if let range {
            (sheet, area) = try book.area(range)
        } else if let start {
            sheet = try book.grid(start.sheetId)
            let grid = book.sheets[sheet].grid
            guard (0...grid.rowCount).contains(start.row) else {
                throw beyond("row", start.row, grid.rowCount)
            }
            guard (0...grid.columnCount).contains(start.column) else {
                throw beyond("column", start.column, grid.columnCount)
            }
            area = Grid.Area(
                rows: start.row..<grid.rowCount,
                columns: start.column..<grid.columnCount
            )
        } else {
            throw Refusal("One of start or range must be specified.")
        }
        for (offset, cells) in rows.enumerated() {
            let row = area.rows.lowerBound + offset
            guard area.rows.contains(row) else { throw beyond("row", row, area.rows.upperBound) }
            guard cells.count <= area.columns.count else {
                throw beyond("column", area.columns.upperBound, area.columns.upperBound)
            }
            for (index, cell) in cells.enumerated() {
                try write(
                    cell,
                    row,
                    area.columns.lowerBound + index,
                    &book.sheets[sheet].grid,
                    mask
                )
            }
        }
        guard range != nil else { return nil }
        for row in area.rows.clamped(to: 0..<book.sheets[sheet].grid.rows.count) {
            let offset = row - area.rows.lowerBound
            let written = rows.indices.contains(offset) ? rows[offset].count : 0
            let filled = book.sheets[sheet].grid.rows[row].count
            for column in area.columns.dropFirst(written) where column < filled {
                try write(Cell(), row, column, &book.sheets[sheet].grid, mask)
            }
        }
        return nil
    }

    private func write(
        _ source: Cell,
        _ row: Int,
        _ column: Int,
        _ grid: inout Grid,
        _ mask: CellMask
    ) throws(Refusal) {
        var cell = grid.cell(row, column)
        try mask.write(source, to: &cell)
        grid.set(row, column, cell)
    }

    private func beyond(_ word: String, _ index: Int, _ end: Int) -> Refusal {
        Refusal(
            "Attempting to write \(word): \(index), beyond the last requested \(word) of: \(end - 1)"
        )
    }
}

/// Writes one cell into all of a range.
struct RepeatCell: SheetsRequest {
    let range: GridRange?
    let cell: Cell
    let mask: FieldMask?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range", "cell", "fields"])
        if let inner = try body.object("range") {
            range = try GridRange(inner)
        } else {
            range = nil
        }
        cell = try CellRows.cell(body, "cell")
        mask = try body.mask()
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let mask = try CellMask(mask)
        guard let range else { throw .missing("range") }
        let (sheet, area) = try book.area(range)
        for row in area.rows {
            for column in area.columns {
                var cell = book.sheets[sheet].grid.cell(row, column)
                try mask.write(self.cell, to: &cell)
                book.sheets[sheet].grid.set(row, column, cell)
            }
        }
        return nil
    }
}

/// Sets or clears the rule by which the cells of a range are checked.
struct SetDataValidation: SheetsRequest {
    let range: GridRange?
    let rule: JSONValue?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range", "rule", "filteredRowsIncluded"])
        if let inner = try body.object("range") {
            range = try GridRange(inner)
        } else {
            range = nil
        }
        rule = body.value("rule")
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let range else { throw .missing("range") }
        let (sheet, area) = try book.area(range)
        for row in area.rows {
            for column in area.columns {
                var cell = book.sheets[sheet].grid.cell(row, column)
                cell.set(["dataValidation"], rule)
                book.sheets[sheet].grid.set(row, column, cell)
            }
        }
        return nil
    }
}
