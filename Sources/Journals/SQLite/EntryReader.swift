import SQLiteBridge
import TicksheetCore
import WallTime

/// Reads entries, counts and problems over a connection of its own, never in a long transaction.
final class EntryReader {
    // A read that stays open keeps the write-ahead log from being moved, so none lasts long.
    private static let page: Int64 = 50_000

    let connection: SQLiteConnection
    private var page: (fields: FieldSelection, texts: [EntryText], statement: SQLiteStatement)
    private let newest: SQLiteStatement
    /// The ids of all events.
    let ids: EventIDTable

    static func open(_ path: String) throws(JournalError) -> EntryReader {
        let connection = try JournalFile.open(path, for: .reading)
        do throws(SQLiteError) {
            return try EntryReader(connection)
        } catch {
            throw JournalError(error, path: path)
        }
    }

    init(_ connection: SQLiteConnection) throws(SQLiteError) {
        self.connection = connection
        page = (.all, EntryText.all, try Self.page(of: .all, connection))
        newest = try connection.prepare("SELECT \(PurgeTable.newestEntry)")
        ids = try EventIDTable(connection)
    }

    // A column that nobody asked for is NULL, so that every statement has the same columns.
    private static func page(
        of fields: FieldSelection,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> SQLiteStatement {
        try connection.prepare(
            "\(columns(of: fields)) WHERE sequence > ? ORDER BY sequence LIMIT ?"
        )
    }

    /// Returns what a statement begins with whose rows `entry(of:)` reads.
    static func columns(of fields: FieldSelection) -> String {
        let texts = EntryText.all.map { fields.standard.contains($0.field) ? $0.column : "NULL" }
        return """
            SELECT sequence, received, sources.name, origin, kind, time, nanoseconds,
                \(texts.joined(separator: ", ")), \(fields.hasCustom ? "custom" : "NULL"), of_receipt,
                corrects, element, sources.provider
            FROM entries JOIN sources ON sources.number = entries.source
            """
    }

    func head() throws(SQLiteError) -> SequenceNumber {
        defer { newest.reset() }
        return try newest.step() ? newest.integer(0) : 0
    }

    func entries(
        after sequence: SequenceNumber,
        limit: Int,
        fields: FieldSelection = .all
    ) throws(SQLiteError) -> [Entry] {
        var entries: [Entry] = []
        try eachEntry(after: sequence, limit: limit, fields: fields) { entries.append($0) }
        return entries
    }

    /// Hands over up to `limit` entries behind a position, one by one.
    func eachEntry(
        after sequence: SequenceNumber,
        limit: Int,
        fields: FieldSelection,
        _ body: (Entry) -> Void
    ) throws(SQLiteError) {
        if page.fields != fields {
            let texts = EntryText.all.filter { fields.standard.contains($0.field) }
            page = (fields, texts, try Self.page(of: fields, connection))
        }
        let row = page.statement
        row.bind(1, sequence)
        row.bind(2, Int64(limit))
        defer { row.reset() }
        var rows = EntryRows(page.texts)
        while try row.step() { body(rows.entry(of: row)) }
    }

    /// Returns the entry of one row.
    func entry(of row: SQLiteStatement) -> Entry {
        var rows = EntryRows(EntryText.all)
        return rows.entry(of: row)
    }

    // MARK: What people look at

    func summary(now: Timestamp) throws(SQLiteError) -> JournalSummary {
        var summary = JournalSummary()
        summary.head = try head()
        summary.counts = try counts(upTo: summary.head)
        summary.duplicates = try number("SELECT sum(count) FROM tallies WHERE name = 'duplicates'")
        summary.ignored = try number("SELECT sum(count) FROM tallies WHERE name = 'ignored'")
        summary.bodies = try number(PurgeTable.keptBodies)
        summary.problems = try number("SELECT count(*) FROM problems")
        // A purge may have taken all bodies, and left entries.
        let lasts = [
            try ReceivedTable.bodies.newest(now: now, connection),
            try ReceivedTable.entries.newest(now: now, connection),
        ]
        summary.lastReceived = lasts.compactMap(\.self).max()
        summary.oldestEntry = try ReceivedTable.entries.oldest(now: now, connection)
        summary.oldestBody = try ReceivedTable.bodies.oldest(now: now, connection)
        return summary
    }

    private func counts(upTo head: SequenceNumber) throws(SQLiteError) -> [String: Int] {
        let statement = try connection.prepare(
            """
            SELECT CASE kind WHEN 'status' THEN coalesce(status, '') ELSE kind END, count(*)
            FROM entries WHERE sequence > ? AND sequence <= ? AND corrects IS NULL GROUP BY 1
            """
        )
        let changes = try connection.prepare(Self.changedCounts)
        var counts: [String: Int] = [:]
        var start: SequenceNumber = 0
        while start < head {
            for part in [statement, changes] {
                part.bind(1, start)
                part.bind(2, min(head, start + Self.page))
                while try part.step() {
                    counts[part.text(0) ?? "", default: 0] += Int(part.integer(1))
                }
                part.reset()
            }
            start += Self.page
        }
        return counts.filter { $0.value != 0 }
    }

    func problems(limit: Int) throws(SQLiteError) -> [StoredProblem] {
        let statement = try connection.prepare(
            "\(Self.problemColumns) ORDER BY problems.number DESC LIMIT ?"
        )
        statement.bind(1, Int64(limit))
        var problems: [StoredProblem] = []
        while try statement.step() { problems.append(problem(of: statement, body: [])) }
        return problems
    }

    func problem(_ number: Int64) throws(SQLiteError) -> StoredProblem? {
        let statement = try connection.prepare("\(Self.problemColumns) WHERE problems.number = ?")
        statement.bind(1, number)
        guard try statement.step() else { return nil }
        return problem(of: statement, body: statement.bytes(7))
    }

    private static let problemColumns = """
        SELECT problems.number, since, sources.name, code, path, finding, remedy, bodies.body
        FROM problems JOIN sources ON sources.number = problems.source
        LEFT JOIN bodies ON bodies.number = problems.body
        """

    private func problem(of row: SQLiteStatement, body: [UInt8]) -> StoredProblem {
        StoredProblem(
            number: row.integer(0),
            since: Timestamp(seconds: row.integer(1), nanoseconds: 0),
            source: row.text(2) ?? "",
            code: row.text(3) ?? "",
            path: row.text(4) ?? "",
            finding: row.text(5) ?? "",
            remedy: row.text(6) ?? "",
            body: body
        )
    }

    private func number(_ sql: String) throws(SQLiteError) -> Int {
        let statement = try connection.prepare(sql)
        return try statement.step() ? Int(statement.integer(0)) : 0
    }
}
