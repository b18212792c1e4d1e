import SQLiteBridge
import TicksheetCore
import WallTime

/// What may go of a table, from its oldest row on.
struct ReleasedRows {
    /// How many rows.
    var count = 0
    /// The last of them.
    var last: Int64?
    /// Whether no row behind them may go.
    var isEnd = true

    /// Looks at up to so many rows of a table, from the oldest on.
    static func find(
        _ table: ReceivedTable,
        after: Int64 = 0,
        upTo: Int64 = .max,
        before cutoff: Timestamp,
        now: Timestamp,
        _ rows: Int,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> Self {
        let rows = max(0, rows)
        let find = try connection.prepare(
            "\(table.select) WHERE \(table.key) > ?1 AND \(table.key) <= ?2 ORDER BY 1 LIMIT ?3"
        )
        find.bind(1, after)
        find.bind(2, upTo)
        find.bind(3, Int64(rows))
        var ages = ReceiptAges(before: cutoff, now: now)
        var keys: [Int64] = []
        while !ages.hasYoung, try find.step() {
            keys.append(find.integer(0))
            ages.take(find.integer(1))
        }
        find.reset()
        let isWhole = ages.hasYoung || keys.count < rows
        if ages.unknown > 0, !ages.hasYoung, let last = keys.last,
            let next = try table.firstPossible(after: last, ages, connection)
        {
            ages.take(next)
        }
        let count = min(ages.released, keys.count)
        return Self(
            count: count,
            last: count > 0 ? keys[count - 1] : nil,
            isEnd: isWhole || (count == 0 && rows > 0)
        )
    }
}
