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

    /// Returns the text of a mapping that a history names.
    func text(of digest: [UInt8]) throws(SQLiteError) -> [UInt8]? {
        let find = try connection.prepare("SELECT text FROM mapping_texts WHERE digest = ?")
        find.bind(1, bytes: digest)
        return try find.step() ? find.bytes(0) : nil
    }

    func change(
        _ source: String,
        keeping text: MappingText?,
        _ change: (inout MappingHistory) -> Void
    ) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            let before = try history(of: source)
            var after = before
            change(&after)
            if after != before { try replace(source, by: after) }
            if let text { try keep(text) }
            let prune = try connection.prepare(
                "DELETE FROM mapping_texts WHERE digest NOT IN (SELECT digest FROM mappings)"
            )
            try prune.run()
        }
    }

    private func replace(_ source: String, by history: MappingHistory) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM mappings WHERE source = ?")
        delete.bind(1, source)
        try delete.run()
        let insert = try connection.prepare(
            "INSERT INTO mappings (source, since, digest) VALUES (?, ?, ?)"
        )
        for stretch in history.stretches {
            insert.bind(1, source)
            insert.bind(2, stretch.first)
            insert.bind(3, bytes: stretch.digest)
            try insert.run()
        }
    }

    private func keep(_ text: MappingText) throws(SQLiteError) {
        let keep = try connection.prepare(
            "INSERT OR REPLACE INTO mapping_texts (digest, text) VALUES (?, ?)"
        )
        keep.bind(1, bytes: text.digest)
        keep.bind(2, bytes: text.bytes)
        try keep.run()
    }
}
