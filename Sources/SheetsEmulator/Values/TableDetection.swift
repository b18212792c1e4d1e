/// Finds the table that `values.append` appends to.
///
/// Tables are blocks of cells that touch each other, corners too. Of those that meet the searched
/// range the last one counts.
/// Source: <https://developers.google.com/workspace/sheets/api/guides/values#append_values>
enum TableDetection {
    static func table(on grid: Grid, in searched: Grid.Area) -> Grid.Area? {
        tables(on: grid).filter { table in
            table.rows.overlaps(searched.rows) && table.columns.overlaps(searched.columns)
        }
        .max { left, right in
            (left.rows.upperBound, left.columns.lowerBound)
                < (right.rows.upperBound, right.columns.lowerBound)
        }
    }

    private static func tables(on grid: Grid) -> [Grid.Area] {
        var open: [Grid.Area] = []
        var closed: [Grid.Area] = []
        for (index, row) in grid.rows.enumerated() {
            for run in runs(row) {
                var table = Grid.Area(rows: index..<index + 1, columns: run)
                open.removeAll { other in
                    guard other.rows.upperBound >= index, touches(other.columns, table.columns)
                    else { return false }
                    table = joined(table, other)
                    return true
                }
                open.append(table)
            }
            closed += open.filter { $0.rows.upperBound < index }
            open.removeAll { $0.rows.upperBound < index }
        }
        return closed + open
    }

    private static func runs(_ row: Grid.Row) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for (column, cell) in row.enumerated() where cell.value != nil {
            if let last = runs.last, last.upperBound == column {
                runs[runs.count - 1] = last.lowerBound..<column + 1
            } else {
                runs.append(column..<column + 1)
            }
        }
        return runs
    }

    private static func touches(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        left.lowerBound <= right.upperBound && right.lowerBound <= left.upperBound
    }

    private static func joined(_ left: Grid.Area, _ right: Grid.Area) -> Grid.Area {
        func span(_ left: Range<Int>, _ right: Range<Int>) -> Range<Int> {
            min(left.lowerBound, right.lowerBound)..<max(left.upperBound, right.upperBound)
        }
        return Grid.Area(
            rows: span(left.rows, right.rows),
            columns: span(left.columns, right.columns)
        )
    }
}
