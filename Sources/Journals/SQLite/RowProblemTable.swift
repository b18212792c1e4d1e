import CryptoBridge
import SQLiteBridge
import TicksheetCore
import WallTime

/// Reads and writes problems of rows, which stand among those of bodies.
///
/// They are rare, so nothing is kept prepared.
struct RowProblemTable {
    private let entries: EntryWriter
    private let identity: HMACKey
    private var connection: SQLiteConnection { entries.connection }

    init(_ entries: EntryWriter, _ identity: HMACKey) {
        self.entries = entries
        self.identity = identity
    }

    /// Writes changes, inside a transaction that its caller opens.
    func write(
        _ problems: RowProblems,
        of reader: ReaderID,
        at time: Timestamp
    ) throws(SQLiteError) {
        if problems.isWhole {
            let remove = try connection.prepare(
                "DELETE FROM problems WHERE reader = ? AND row >= 0"
            )
            remove.bind(1, reader.name)
            try remove.run()
        }
        let remove = try connection.prepare("DELETE FROM problems WHERE reader = ? AND row = ?")
        for row in problems.solved {
            remove.bind(1, reader.name)
            remove.bind(2, row)
            try remove.run()
        }
        for problem in problems.raised { try raise(problem, of: reader, at: time) }
    }

    private func raise(
        _ problem: RowProblem,
        of reader: ReaderID,
        at time: Timestamp
    ) throws(SQLiteError) {
        let insert = try connection.prepare(
            """
            INSERT INTO problems
                (identity, since, source, code, path, element, finding, remedy, body, reader, row)
            VALUES (?1, ?2, ?3, ?4, ?5,
                coalesce((SELECT element FROM entries WHERE sequence = ?6), 0), ?7, ?8,
                coalesce((SELECT body FROM entries WHERE sequence = ?6), 0), ?9, ?10)
            ON CONFLICT (identity) DO UPDATE SET
                code = excluded.code, path = excluded.path, element = excluded.element,
                finding = excluded.finding, remedy = excluded.remedy, body = excluded.body,
                is_wanted = NULL
            """
        )
        let key = EventKey(ofRow: problem.row, reader: reader)
        insert.bind(1, bytes: EventID(identity.sign(key.bytes)).bytes)
        insert.bind(2, time.seconds)
        insert.bind(3, try entries.source(problem.source))
        insert.bind(4, problem.code)
        insert.bind(5, entries.masked(problem.place))
        insert.bind(6, problem.entry)
        insert.bind(7, entries.masked(problem.finding))
        insert.bind(8, entries.masked(problem.remedy))
        insert.bind(9, reader.name)
        insert.bind(10, problem.row)
        try insert.run()
    }

    /// Returns the rows that are to be tried again.
    static func wanted(
        of reader: ReaderID,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> [Int64] {
        let find = try connection.prepare(
            "SELECT row FROM problems WHERE reader = ? AND is_wanted = 1 ORDER BY row"
        )
        find.bind(1, reader.name)
        var rows: [Int64] = []
        while try find.step() { rows.append(find.integer(0)) }
        return rows
    }

    /// Notes that rows are to be tried again, but for those that stand for nothing that could be.
    static func want(
        _ problems: [Int64],
        _ connection: SQLiteConnection
    ) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            let update = try connection.prepare(
                "UPDATE problems SET is_wanted = 1 WHERE number = ? AND reader IS NOT NULL AND row >= 0"
            )
            for number in problems {
                update.bind(1, number)
                try update.run()
            }
        }
    }
}
