import PosixBridge
import SQLiteBridge
import TicksheetCore
import WallTime

/// Removes what retention has released, a little at a time, and remembers what it removed.
///
/// Purges are rare beside appends, so nothing is kept prepared.
struct PurgeTable {
    // Free pages are used again; more of them than this are given back.
    private static let freePages: Int64 = 256
    private static let freeShare: Int64 = 50
    private static let pageBytes = 4096

    /// The position of the newest entry ever, as an SQL expression: what was removed is not used again.
    ///
    /// Entries go from the oldest on: as long as there is one, it is the newest that ever was.
    static let newestEntry = """
        coalesce((SELECT max(sequence) FROM entries),
            (SELECT value FROM retention WHERE name = 'newest_entry'), 0)
        """
    /// The number of the newest body ever, as an SQL expression: one that entries or problems bear is not
    /// given again.
    static let newestBody = """
        max(coalesce((SELECT max(number) FROM bodies), 0),
            coalesce((SELECT max(body) FROM entries), 0),
            coalesce((SELECT max(body) FROM problems), 0),
            coalesce((SELECT value FROM retention WHERE name = 'newest_body'), 0))
        """
    /// Counts the bodies without a look at each: behind the newest that was removed all are there, before
    /// it only those with problems.
    static let keptBodies = """
        WITH removed (newest) AS
            (SELECT coalesce((SELECT value FROM retention WHERE name = 'newest_body'), 0))
        SELECT (SELECT count(*) FROM bodies WHERE number <= newest)
            + max(0, coalesce((SELECT max(number) FROM bodies), 0) - newest)
        FROM removed
        """
    /// Asks since when event ids are kept; no row where all are.
    static let horizon = "SELECT value FROM retention WHERE name = 'before'"

    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    /// Returns what was removed so far.
    func span() throws(SQLiteError) -> PurgedSpan? {
        let entries = try value("entries")
        guard let through = try value("through"), let entries, let before = try value("before")
        else { return nil }
        return PurgedSpan(
            through: through,
            entries: Int(entries),
            before: Timestamp(seconds: before, nanoseconds: 0)
        )
    }

    /// Removes up to so many rows, in one transaction.
    func purge(
        _ limits: PurgeLimits,
        rows: Int,
        after cursor: PurgeCursor,
        _ writer: EntryWriter
    ) throws(SQLiteError) -> PurgeStep {
        let start = Clocks.monotonic
        var step = PurgeStep()
        step.cursor = cursor
        try writer.transaction { () throws(SQLiteError) in
            if let cutoff = limits.entriesBefore {
                step.problems = try removeProblems(before: cutoff, rows)
                let left = rows - step.problems
                step.entries = try removeEntries(
                    before: cutoff,
                    upTo: min(limits.passed, limits.shownAfter),
                    left,
                    writer.ids
                )
            }
            let left = rows - step.problems - step.entries
            var isEnd = left > 0
            if let cutoff = limits.bodiesBefore, left > 0 {
                isEnd = try removeBodies(before: cutoff, upTo: limits.passed, left, &step)
            }
            if let cutoff = limits.messagesBefore, isEnd, left > step.bodies {
                isEnd = try removeMessages(before: cutoff, left - step.bodies, &step)
            }
            step.isLast = isEnd
        }
        step.took = .nanoseconds(Int64(Clocks.monotonic - start))
        return step
    }

    /// Gives free pages back to the disk, up to so many.
    ///
    /// - Returns: How many; 0 where there are few.
    func shrink(pages: Int) throws(SQLiteError) -> Int {
        let all = try pragma("page_count")
        let free = try pragma("freelist_count")
        let surplus = free - max(Self.freePages, all / Self.freeShare)
        guard surplus > 0 else { return 0 }
        let count = min(surplus, Int64(pages))
        try connection.execute("PRAGMA incremental_vacuum(\(count))")
        return Int(count)
    }

    // MARK: Problems and entries

    private func removeProblems(
        before cutoff: Timestamp,
        _ rows: Int
    ) throws(SQLiteError) -> Int {
        let find = try connection.prepare(
            "SELECT number, since FROM problems ORDER BY number LIMIT ?"
        )
        find.bind(1, Int64(rows))
        var last: Int64?
        var count = 0
        while try find.step(), find.integer(1) < cutoff.seconds {
            last = find.integer(0)
            count += 1
        }
        find.reset()
        if let last { try run("DELETE FROM problems WHERE number <= ?", last) }
        return count
    }

