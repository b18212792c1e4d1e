/// The cells of a sheet; what lies behind the last cell of a row, or the last row, is empty.
struct Grid: Sendable, Equatable {
    typealias Row = [Cell]

    var rowCount: Int
    var columnCount: Int
    private(set) var rows: [Row] = []

    init(rowCount: Int, columnCount: Int) {
        self.rowCount = rowCount
        self.columnCount = columnCount
    }

    func cell(_ row: Int, _ column: Int) -> Cell {
        guard rows.indices.contains(row), rows[row].indices.contains(column) else { return Cell() }
        return rows[row][column]
    }

    func row(_ row: Int) -> Row { rows.indices.contains(row) ? rows[row] : [] }

    mutating func change(_ row: Int, _ column: Int, _ body: (inout Cell) -> Void) {
        if rows.count <= row {
            rows.append(contentsOf: repeatElement([], count: row + 1 - rows.count))
        }
        if rows[row].count <= column {
            rows[row].append(
                contentsOf: repeatElement(Cell(), count: column + 1 - rows[row].count)
            )
        }
        body(&rows[row][column])
    }

    mutating func set(_ row: Int, _ column: Int, _ cell: Cell) {
        if cell.isEmpty, self.cell(row, column).isEmpty { return }
        change(row, column) { $0 = cell }
    }

    /// Puts a row below everything.
    mutating func appendRow(_ cells: Row, at row: Int) {
        if rows.count == row { rows.append(cells) } else { replaceRow(row, cells) }
    }

    mutating func replaceRow(_ row: Int, _ cells: Row) {
        if rows.count <= row {
            rows.append(contentsOf: repeatElement([], count: row + 1 - rows.count))
        }
        rows[row] = cells
    }

    /// Changes cells that are there; none comes into being.
    mutating func changeFilled(_ area: Area, _ body: (inout Cell) -> Void) {
        for row in area.rows.clamped(to: 0..<rows.count) {
            for column in area.columns.clamped(to: 0..<rows[row].count) {
                body(&rows[row][column])
            }
        }
    }

    /// The row after the last one with a value.
    var valueEnd: Int {
        (rows.lastIndex { $0.contains { $0.value != nil } } ?? -1) + 1
    }

    /// The row after the last one with anything in it.
    var filledEnd: Int {
        (rows.lastIndex { $0.contains { !$0.isEmpty } } ?? -1) + 1
    }

    /// A rectangle of cells.
    struct Area: Sendable, Equatable {
        var rows: Range<Int>
        var columns: Range<Int>
    }

    var whole: Area { Area(rows: 0..<rowCount, columns: 0..<columnCount) }

    // MARK: Rows and columns

    mutating func insert(_ dimension: Dimension, at index: Int, count: Int) {
        switch dimension {
        case .rows:
            rowCount += count
            if index < rows.count {
                rows.insert(contentsOf: repeatElement([], count: count), at: index)
            }
        case .columns:
            columnCount += count
            for row in rows.indices where rows[row].count > index {
                rows[row].insert(contentsOf: repeatElement(Cell(), count: count), at: index)
            }
        }
    }

    mutating func delete(_ dimension: Dimension, _ range: Range<Int>) {
        switch dimension {
        case .rows:
            rowCount -= range.count
            rows.removeSubrange(range.clamped(to: 0..<rows.count))
        case .columns:
            columnCount -= range.count
            for row in rows.indices {
                rows[row].removeSubrange(range.clamped(to: 0..<rows[row].count))
            }
        }
    }

    mutating func resize(rows newRows: Int, columns newColumns: Int) {
        if newRows < rowCount { delete(.rows, newRows..<rowCount) }
        if newColumns < columnCount { delete(.columns, newColumns..<columnCount) }
        rowCount = newRows
        columnCount = newColumns
    }

    /// Moves rows or columns; `target` is counted as if they were still in their place.
    mutating func move(_ dimension: Dimension, _ range: Range<Int>, to target: Int) {
        switch dimension {
        case .rows:
            let end = max(range.upperBound, target)
            if rows.count < end {
                rows.append(contentsOf: repeatElement([], count: end - rows.count))
            }
            Self.move(&rows, range, to: target)
        case .columns:
            let end = max(range.upperBound, target)
            for row in rows.indices where rows[row].count > min(range.lowerBound, target) {
                if rows[row].count < end {
                    rows[row].append(
                        contentsOf: repeatElement(Cell(), count: end - rows[row].count)
                    )
                }
                Self.move(&rows[row], range, to: target)
            }
        }
    }

    private static func move<Element>(
        _ array: inout [Element],
        _ range: Range<Int>,
        to target: Int
    ) {
        let moved = Array(array[range])
        array.removeSubrange(range)
        array.insert(
            contentsOf: moved,
            at: target > range.lowerBound ? target - range.count : target
        )
    }
}

/// Rows or columns.
enum Dimension: String, Sendable {
    case rows = "ROWS"
    case columns = "COLUMNS"

    var word: String { self == .rows ? "row" : "column" }
}
