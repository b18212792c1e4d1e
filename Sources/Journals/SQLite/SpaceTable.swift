import SQLiteBridge
package import TicksheetCore
package import WallTime

/// How much of a journal's file is in use, and how fast rows come.
package struct JournalSpace: Sendable, Equatable {
    /// How fast rows of one kind came lately.
    package struct Pace: Sendable, Equatable {
        /// Rows.
        package let count: Int64
        /// In so many seconds.
        package let seconds: Int64

        /// Creates a pace.
        package init(count: Int64, seconds: Int64) {
            self.count = count
            self.seconds = seconds
        }

        /// Rows in a day; nil where they have come for less than an hour.
        package var perDay: Double? {
            seconds < 3600 ? nil : Double(count) / Double(seconds) * 86_400
        }
    }

    /// Bytes of pages that hold something.
    package var used: Int64 = 0
    /// Bytes of pages that are free in the file.
    package var free: Int64 = 0
    /// Bytes of a body with its request, on average over the newest.
    package var body: Double = 0
    /// Entries of the last days.
    package var entries = Pace(count: 0, seconds: 0)
    /// Bodies of the last days.
    package var bodies = Pace(count: 0, seconds: 0)
}

extension SQLiteJournal {
    /// Returns how much of the file is in use, and how fast rows came in the last seven days.
    ///
    /// A few dozen look-ups, however large the journal.
    package func space(now: Timestamp) throws(JournalError) -> JournalSpace {
        try read { entries throws(SQLiteError) in
            try SpaceTable(entries.connection).space(now: now.seconds)
        }
    }
}

/// Measures tables by looking at few of their rows.
private struct SpaceTable {
    private static let window: Int64 = 7 * 86_400
    private static let sample = 500
    // A row's other columns, its key and its share of the page.
    private static let besideBody = 80

    let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func space(now: Int64) throws(SQLiteError) -> JournalSpace {
        var space = JournalSpace()
        let page = try integer("PRAGMA page_size") ?? 4096
        let free = try integer("PRAGMA freelist_count") ?? 0
        space.used = ((try integer("PRAGMA page_count") ?? 0) - free) * page
        space.free = free * page
        space.body = Double(
            try integer(
                """
                SELECT avg(length(body) + length(request) + \(Self.besideBody)) FROM
                    (SELECT body, request FROM bodies ORDER BY number DESC LIMIT \(Self.sample))
                """
            ) ?? 0
        )
        space.entries = try pace(of: "entries", by: "sequence", now: now)
        space.bodies = try pace(of: "bodies", by: "number", now: now)
        return space
    }

    private func pace(
        of table: String,
        by key: String,
        now: Int64
    ) throws(SQLiteError) -> JournalSpace.Pace {
        let find = try connection.prepare(
            "SELECT \(key), received FROM \(table) WHERE \(key) >= ? ORDER BY \(key) LIMIT 1"
        )
        func row(from start: Int64) throws(SQLiteError) -> (key: Int64, received: Int64)? {
            find.bind(1, start)
            defer { find.reset() }
            return try find.step() ? (find.integer(0), find.integer(1)) : nil
        }
        let newest = try integer("SELECT max(\(key)) FROM \(table)")
        guard let first = try row(from: 0), let last = newest else {
            return JournalSpace.Pace(count: 0, seconds: 0)
        }
        // Rows come in the order of their receipt, so the window's beginning is found by halving. Keys
        // have gaps: retention removes bodies around those with problems.
        let window = now - Self.window
        var start = first.key
        var end = last + 1
        while start < end {
            let middle = start + (end - start) / 2
            if let found = try row(from: middle), found.received < window {
                start = found.key + 1
            } else {
                end = middle
            }
        }
        return JournalSpace.Pace(
            count: max(0, last - start + 1),
            seconds: max(0, now - max(first.received, window))
        )
    }

    private func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try connection.prepare(sql)
        defer { statement.reset() }
        return try statement.step() && !statement.isNull(0) ? statement.integer(0) : nil
    }
}