    private func removeEntries(
        before cutoff: Timestamp,
        upTo passed: SequenceNumber,
        _ rows: Int,
        _ ids: EventIDTable
    ) throws(SQLiteError) -> Int {
        let find = try connection.prepare(
            """
            SELECT sequence, received, time, event FROM entries
            WHERE sequence <= ? ORDER BY sequence LIMIT ?
            """
        )
        find.bind(1, passed)
        find.bind(2, Int64(max(0, rows)))
        var last: SequenceNumber?
        var count = 0
        while try find.step(), find.integer(1) < cutoff.seconds {
            last = find.integer(0)
            count += 1
            guard !find.isNull(3) else { continue }
            let id = EventID(find.bytes(3))
            // The id of an event whose time lies behind the cutoff stays: its copies are not too old.
            if find.integer(2) < cutoff.seconds { try ids.remove(id) } else { try ids.file(id) }
        }
        find.reset()
        guard let last else { return 0 }
        try run("DELETE FROM entries WHERE sequence <= ?", last)
        try set("through", to: last)
        try set("newest_entry", to: last)
        try set("before", to: cutoff.seconds)
        try set("entries", to: Int64(count) + (try value("entries") ?? 0))
        return count
    }

    // MARK: Bodies

    /// Removes bodies, a long one counting as the rows that its pages are.
    ///
    /// - Returns: Whether all were looked at that are old enough.
    private func removeBodies(
        before cutoff: Timestamp,
        upTo passed: SequenceNumber,
        _ rows: Int,
        _ step: inout PurgeStep
    ) throws(SQLiteError) -> Bool {
        let find = try connection.prepare(
            """
            SELECT number, received, length(body),
                EXISTS (SELECT 1 FROM problems WHERE problems.body = bodies.number)
            FROM bodies WHERE number > ? AND number < ? ORDER BY number LIMIT ?
            """
        )
        find.bind(1, step.cursor.body)
        find.bind(2, try firstNeeded(after: passed))
        find.bind(3, Int64(rows))
        var numbers: [Int64] = []
        var looked = 0
        var weight = 0
        var isYoung = false
        while weight < rows, try find.step() {
            guard find.integer(1) < cutoff.seconds else {
                isYoung = true
                break
            }
            step.cursor.body = find.integer(0)
            looked += 1
            guard find.integer(3) == 0 else { continue }
            numbers.append(find.integer(0))
            weight += 1 + Int(find.integer(2)) / Self.pageBytes
        }
        find.reset()
        let remove = try connection.prepare("DELETE FROM bodies WHERE number = ?")
        for number in numbers {
            remove.bind(1, number)
            try remove.run()
        }
        if let last = numbers.last { try set("newest_body", to: last) }
        step.bodies = numbers.count
        return isYoung || (looked < rows && weight < rows)
    }

    // Bodies and their entries are numbered in one order.
    private func firstNeeded(after passed: SequenceNumber) throws(SQLiteError) -> Int64 {
        let find = try connection.prepare(
            "SELECT body FROM entries WHERE sequence > ? ORDER BY sequence LIMIT 1"
        )
        find.bind(1, passed)
        defer { find.reset() }
        return try find.step() ? find.integer(0) : .max
    }

    // MARK: Messages

    /// Looks at some messages and removes those that nothing came for since.
    ///
    /// - Returns: Whether all were looked at.
    private func removeMessages(
        before cutoff: Timestamp,
        _ rows: Int,
        _ step: inout PurgeStep
    ) throws(SQLiteError) -> Bool {
        let find = try connection.prepare(
            "SELECT number, touched, recipient FROM messages WHERE number > ? ORDER BY number LIMIT ?"
        )
        find.bind(1, step.cursor.message)
        find.bind(2, Int64(rows))
        var old: [(number: Int64, recipient: Int64)] = []
        var looked = 0
        while try find.step() {
            step.cursor.message = find.integer(0)
            looked += 1
            if find.integer(1) < cutoff.seconds { old.append((find.integer(0), find.integer(2))) }
        }
        find.reset()
        let remove = try connection.prepare("DELETE FROM messages WHERE number = ?")
        let forget = try connection.prepare(
            """
            DELETE FROM recipients WHERE number = ?1
                AND NOT EXISTS (SELECT 1 FROM messages WHERE recipient = ?1)
            """
        )
        for message in old {
            remove.bind(1, message.number)
            try remove.run()
            forget.bind(1, message.recipient)
            try forget.run()
        }
        step.messages = old.count
        return looked < rows
    }

    // MARK: Values

    private func value(_ name: String) throws(SQLiteError) -> Int64? {
        let find = try connection.prepare("SELECT value FROM retention WHERE name = ?")
        find.bind(1, name)
        defer { find.reset() }
        return try find.step() ? find.integer(0) : nil
    }

    // None of the values ever goes back: a clock may.
    private func set(_ name: String, to value: Int64) throws(SQLiteError) {
        let set = try connection.prepare(
            """
            INSERT INTO retention (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)
            """
        )
        set.bind(1, name)
        set.bind(2, value)
        try set.run()
    }

    private func run(_ sql: String, _ value: Int64) throws(SQLiteError) {
        let statement = try connection.prepare(sql)
        statement.bind(1, value)
        try statement.run()
    }

    private func pragma(_ name: String) throws(SQLiteError) -> Int64 {
        let statement = try connection.prepare("PRAGMA \(name)")
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }
}
