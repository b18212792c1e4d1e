import SQLiteBridge

/// Copies messages of the journal into temporary tables that hide its own; one that is there stays.
struct MessageCopy {
    private let addRecipient: SQLiteStatement
    private let addMessage: SQLiteStatement
    private let findRecipient: SQLiteStatement
    private let findPage: SQLiteStatement
    private let addPage: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(SQLiteError) {
        addRecipient = try connection.prepare(
            """
            INSERT OR IGNORE INTO temp.recipients (name) SELECT name FROM main.recipients
            WHERE number = (SELECT recipient FROM main.messages WHERE key = ?)
            """
        )
        addMessage = try connection.prepare(
            """
            \(Self.insert)
            SELECT messages.number, key, own.number, touched, events, own.number, events
            FROM main.messages AS messages
            LEFT JOIN main.recipients AS known ON known.number = messages.recipient
            LEFT JOIN temp.recipients AS own ON own.name = known.name
            WHERE key = ?
            """
        )
        findRecipient = try connection.prepare(
            """
            SELECT number FROM main.recipients
            WHERE name = (SELECT name FROM temp.recipients WHERE number = ?)
            """
        )
        findPage = try connection.prepare(
            """
            SELECT max(number) FROM (
                SELECT number FROM main.messages
                WHERE recipient = ? AND number > ? ORDER BY number LIMIT ?)
            """
        )
        addPage = try connection.prepare(
            """
            \(Self.insert)
            SELECT number, key, ?4, touched, events, ?4, events FROM main.messages
            WHERE recipient = ?1 AND number > ?2 AND number <= ?3
            """
        )
    }

    private static let insert = """
        INSERT OR IGNORE INTO temp.messages
            (number, key, recipient, touched, events, recipient_now, events_now)
        """

    /// Copies the message of a key.
    func message(_ key: [UInt8]) throws(SQLiteError) {
        for statement in [addRecipient, addMessage] {
            statement.bind(1, bytes: key)
            try statement.run()
        }
    }

    /// Copies all messages to a recipient of the temporary tables, in short reads.
    func messages(to recipient: Int64, page: Int64) throws(SQLiteError) {
        guard let known = try known(recipient) else { return }
        var position: Int64 = 0
        while let last = try lastOfPage(known, after: position, page) {
            addPage.bind(1, known)
            addPage.bind(2, position)
            addPage.bind(3, last)
            addPage.bind(4, recipient)
            try addPage.run()
            position = last
        }
    }

    private func known(_ recipient: Int64) throws(SQLiteError) -> Int64? {
        findRecipient.bind(1, recipient)
        defer { findRecipient.reset() }
        return try findRecipient.step() ? findRecipient.integer(0) : nil
    }

    private func lastOfPage(
        _ recipient: Int64,
        after position: Int64,
        _ page: Int64
    ) throws(SQLiteError) -> Int64? {
        findPage.bind(1, recipient)
        findPage.bind(2, position)
        findPage.bind(3, page)
        defer { findPage.reset() }
        return try findPage.step() && !findPage.isNull(0) ? findPage.integer(0) : nil
    }
}
