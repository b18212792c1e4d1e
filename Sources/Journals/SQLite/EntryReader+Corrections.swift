import SQLiteBridge
import TicksheetCore

/// Reads entries as they are known now.
extension EntryReader {
    /// What corrections change in the counts of a stretch of entries: one less of what each was, one
    /// more of what its newest correction says.
    static let changedCounts = """
        WITH newest AS (
            SELECT corrects AS old, max(sequence) AS new FROM entries
            WHERE corrects IS NOT NULL AND corrects > ?1 AND corrects <= ?2 GROUP BY corrects
        )
        SELECT CASE kind WHEN 'status' THEN coalesce(status, '') ELSE kind END, -count(*)
        FROM newest JOIN entries ON sequence = old GROUP BY 1
        UNION ALL
        SELECT CASE kind WHEN 'status' THEN coalesce(status, '') ELSE kind END, count(*)
        FROM newest JOIN entries ON sequence = new
        WHERE EXISTS (SELECT 1 FROM entries WHERE sequence = old) GROUP BY 1
        """

    /// Reads up to `limit` entries behind a position and leaves out corrections among them; each of
    /// the others has the fields of its newest one.
    ///
    /// `through`: The position of the last that was read; nil at the end.
    func correctedPage(
        after sequence: SequenceNumber,
        limit: Int,
        fields: FieldSelection
    ) throws(SQLiteError) -> (entries: [Entry], through: SequenceNumber?) {
        let page = try entries(after: sequence, limit: limit, fields: fields)
        let through = page.last?.sequence
        let own = page.contains { $0.corrects != nil } ? page.filter { $0.corrects == nil } : page
        guard let first = own.first, let last = own.last else { return ([], through) }
        let corrections = try corrections(
            of: first.sequence...last.sequence,
            try findCorrections(fields)
        )
        guard !corrections.isEmpty else { return (own, through) }
        return (own.map { corrections[$0.sequence].map($0.corrected) ?? $0 }, through)
    }

    /// Hands over what ``correctedPage(after:limit:fields:)`` would read, entry by entry: where there
    /// are no corrections, none outlives its turn.
    ///
    /// - Returns: The position of the last that was read; nil at the end.
    func eachCorrected(
        after sequence: SequenceNumber,
        limit: Int,
        fields: FieldSelection,
        _ body: (Entry) -> Void
    ) throws(SQLiteError) -> SequenceNumber? {
        guard try !hasCorrections(after: sequence) else {
            let page = try correctedPage(after: sequence, limit: limit, fields: fields)
            for entry in page.entries { body(entry) }
            return page.through
        }
        var through: SequenceNumber?
        try eachEntry(after: sequence, limit: limit, fields: fields) { entry in
            through = entry.sequence
            if entry.corrects == nil { body(entry) }
        }
        return through
    }

    private func hasCorrections(after sequence: SequenceNumber) throws(SQLiteError) -> Bool {
        let find = try connection.prepare(
            "SELECT 1 FROM entries WHERE corrects IS NOT NULL AND corrects > ? LIMIT 1"
        )
        find.bind(1, sequence)
        return try find.step()
    }

    /// Prepares what `corrections(of:_:)` runs.
    func findCorrections(_ fields: FieldSelection) throws(SQLiteError) -> SQLiteStatement {
        try connection.prepare(
            """
            \(Self.columns(of: fields))
            WHERE corrects IS NOT NULL AND corrects >= ? AND corrects <= ?
            ORDER BY corrects, sequence
            """
        )
    }

    /// Returns the newest correction of each entry of a range that has one.
    func corrections(
        of range: ClosedRange<SequenceNumber>,
        _ find: SQLiteStatement
    ) throws(SQLiteError) -> [SequenceNumber: Entry] {
        find.bind(1, range.lowerBound)
        find.bind(2, range.upperBound)
        defer { find.reset() }
        var found: [SequenceNumber: Entry] = [:]
        while try find.step() {
            let entry = entry(of: find)
            // In order: the newest comes last.
            if let corrected = entry.corrects { found[corrected] = entry }
        }
        return found
    }

    /// Returns an entry, in its place, as it was known before a position; nil where it is gone.
    func version(
        of entry: SequenceNumber,
        before position: SequenceNumber
    ) throws(SQLiteError) -> Entry? {
        let find = try connection.prepare(
            """
            \(Self.columns(of: .all))
            WHERE sequence = coalesce(
                (SELECT max(newer.sequence) FROM entries AS newer
                    WHERE newer.corrects = ?1 AND newer.sequence < ?2), ?1)
            """
        )
        find.bind(1, entry)
        find.bind(2, position)
        return try find.step() ? self.entry(of: find).inPlace : nil
    }
}
