import SQLiteBridge
package import TicksheetCore

extension SQLiteJournal {
    package func foldMessages(limit: Int) throws(JournalError) -> SequenceNumber {
        let time = now()
        let identity = identity
        return try writer.perform { tables throws(SQLiteError) in
            try MessageTable(tables.connection).fold(
                limit: limit,
                tables.readers,
                identity,
                at: time
            )
        }
    }

    package func messages(
        after last: StoredMessage?,
        _ order: MessageOrder,
        limit: Int
    ) throws(JournalError) -> [StoredMessage] {
        try read { entries throws(SQLiteError) in
            try MessageTable.messages(after: last, order, limit: limit, entries.connection)
        }
    }

    /// Begins to find out what would become of messages, without a change to the journal.
    package func previewMessages() throws(JournalError) -> MessagePreview {
        try MessagePreview(path, identity)
    }
}
