extension Spreadsheet {
    /// Returns the cells of a range; an end beyond the grid is cut off, a start beyond it is an error.
    func cells(_ text: String) throws(APIError) -> (sheet: Int, area: Grid.Area, isCell: Bool) {
        guard let range = range(text), let sheet = index(of: range.sheetId) else {
            throw .invalid("Unable to parse range: \(text)")
        }
        let (_, area) = try cells(range)
        let isCell = range.startRow.map { $0 + 1 == range.endRow } ?? false
        return (sheet, area, isCell && range.startColumn.map { $0 + 1 == range.endColumn } ?? false)
    }

    func cells(_ range: GridRange) throws(APIError) -> (sheet: Int, area: Grid.Area) {
        guard let sheet = index(of: range.sheetId) else {
            throw .invalid("No grid with id: \(range.sheetId)")
        }
        let grid = sheets[sheet].grid
        guard range.startRow ?? 0 < grid.rowCount, range.startColumn ?? 0 < grid.columnCount,
            let area = range.area(on: grid), !area.rows.isEmpty, !area.columns.isEmpty
        else {
            let top = range.startRow ?? 0
            let left = range.startColumn ?? 0
            let rows = top..<max(range.endRow ?? grid.rowCount, top + 1)
            let columns = left..<max(range.endColumn ?? grid.columnCount, left + 1)
            throw beyondGrid(sheet, Grid.Area(rows: rows, columns: columns))
        }
        return (sheet, area)
    }

    private func beyondGrid(_ sheet: Int, _ area: Grid.Area) -> APIError {
        let grid = sheets[sheet].grid
        return .invalid(
            "Range (\(A1.text(sheets[sheet].title, area))) exceeds grid limits. Max rows: "
                + "\(grid.rowCount), max columns: \(grid.columnCount)"
        )
    }

    // MARK: Writing

    /// Writes values into a range and returns an `UpdateValuesResponse`.
    mutating func update(
        _ text: String,
        _ values: ValueRange,
        _ options: WriteOptions
    ) throws(APIError) -> JSONValue {
        let (sheet, area, isCell) = try cells(text)
        let rows = values.rows
        let width = values.width
        if !isCell {
            let place = A1.text(sheets[sheet].title, area)
            if rows.count > area.rows.count {
                throw .invalid(
                    "Requested writing within range [\(place)], but tried writing to row "
                        + "[\(area.rows.upperBound + 1)]"
                )
            }
            if width > area.columns.count {
                throw .invalid(
                    "Requested writing within range [\(place)], but tried writing to column "
                        + "[\(A1.letters(area.columns.upperBound))]"
                )
            }
        }
        guard !rows.isEmpty, width > 0 else {
            return .fields(
                ("spreadsheetId", .string(id)),
                ("updatedRange", .string(A1.text(sheets[sheet].title, area)))
            )
        }
        let written = Grid.Area(
            rows: area.rows.lowerBound..<area.rows.lowerBound + rows.count,
            columns: area.columns.lowerBound..<area.columns.lowerBound + width
        )
        let grid = sheets[sheet].grid
        if written.rows.upperBound > grid.rowCount || written.columns.upperBound > grid.columnCount
        {
            throw beyondGrid(sheet, written)
        }
        return try write(rows, written, sheet, options, shown: isCell ? written : area)
    }

    /// Appends values below a table and returns an `AppendValuesResponse`.
    mutating func append(
        _ text: String,
        _ values: ValueRange,
        _ options: WriteOptions,
        insertsRows: Bool
    ) throws(APIError) -> JSONValue {
        let (sheet, area, _) = try cells(text)
        let rows = values.rows
        let table = TableDetection.table(on: sheets[sheet].grid, in: area)
        let row = table?.rows.upperBound ?? area.rows.lowerBound
        let column = table?.columns.lowerBound ?? area.columns.lowerBound
        let width = max(1, values.width)
        let grid = sheets[sheet].grid
        if insertsRows, row < grid.rowCount, !rows.isEmpty {
            insert(.rows, at: row, count: rows.count, inheriting: row > 0, sheet: sheet)
        } else if row + rows.count > grid.rowCount {
            sheets[sheet].grid.rowCount = row + rows.count
        }
        if column + width > grid.columnCount { sheets[sheet].grid.columnCount = column + width }
        if cellCount > cellLimit || sheets[sheet].grid.columnCount > Self.columnLimit {
            throw .invalid(tooManyCells)
        }
        var updates: JSONValue = ["spreadsheetId": .string(id)]
        if !rows.isEmpty {
            let written = Grid.Area(
                rows: row..<row + rows.count,
                columns: column..<column + width
            )
            updates = try write(rows, written, sheet, options, shown: written)
        }
        return .fields(
            ("spreadsheetId", .string(id)),
            ("tableRange", table.map { .string(A1.text(sheets[sheet].title, $0)) }),
            ("updates", updates)
        )
    }

    private mutating func write(
        _ rows: [[JSONValue]],
        _ area: Grid.Area,
        _ sheet: Int,
        _ options: WriteOptions,
        shown: Grid.Area
    ) throws(APIError) -> JSONValue {
        let locale = Locale(properties["locale"]?.text ?? "")
        var count = 0
        for (row, line) in rows.enumerated() {
            for (column, value) in line.enumerated() where value != .null {
                let entered = try options.cell(value, locale, row, column)
                count += 1
                let place = (area.rows.lowerBound + row, area.columns.lowerBound + column)
                var cell = sheets[sheet].grid.cell(place.0, place.1)
                cell.value = entered.value
                if let format = entered.format, cell.numberFormat == nil {
                    cell.set(["userEnteredFormat", "numberFormat"], format)
                }
                sheets[sheet].grid.set(place.0, place.1, cell)
            }
        }
        return .fields(
            ("spreadsheetId", .string(id)),
            ("updatedRange", .string(A1.text(sheets[sheet].title, area))),
            ("updatedRows", .int(area.rows.count)),
            ("updatedColumns", .int(area.columns.count)),
            ("updatedCells", .int(count)),
            (
                "updatedData",
                options.response.map { $0.json(self, sheets[sheet], shown) }
            )
        )
    }

    /// Empties cells, whose formats stay; returns the range that was cleared.
    mutating func clear(_ text: String) throws(APIError) -> JSONValue {
        let (sheet, area, _) = try cells(text)
        sheets[sheet].grid.changeFilled(area) { $0.value = nil }
        return .string(A1.text(sheets[sheet].title, area))
    }
}

/// How values are written.
struct WriteOptions: Sendable {
    let isUserEntered: Bool
    /// How the cells are shown in the reply; nil where they are not.
    let response: ReadOptions?

    /// Reads one value of a request.
    func cell(
        _ value: JSONValue,
        _ locale: Locale,
        _ row: Int,
        _ column: Int
    ) throws(APIError) -> (value: CellValue?, format: JSONValue?) {
        switch value {
        case .string(let text):
            if text.utf16.count > Spreadsheet.characterLimit {
                throw .invalid(Spreadsheet.tooManyCharacters)
            }
            if isUserEntered { return UserEntered.cell(text, locale) }
            return (text.isEmpty ? nil : .text(text), nil)
        case .number(let number):
            guard number.isFinite else {
                throw .invalid("Invalid values[\(row)][\(column)]: number_value is not finite")
            }
            return (.number(number), nil)
        case .bool(let bool): return (.bool(bool), nil)
        case .array, .object, .null:
            let kind = if case .array = value { "list_value" } else { "struct_value" }
            throw .invalid("Invalid values[\(row)][\(column)]: \(kind) is no value of a cell")
        }
    }
}
