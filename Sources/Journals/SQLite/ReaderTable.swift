import SQLiteBridge
import TicksheetCore
import WallTime

/// Reads and writes what the journal holds of readers.
final class ReaderTable {
    private let connection: SQLiteConnection
    private let find: SQLiteStatement
    private let insert: SQLiteStatement
    private let keepState: SQLiteStatement
    private let advance: SQLiteStatement
    private let noteTrouble: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(SQLiteError) {
        self.connection = connection
        find = try connection.prepare("\(Self.columns) WHERE name = ?")
        insert = try connection.prepare(
            "INSERT OR IGNORE INTO readers (name, begin, checkpoint, state) VALUES (?1, ?2, ?2, x'')"
        )
        keepState = try connection.prepare("UPDATE readers SET state = ? WHERE name = ?")
        advance = try connection.prepare(
            """
            UPDATE readers SET checkpoint = max(checkpoint, ?), state = ?, acknowledged = ?
            WHERE name = ?
            """
        )
        noteTrouble = try connection.prepare(
            """
            UPDATE readers SET trouble_code = ?, trouble = ?, trouble_since = ?, trouble_next = ?
            WHERE name = ?
            """
        )
    }

    private static let columns = """
        SELECT name, checkpoint, state, acknowledged, trouble_code, trouble, trouble_since,
            trouble_next
        FROM readers
        """

    /// Returns a reader's record; a new one begins behind a position.
    func record(_ reader: ReaderID, start: ReaderStart) throws(SQLiteError) -> ReaderRecord {
        if let found = try record(reader) { return found }
        try connection.transaction { () throws(SQLiteError) in
            insert.bind(1, reader.name)
            insert.bind(2, try Self.position(of: start, connection))
            try insert.run()
        }
        return try record(reader)
            ?? ReaderRecord(
                reader: reader,
                checkpoint: 0,
                state: [],
                acknowledged: nil,
                trouble: nil
            )
    }

    func keep(_ state: [UInt8], of reader: ReaderID) throws(SQLiteError) {
        keepState.bind(1, bytes: state)
        keepState.bind(2, reader.name)
        try keepState.run()
    }

    func acknowledge(
        _ reader: ReaderID,
        through sequence: SequenceNumber,
        state: [UInt8],
        at time: Timestamp
    ) throws(SQLiteError) {
        advance.bind(1, sequence)
        advance.bind(2, bytes: state)
        advance.bind(3, time.seconds)
        advance.bind(4, reader.name)
        try advance.run()
    }

    func note(_ trouble: ReaderTrouble?, of reader: ReaderID) throws(SQLiteError) {
        noteTrouble.bind(1, trouble?.code)
        noteTrouble.bind(2, trouble?.explanation)
        noteTrouble.bind(3, trouble?.since.seconds)
        noteTrouble.bind(4, trouble?.nextTry?.seconds)
        noteTrouble.bind(5, reader.name)
        try noteTrouble.run()
    }

    /// Returns all readers by name.
    static func all(_ connection: SQLiteConnection) throws(SQLiteError) -> [ReaderRecord] {
        let statement = try connection.prepare("\(columns) ORDER BY name")
        var records: [ReaderRecord] = []
        while try statement.step() { records.append(record(of: statement)) }
        return records
    }

    private func record(_ reader: ReaderID) throws(SQLiteError) -> ReaderRecord? {
        find.bind(1, reader.name)
        defer { find.reset() }
        return try find.step() ? Self.record(of: find) : nil
    }

    /// Returns the position behind which a reader begins when it writes everything anew.
    static func beginning(
        of reader: ReaderID,
        at start: ReaderStart,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> SequenceNumber {
        // Now is when the reader was first seen: what came since is its to write.
        guard start == .now else { return try position(of: start, connection) }
        let statement = try connection.prepare("SELECT begin FROM readers WHERE name = ?")
        statement.bind(1, reader.name)
        return try statement.step()
            ? statement.integer(0) : try position(of: .now, connection)
    }

    /// Returns up to which position a reader has everything; 0 for one that is new.
    static func checkpoint(
        of reader: ReaderID,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> SequenceNumber {
        let statement = try connection.prepare("SELECT checkpoint FROM readers WHERE name = ?")
        statement.bind(1, reader.name)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Gives a reader another name, unless that reader has a state.
    func move(_ reader: ReaderID, to other: ReaderID) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            for sql in [
                "DELETE FROM readers WHERE name = ?2 AND state = x'' AND name <> ?1",
                "UPDATE OR IGNORE readers SET name = ?2 WHERE name = ?1",
            ] {
                let change = try connection.prepare(sql)
                change.bind(1, reader.name)
                change.bind(2, other.name)
                try change.run()
            }
        }
    }

    /// Lets a reader begin behind a position, unless it begins later already.
    func begin(_ reader: ReaderID, after position: SequenceNumber) throws(SQLiteError) {
        let begin = try connection.prepare(
            "UPDATE readers SET begin = max(begin, ?) WHERE name = ?"
        )
        begin.bind(1, position)
        begin.bind(2, reader.name)
        try begin.run()
    }

    private static func position(
        of start: ReaderStart,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> SequenceNumber {
        let statement: SQLiteStatement
        switch start {
        case .beginning:
            return 0
        case .now:
            statement = try connection.prepare("SELECT \(PurgeTable.newestEntry)")
        case .date(let date):
            statement = try connection.prepare(
                """
                SELECT coalesce(min(sequence) - 1, \(PurgeTable.newestEntry))
                FROM entries WHERE received >= ?
                """
            )
            statement.bind(1, date.seconds)
        }
        return try statement.step() ? statement.integer(0) : 0
    }

    private static func record(of row: SQLiteStatement) -> ReaderRecord {
        let trouble = row.text(4).map { code in
            ReaderTrouble(
                code: code,
                explanation: row.text(5) ?? "",
                since: Timestamp(seconds: row.integer(6), nanoseconds: 0),
                nextTry: row.isNull(7)
                    ? nil : Timestamp(seconds: row.integer(7), nanoseconds: 0)
            )
        }
        return ReaderRecord(
            reader: ReaderID(row.text(0) ?? ""),
            checkpoint: row.integer(1),
            state: row.bytes(2),
            acknowledged: row.isNull(3)
                ? nil : Timestamp(seconds: row.integer(3), nanoseconds: 0),
            trouble: trouble
        )
    }
}
