import SQLiteBridge
import TicksheetCore

/// Reads and writes by which mappings bodies were mapped.
///
/// A few rows for each source, so nothing is kept prepared.
struct MappingTable {
    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func history(of source: String) throws(SQLiteError) -> MappingHistory {
        let find = try connection.prepare(
            "SELECT since, digest FROM mappings WHERE source = ? ORDER BY since"
        )
        find.bind(1, source)
        var stretches: [MappingHistory.Stretch] = []
        while try find.step() {
            stretches.append(.init(first: find.integer(0), digest: find.bytes(1)))
        }
        return MappingHistory(stretches)
    }

    func change(
        _ source: String,
        _ change: (inout MappingHistory) -> Void
    ) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            let before = try history(of: source)
            var after = before
            change(&after)
            guard after != before else { return }
            let delete = try connection.prepare("DELETE FROM mappings WHERE source = ?")
            delete.bind(1, source)
            try delete.run()
            let insert = try connection.prepare(
                "INSERT INTO mappings (source, since, digest) VALUES (?, ?, ?)"
            )
            for stretch in after.stretches {
                insert.bind(1, source)
                insert.bind(2, stretch.first)
                insert.bind(3, bytes: stretch.digest)
                try insert.run()
            }
        }
    }
}
