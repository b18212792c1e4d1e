package import WallTime

/// What a journal holds, in numbers.
package struct JournalSummary: Sendable, Equatable {
    /// The position of the newest entry.
    package var head: SequenceNumber = 0
    /// Entries by kind and status, such as `delivered`; inbound and signal under their kind.
    package var counts: [String: Int] = [:]
    /// Copies that were left out, since the journal was made.
    package var duplicates = 0
    /// Bodies or elements that mappings pass over by intent.
    package var ignored = 0
    /// Bodies kept.
    package var bodies = 0
    /// Open problems.
    package var problems = 0
    /// When the newest body came.
    package var lastReceived: Timestamp?
    /// When the oldest entry that is kept came.
    package var oldestEntry: Timestamp?
    /// When the oldest body that is kept came.
    package var oldestBody: Timestamp?
    /// Bytes of the file and its write-ahead log.
    package var bytes: Int64 = 0
    /// Bytes of them in the write-ahead log.
    package var logBytes: Int64 = 0

    /// Creates an empty summary.
    package init() {}

    /// The number of entries.
    package var entries: Int { counts.values.reduce(0, +) }
}

/// A problem as the journal keeps it.
package struct StoredProblem: Sendable, Equatable {
    /// Its number, for `problems show`.
    package let number: Int64
    /// When it came up.
    package let since: Timestamp
    /// The source's name.
    package let source: String
    /// The error's stable word.
    package let code: String
    /// Where in the body.
    package let path: String
    /// What was found and what was expected.
    package let finding: String
    /// What to do.
    package let remedy: String
    /// The raw body; empty in lists.
    package let body: [UInt8]

    /// Creates a problem.
    package init(
        number: Int64,
        since: Timestamp,
        source: String,
        code: String,
        path: String,
        finding: String,
        remedy: String,
        body: [UInt8]
    ) {
        self.number = number
        self.since = since
        self.source = source
        self.code = code
        self.path = path
        self.finding = finding
        self.remedy = remedy
        self.body = body
    }
}
