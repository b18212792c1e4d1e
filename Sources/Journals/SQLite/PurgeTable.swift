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
    ///
    /// A program of before only noted what it removed by the clock.
    static let horizon = """
        SELECT coalesce((SELECT value FROM retention WHERE name = 'ids_since'), value)
        FROM retention WHERE name = 'before'
        """

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
        try writer.removal { () throws(SQLiteError) in
            var isEnd = true
            if limits.entriesBefore != nil {
                let problems = try removeProblems(limits, rows)
                let entries = try removeEntries(limits, rows - problems.count, writer.ids)
                step.problems = problems.count
                step.entries = entries.count
                isEnd = problems.isEnd && entries.isEnd
            }
            let left = rows - step.problems - step.entries
            isEnd = isEnd && left > 0
            if left > 0, limits.bodiesBefore != nil {
                isEnd = try removeBodies(limits, left, &step) && isEnd
            }
            if let cutoff = limits.messagesBefore, isEnd, left > step.bodies {
                isEnd = try removeMessages(
                    before: cutoff,
                    now: limits.now,
                    left - step.bodies,
                    &step
                )
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
        _ limits: PurgeLimits,
        _ rows: Int
    ) throws(SQLiteError) -> ReleasedRows {
        guard let cutoff = limits.entriesBefore else { return ReleasedRows() }
        let old = try ReleasedRows.find(
            .problems,
            before: cutoff,
            now: limits.now,
            rows,
            connection
        )
        if let last = old.last { try run("DELETE FROM problems WHERE number <= ?", last) }
        return old
    }

    private func removeEntries(
        _ limits: PurgeLimits,
        _ rows: Int,
        _ ids: EventIDTable
    ) throws(SQLiteError) -> ReleasedRows {
        guard let cutoff = limits.entriesBefore else { return ReleasedRows() }
        let old = try ReleasedRows.find(
            .entries,
            upTo: min(limits.passed, limits.shownAfter),
            before: cutoff,
            now: limits.now,
            rows,
            connection
        )
        guard let last = old.last else { return old }
        let find = try connection.prepare(
            "SELECT time, event, of_receipt FROM entries WHERE sequence <= ? ORDER BY sequence"
        )
        find.bind(1, last)
        // Not the cutoff: while the clock is years ahead, that lies behind all events to come.
        var idsSince = try self.idsSince()
        while try find.step() {
            guard !find.isNull(1) else { continue }
            let id = EventID(find.bytes(1))
            // The id of an event whose time lies behind the cutoff stays: its copies are not too old. So does
            // that of one which tells no time: a copy would be as old as its own receipt.
            guard find.integer(0) < cutoff.seconds, find.isNull(2) else {
                try ids.file(id)
                continue
            }
            try ids.remove(id)
            idsSince = max(idsSince, find.integer(0) + 1)
        }
        find.reset()
        try set("ids_since", to: idsSince)
        try run("DELETE FROM entries WHERE sequence <= ?", last)
        try set("through", to: last)
        try set("newest_entry", to: last)
        try set("before", to: cutoff.seconds)
        try set("entries", to: Int64(old.count) + (try value("entries") ?? 0))
        return old
    }

    // MARK: Bodies

    /// Removes bodies, a long one counting as the rows that its pages are.
    ///
    /// - Returns: Whether all were looked at that are old enough.
    private func removeBodies(
        _ limits: PurgeLimits,
        _ rows: Int,
        _ step: inout PurgeStep
    ) throws(SQLiteError) -> Bool {
        guard let cutoff = limits.bodiesBefore else { return true }
        let old = try ReleasedRows.find(
            .bodies,
            after: step.cursor.body,
            upTo: try firstNeeded(after: limits.passed) - 1,
            before: cutoff,
            now: limits.now,
            rows,
            connection
        )
        guard let last = old.last else { return old.isEnd }
        let find = try connection.prepare(
            """
            SELECT number, length(body),
                EXISTS (SELECT 1 FROM problems WHERE problems.body = bodies.number)
            FROM bodies WHERE number > ? AND number <= ? ORDER BY number
            """
        )
        find.bind(1, step.cursor.body)
        find.bind(2, last)
        var numbers: [Int64] = []
        var weight = 0
        while weight < rows, try find.step() {
            step.cursor.body = find.integer(0)
            guard find.integer(2) == 0 else { continue }
            numbers.append(find.integer(0))
            weight += 1 + Int(find.integer(1)) / Self.pageBytes
        }
        find.reset()
        let removals = [
            try connection.prepare("DELETE FROM bodies WHERE number = ?"),
            try connection.prepare("DELETE FROM copies WHERE body = ?"),
        ]
        for number in numbers {
            for remove in removals {
                remove.bind(1, number)
                try remove.run()
            }
        }
        if let last = numbers.last { try set("newest_body", to: last) }
        step.bodies = numbers.count
        return old.isEnd && weight < rows
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
        now: Timestamp,
        _ rows: Int,
        _ step: inout PurgeStep
    ) throws(SQLiteError) -> Bool {
        let find = try connection.prepare(
            "SELECT number, touched, recipient FROM messages WHERE number > ? ORDER BY number LIMIT ?"
        )
        find.bind(1, step.cursor.message)
        find.bind(2, Int64(rows))
        var old: [(number: Int64, recipient: Int64)] = []
        var unknown: [Int64] = []
        var looked = 0
        while try find.step() {
            step.cursor.message = find.integer(0)
            looked += 1
            let touched = find.integer(1)
            if touched < ReceiptAges.earliest {
                unknown.append(find.integer(0))
            } else if touched < cutoff.seconds {
                old.append((find.integer(0), find.integer(2)))
            }
        }
        find.reset()
        // From now on it is as old as today. One heard of in time to come stays until then: it may be now
        // that the clock is wrong.
        let touch = try connection.prepare("UPDATE messages SET touched = ? WHERE number = ?")
        for number in unknown where now.seconds >= ReceiptAges.earliest {
            touch.bind(1, now.seconds)
            touch.bind(2, number)
            try touch.run()
        }
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

    private func idsSince() throws(SQLiteError) -> Int64 {
        let find = try connection.prepare(Self.horizon)
        defer { find.reset() }
        return try find.step() ? find.integer(0) : .min
    }

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
