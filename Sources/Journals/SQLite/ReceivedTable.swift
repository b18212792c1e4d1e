import SQLiteBridge
import TicksheetCore
import WallTime

/// A table whose rows are numbered in the order in which they were received.
struct ReceivedTable {
    static let entries = Self(name: "entries", key: "sequence", received: "received")
    static let bodies = Self(name: "bodies", key: "number", received: "received")
    static let problems = Self(name: "problems", key: "number", received: "since")

    /// The table's name.
    let name: String
    /// The column of numbers.
    let key: String
    /// The column of the times of receipt.
    let received: String

    /// The start of a question for rows.
    var select: String { "SELECT \(key), \(received) FROM \(name)" }

    /// Returns when the oldest row was received, one whose time can be before all others.
    func oldest(now: Timestamp, _ connection: SQLiteConnection) throws(SQLiteError) -> Timestamp? {
        let ages = ReceiptAges(before: now, now: now)
        if let found = try firstPossible(after: 0, ages, connection) {
            return Timestamp(seconds: found)
        }
        return try time(from: 0, try first(connection)).map { Timestamp(seconds: $0) }
    }

    /// Returns when the newest row was received, one whose time can be before all others.
    ///
    /// Some that were received at about the same time stand in another order, so it looks at a thousand.
    func newest(now: Timestamp, _ connection: SQLiteConnection) throws(SQLiteError) -> Timestamp? {
        let find = try connection.prepare(
            """
            SELECT coalesce(max(at) FILTER (WHERE at BETWEEN ? AND ?), max(at))
            FROM (SELECT \(received) AS at FROM \(name) ORDER BY \(key) DESC LIMIT 1000)
            """
        )
        defer { find.reset() }
        find.bind(1, ReceiptAges.earliest)
        find.bind(2, ReceiptAges(before: now, now: now).latest)
        guard try find.step(), !find.isNull(0) else { return nil }
        return Timestamp(seconds: find.integer(0))
    }

    /// Returns when the first row behind another was received whose time can be.
    ///
    /// A clock that is wrong, or was, leaves any number of rows to pass by, while webhooks wait. So it
    /// looks at a thousand; behind them it doubles its steps until it finds one, then halves them, some
    /// hundred rows at most. Where right and wrong times alternate there it may be a later one.
    func firstPossible(
        after last: Int64,
        _ ages: ReceiptAges,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> Int64? {
        let look = try connection.prepare("\(select) WHERE \(key) > ? ORDER BY \(key) LIMIT 1000")
        look.bind(1, last)
        defer { look.reset() }
        var before = last
        while try look.step() {
            if ages.isPossible(look.integer(1)) { return look.integer(1) }
            before = look.integer(0)
        }
        let find = try first(connection)
        let (start, end) = (before, try newestKey(connection))
        var (key, step) = (start, Int64(1))
        var found: Int64?
        while found == nil {
            guard key < end else { return nil }
            before = key
            key = min(start + step, end)
            step *= 2
            found = try time(from: key, find).flatMap { ages.isPossible($0) ? $0 : nil }
        }
        while key - before > 1, let middle = try time(from: (before + key) / 2, find) {
            if ages.isPossible(middle) {
                (key, found) = ((before + key) / 2, middle)
            } else {
                before = (before + key) / 2
            }
        }
        return found
    }

    private func newestKey(_ connection: SQLiteConnection) throws(SQLiteError) -> Int64 {
        let find = try connection.prepare("SELECT max(\(key)) FROM \(name)")
        defer { find.reset() }
        return try find.step() ? find.integer(0) : 0
    }

    private func first(_ connection: SQLiteConnection) throws(SQLiteError) -> SQLiteStatement {
        try connection.prepare("\(select) WHERE \(key) >= ? ORDER BY \(key) LIMIT 1")
    }

    private func time(from key: Int64, _ find: SQLiteStatement) throws(SQLiteError) -> Int64? {
        find.bind(1, key)
        defer { find.reset() }
        return try find.step() ? find.integer(1) : nil
    }
}
