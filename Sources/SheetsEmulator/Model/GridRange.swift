/// A rectangle on a sheet; a side that is nil is open.
struct GridRange: Sendable, Equatable {
    var sheetId: Int32
    var startRow: Int?
    var endRow: Int?
    var startColumn: Int?
    var endColumn: Int?

    static let names: Set = [
        "sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex",
    ]

    init(
        sheetId: Int32,
        rows: (start: Int?, end: Int?) = (nil, nil),
        columns: (start: Int?, end: Int?) = (nil, nil)
    ) {
        self.sheetId = sheetId
        (startRow, endRow) = rows
        (startColumn, endColumn) = columns
    }

    init(sheetId: Int32, _ area: Grid.Area) {
        self.init(
            sheetId: sheetId,
            rows: (area.rows.lowerBound, area.rows.upperBound),
            columns: (area.columns.lowerBound, area.columns.upperBound)
        )
    }

    init(_ body: RequestBody) throws(APIError) {
        try body.only(Self.names)
        sheetId = try body.int("sheetId") ?? 0
        startRow = try body.int("startRowIndex").map { Int($0) }
        endRow = try body.int("endRowIndex").map { Int($0) }
        startColumn = try body.int("startColumnIndex").map { Int($0) }
        endColumn = try body.int("endColumnIndex").map { Int($0) }
    }

    init(_ json: JSONValue) {
        sheetId = Int32(truncatingIfNeeded: json["sheetId"]?.int ?? 0)
        startRow = json["startRowIndex"]?.int
        endRow = json["endRowIndex"]?.int
        startColumn = json["startColumnIndex"]?.int
        endColumn = json["endColumnIndex"]?.int
    }

    /// As replies print it: sheet 0 is left out, a side that is 0 is not.
    var json: JSONValue {
        .fields(
            ("sheetId", sheetId == 0 ? nil : .int(sheetId)),
            ("startRowIndex", startRow.map { .int($0) }),
            ("endRowIndex", endRow.map { .int($0) }),
            ("startColumnIndex", startColumn.map { .int($0) }),
            ("endColumnIndex", endColumn.map { .int($0) })
        )
    }

    /// The cells that it means on a grid; nil where an end lies before its start.
    func area(on grid: Grid) -> Grid.Area? {
        let top = max(0, startRow ?? 0)
        let bottom = min(endRow ?? grid.rowCount, grid.rowCount)
        let left = max(0, startColumn ?? 0)
        let right = min(endColumn ?? grid.columnCount, grid.columnCount)
        guard top <= bottom, left <= right else { return nil }
        return Grid.Area(rows: top..<bottom, columns: left..<right)
    }

    func intersects(_ other: GridRange) -> Bool {
        func meets(_ start: Int?, _ end: Int?, _ from: Int?, _ until: Int?) -> Bool {
            (start ?? 0) < (until ?? .max) && (from ?? 0) < (end ?? .max)
        }
        return sheetId == other.sheetId
            && meets(startRow, endRow, other.startRow, other.endRow)
            && meets(startColumn, endColumn, other.startColumn, other.endColumn)
    }

    // MARK: When rows or columns come and go

    mutating func insert(_ dimension: Dimension, at index: Int, count: Int) {
        change(dimension) { start, end in
            if let value = start, value >= index { start = value + count }
            if let value = end, value > index { end = value + count }
        }
    }

    /// False where nothing is left of it.
    mutating func delete(_ dimension: Dimension, _ range: Range<Int>) -> Bool {
        var isLeft = true
        change(dimension) { start, end in
            func moved(_ value: Int) -> Int {
                value - min(max(0, value - range.lowerBound), range.count)
            }
            start = start.map(moved)
            end = end.map(moved)
            if let from = start, let until = end, from >= until { isLeft = false }
        }
        return isLeft
    }

    private mutating func change(_ dimension: Dimension, _ body: (inout Int?, inout Int?) -> Void) {
        if dimension == .rows { body(&startRow, &endRow) } else { body(&startColumn, &endColumn) }
    }
}
