import SQLiteBridge
import TicksheetCore
import WallTime

/// Reads and writes what commands ask of the holders of leases.
///
/// Requests are rare, so nothing is kept prepared.
struct RequestTable {
    // An answer that nobody fetched for a day has no reader left.
    private static let keptSeconds: Int64 = 86_400

    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func ask(
        _ kind: ReaderRequest.Kind,
        of reader: ReaderID,
        at time: Timestamp
    ) throws(SQLiteError) -> Int64 {
        try connection.transaction { () throws(SQLiteError) in
            let old = try connection.prepare(
                "DELETE FROM requests WHERE answer IS NOT NULL AND asked < ?"
            )
            old.bind(1, time.seconds - Self.keptSeconds)
            try old.run()
            // Who asks for what is asked already gets the one answer.
            let same = try connection.prepare(
                "SELECT number FROM requests WHERE reader = ? AND kind = ? AND answer IS NULL"
            )
            same.bind(1, reader.name)
            same.bind(2, kind.rawValue)
            if try same.step() { return same.integer(0) }
            let insert = try connection.prepare(
                "INSERT INTO requests (reader, kind, asked) VALUES (?, ?, ?) RETURNING number"
            )
            insert.bind(1, reader.name)
            insert.bind(2, kind.rawValue)
            insert.bind(3, time.seconds)
            guard try insert.step() else { return 0 }
            defer { insert.reset() }
            return insert.integer(0)
        }
    }

    func open(of reader: ReaderID) throws(SQLiteError) -> ReaderRequest? {
        let find = try connection.prepare(
            "SELECT number, kind FROM requests WHERE reader = ? AND answer IS NULL ORDER BY number"
        )
        find.bind(1, reader.name)
        while try find.step() {
            // A kind of a newer program is left to it.
            guard let kind = ReaderRequest.Kind(rawValue: find.text(1) ?? "") else { continue }
            return ReaderRequest(number: find.integer(0), kind: kind)
        }
        return nil
    }

    func answer(_ request: Int64, with answer: RequestAnswer) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE requests SET refused = ?, answer = ? WHERE number = ?"
        )
        switch answer {
        case .done(let text):
            update.bind(1, 0)
            update.bind(2, text)
        case .refused(let text):
            update.bind(1, 1)
            update.bind(2, text)
        }
        update.bind(3, request)
        try update.run()
    }

    func answer(to request: Int64) throws(SQLiteError) -> RequestAnswer? {
        let find = try connection.prepare("SELECT refused, answer FROM requests WHERE number = ?")
        find.bind(1, request)
        guard try find.step(), let text = find.text(1) else { return nil }
        return find.integer(0) == 0 ? .done(text) : .refused(text)
    }
}
