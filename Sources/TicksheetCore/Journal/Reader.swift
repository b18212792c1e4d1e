package import WallTime

/// A consumer of the journal, named by what it feeds: for a file `csv:` and its real path.
package struct ReaderID: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let name: String

    /// Creates an id.
    package init(_ name: String) {
        self.name = name
    }

    /// The one that folds entries into the states of messages.
    package static let messages = ReaderID("messages")

    /// The name.
    package var description: String { name }
}

/// Where a new reader begins.
package enum ReaderStart: Sendable, Equatable {
    /// With the journal's first entry.
    case beginning
    /// Behind the newest entry there is when the reader is first seen.
    case now
    /// With the first entry received at or after an instant.
    case date(Timestamp)
}

/// What the journal holds of a reader.
package struct ReaderRecord: Sendable, Equatable {
    /// Whose it is.
    package let reader: ReaderID
    /// All entries up to here are written, passed over, or problems.
    package let checkpoint: SequenceNumber
    /// The reader's own state; empty before its first write.
    package let state: [UInt8]
    /// When the checkpoint last moved.
    package let acknowledged: Timestamp?
    /// What keeps it from going on.
    package let trouble: ReaderTrouble?

    /// Creates a record.
    package init(
        reader: ReaderID,
        checkpoint: SequenceNumber,
        state: [UInt8],
        acknowledged: Timestamp?,
        trouble: ReaderTrouble?
    ) {
        self.reader = reader
        self.checkpoint = checkpoint
        self.state = state
        self.acknowledged = acknowledged
        self.trouble = trouble
    }
}

/// What keeps a reader from going on.
package struct ReaderTrouble: Sendable, Equatable {
    /// The error's stable word.
    package let code: String
    /// What happened and what to do, one line.
    package let explanation: String
    /// Since when.
    package let since: Timestamp
    /// When it is tried again; nil where somebody has to act first, or nobody tries.
    package var nextTry: Timestamp?

    /// Creates a trouble.
    package init(
        code: String,
        explanation: String,
        since: Timestamp,
        nextTry: Timestamp? = nil
    ) {
        self.code = code
        self.explanation = explanation
        self.since = since
        self.nextTry = nextTry
    }
}

/// The exclusive right to feed a reader.
///
/// It ends when this is released or the process dies.
package protocol Lease: AnyObject, Sendable {}

/// The answer to a wish for a lease.
package enum LeaseAnswer: Sendable {
    /// It is ours as long as the value lives.
    case granted(any Lease)
    /// Another process has it.
    case held(by: String)
}
