import CryptoBridge
import SQLiteBridge
package import TicksheetCore

/// What would become of messages if entries came that are only thought of; the journal stays as it is.
///
/// The code that folds entries folds these too, but into temporary tables of a connection that can only
/// read the journal: they hide the journal's own of the same name. A message is copied into them when
/// something first tells of it, and stands there twice: as it is now, and as it would be.
///
/// Cost: little memory, and temporary disk space for both states of each message that is told of, for the
/// other messages of their recipients where rows per number are asked for, and, at first, for what the
/// journal has not folded yet. The space has no name that others could open, and is given back however
/// the process ends. Used by one thread.
///
/// Source: <https://sqlite.org/tempfiles.html#temporary_databases>
package final class MessagePreview {
    /// Which of the two states.
    package enum Version: Sendable {
        /// As the journal has it.
        case now
        /// As it would be.
        case after
    }

    private static let page = 1000
    // Messages that come up only here have numbers behind all that the journal will ever give.
    private static let ownNumbers: Int64 = 1 << 62

    private let path: String
    private let connection: SQLiteConnection
    private let table: MessageTable
    private let keys: MessageKeys

    /// Takes all entries up to the newest one into what is now.
    init(_ path: String, _ identity: HMACKey) throws(JournalError) {
        self.path = path
        connection = try JournalFile.open(path, for: .reading)
        // Whether there are messages of older programs is not worth a look: it only saves looks.
        keys = MessageKeys(identity, hasOlder: true)
        do throws(SQLiteError) {
            for statement in Self.tables { try connection.execute(statement) }
            let copy = try MessageCopy(connection)
            table = try MessageTable(connection) { key throws(SQLiteError) in try copy.message(key)
            }
            try foldRest()
        } catch {
            throw Self.named(error, path)
        }
    }

    // The first message takes a number, and is none that is ever read.
    private static let tables = [
        "PRAGMA temp.journal_mode = OFF",
        "CREATE TEMP TABLE recipients (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        """
        CREATE TEMP TABLE messages (
            number INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            recipient INTEGER,
            touched INTEGER NOT NULL,
            events TEXT NOT NULL,
            recipient_now INTEGER,
            events_now TEXT
        )
        """,
        "INSERT INTO temp.messages VALUES (\(ownNumbers), x'', NULL, 0, '[]', NULL, '[]')",
        "CREATE INDEX temp.after_by_recipient ON messages (recipient, number)",
        "CREATE INDEX temp.now_by_recipient ON messages (recipient_now, number)",
        "CREATE TEMP TABLE changed (recipient INTEGER PRIMARY KEY)",
    ]

    // What the journal has not folded yet is known now all the same. What a serve folds meanwhile is
    // folded twice, which changes nothing.
    private func foldRest() throws(SQLiteError) {
        let entries = try EntryReader(connection)
        let head = try entries.head()
        var position = try ReaderTable.checkpoint(of: .messages, connection)
        while position < head {
            let page = try entries.entries(after: position, limit: Self.page)
            guard let last = page.last else { break }
            try table.fold(page.filter { $0.sequence <= head }, of: entries, keys)
            position = last.sequence
        }
        try connection.execute(
            "UPDATE temp.messages SET recipient_now = recipient, events_now = events"
        )
    }

    /// Takes an entry in.
    ///
    /// `before`: The entry that it corrects, as it is known now.
    package func take(_ entry: Entry, correcting before: Entry? = nil) throws(JournalError) {
        guard entry.kind == .status else { return }
        try onTables { () throws(SQLiteError) in
            try table.fold(entry, correcting: before, keys)
        }
    }

    /// Finds out whose messages would be others, and all messages to them: the last thing to do before
    /// ``messages(_:after:_:limit:)`` reads by recipient.
    package func completeRecipients() throws(JournalError) {
        try onTables { () throws(SQLiteError) in
            try connection.execute(
                """
                INSERT INTO temp.changed
                SELECT recipient FROM temp.messages
                WHERE recipient IS NOT NULL AND events IS NOT events_now
                UNION
                SELECT recipient_now FROM temp.messages
                WHERE recipient_now IS NOT NULL AND events IS NOT events_now
                """
            )
            let copy = try MessageCopy(connection)
            let next = try connection.prepare(
                "SELECT min(recipient) FROM temp.changed WHERE recipient > ?"
            )
            var recipient: Int64 = 0
            while true {
                next.bind(1, recipient)
                defer { next.reset() }
                guard try next.step(), !next.isNull(0) else { return }
                recipient = next.integer(0)
                try copy.messages(to: recipient, page: Int64(Self.page))
            }
        }
    }

    /// Returns messages behind another one in an order.
    ///
    /// By message those that would be others, by recipient all of the recipients that have such a one;
    /// recipients have numbers of their own here.
    package func messages(
        _ version: Version,
        after last: StoredMessage?,
        _ order: MessageOrder,
        limit: Int
    ) throws(JournalError) -> [StoredMessage] {
        let suffix = version == .now ? "_now" : ""
        let recipient = "recipient\(suffix)"
        let place =
            switch order {
            case .byMessage: "events IS NOT events_now AND number > ?1 ORDER BY number"
            case .byRecipient:
                """
                (\(recipient), number) > (?2, ?1)
                AND EXISTS (SELECT 1 FROM temp.changed WHERE changed.recipient = messages.\(recipient))
                ORDER BY \(recipient), number
                """
            }
        return try onTables { () throws(SQLiteError) in
            try MessageTable.messages(
                after: last,
                limit: limit,
                connection.prepare(
                    """
                    SELECT number, \(recipient), events\(suffix) FROM temp.messages
                    WHERE events\(suffix) IS NOT NULL AND \(place) LIMIT ?3
                    """
                )
            )
        }
    }

    /// Returns a recipient by the number that it has here.
    package func recipient(_ number: Int64) throws(JournalError) -> String? {
        try onTables { () throws(SQLiteError) in
            let find = try connection.prepare("SELECT name FROM temp.recipients WHERE number = ?")
            find.bind(1, number)
            return try find.step() ? find.text(0) : nil
        }
    }

    private func onTables<Value>(
        _ body: () throws(SQLiteError) -> Value
    ) throws(JournalError) -> Value {
        do throws(SQLiteError) {
            return try body()
        } catch {
            throw Self.named(error, path)
        }
    }

    // Nothing is written to the journal: what is full is the place of temporary files.
    private static func named(_ error: SQLiteError, _ path: String) -> JournalError {
        error.isFull
            ? .noTemporarySpace(cause: error.description) : JournalError(error, path: path)
    }
}
