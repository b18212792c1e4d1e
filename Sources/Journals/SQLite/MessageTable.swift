import CryptoBridge
import SQLiteBridge
import TicksheetCore
import WallTime

/// Reads and writes what became of each message.
struct MessageTable {
    private let connection: SQLiteConnection
    private let find: SQLiteStatement
    private let insert: SQLiteStatement
    private let update: SQLiteStatement
    private let addRecipient: SQLiteStatement
    private let findRecipient: SQLiteStatement
    private let fetch: ((_ key: [UInt8]) throws(SQLiteError) -> Void)?

    /// `fetch`: Called for a message that is not in the table, and may put it there.
    init(
        _ connection: SQLiteConnection,
        fetch: ((_ key: [UInt8]) throws(SQLiteError) -> Void)? = nil
    ) throws(SQLiteError) {
        self.connection = connection
        self.fetch = fetch
        find = try connection.prepare("SELECT number, events FROM messages WHERE key = ?")
        insert = try connection.prepare(
            "INSERT INTO messages (recipient, touched, events, key) VALUES (?, ?, ?, ?)"
        )
        update = try connection.prepare(
            """
            UPDATE messages SET recipient = ?, touched = max(touched, ?), events = ? WHERE number = ?
            """
        )
        addRecipient = try connection.prepare("INSERT OR IGNORE INTO recipients (name) VALUES (?)")
        findRecipient = try connection.prepare("SELECT number FROM recipients WHERE name = ?")
    }

    // MARK: Folding

    /// Folds the next entries, in one transaction.
    ///
    /// The checkpoint is that of a reader, read and moved in the same transaction: two processes fold
    /// no entry twice.
    ///
    /// `identity`: What message ids are hashed with.
    func fold(
        limit: Int,
        _ readers: ReaderTable,
        _ identity: HMACKey,
        at time: Timestamp
    ) throws(SQLiteError) -> SequenceNumber {
        let checkpoint = try readers.record(.messages, start: .beginning).checkpoint
        let entries = try EntryReader(connection)
        guard try entries.head() > checkpoint else { return checkpoint }
        return try connection.transaction { () throws(SQLiteError) in
            let begin = try readers.record(.messages, start: .beginning).checkpoint
            let page = try entries.entries(after: begin, limit: limit)
            guard let last = page.last else { return begin }
            let keys = MessageKeys(identity, hasOlder: try hasOlder(besides: page))
            try fold(page, of: entries, keys)
            try readers.acknowledge(.messages, through: last.sequence, state: [], at: time)
            return last.sequence
        }
    }

    /// Folds entries that a journal holds.
    func fold(
        _ page: [Entry],
        of entries: EntryReader,
        _ keys: MessageKeys
    ) throws(SQLiteError) {
        for entry in page where entry.kind == .status {
            let before = try entry.corrects.flatMap { corrected throws(SQLiteError) in
                try entries.version(of: corrected, before: entry.sequence)
            }
            try fold(entry, correcting: before, keys)
        }
    }

    /// Folds an entry.
    ///
    /// `before`: What the entry that it corrects told before; it stands under the message of before.
    func fold(
        _ entry: Entry,
        correcting before: Entry?,
        _ keys: MessageKeys
    ) throws(SQLiteError) {
        let emptied = try before.flatMap { before throws(SQLiteError) in try takeBack(before, keys)
        }
        let event = MessageEvent(entry)
        let entry = entry.inPlace
        let key = keys.key(of: entry)
        var known = try known(key)
        if known == nil { known = try older(entry, keys) }
        var state = known?.state ?? MessageState()
        state.merge(event)
        try write(state, of: entry, key, over: known?.number)
        // A preview tells what is now and what would be of each by its own number.
        if let emptied, fetch == nil { try rename(emptied, key) }
    }

    // Of what an entry told nothing is left under its message of before: it is the same message by another id,
    // and has the row of that one.
    private func rename(_ emptied: Int64, _ key: [UInt8]) throws(SQLiteError) {
        guard let (number, state) = try known(key), number > emptied,
            // One that something else told of has a row of its own.
            state.kept.allSatisfy({ $0.corrected != nil })
        else { return }
        let removal = try connection.prepare("DELETE FROM messages WHERE number = ?1")
        removal.bind(1, emptied)
        try removal.run()
        let change = try connection.prepare("UPDATE messages SET number = ?1 WHERE number = ?2")
        change.bind(1, emptied)
        change.bind(2, number)
        try change.run()
    }

    // A message that an older program knew keeps its key.
    private func older(
        _ entry: Entry,
        _ keys: MessageKeys
    ) throws(SQLiteError) -> (number: Int64, state: MessageState)? {
        guard let key = keys.olderKey(of: entry), let known = try known(key) else { return nil }
        return known.state.isContinued(by: entry) ? known : nil
    }

    // Returns the number of the message where nothing is left of it.
    private func takeBack(
        _ entry: Entry,
        _ keys: MessageKeys
    ) throws(SQLiteError) -> Int64? {
        for key in [keys.key(of: entry), keys.olderKey(of: entry)] {
            guard let key, let known = try known(key) else { continue }
            var state = known.state
            guard state.remove(entry.sequence) else { continue }
            try write(state, of: entry, key, over: known.number)
            return state.kept.isEmpty ? known.number : nil
        }
        return nil
    }

    // Whether there may be messages that an older program knew, or left to fold among these entries.
    private func hasOlder(besides page: [Entry]) throws(SQLiteError) -> Bool {
        if page.contains(where: { $0.provider == nil }) { return true }
        let find = try connection.prepare(
            """
            SELECT 1 FROM messages
            WHERE number <= (SELECT value FROM facts WHERE name = 'older_messages') LIMIT 1
            """
        )
        return try find.step()
    }

    private func known(
        _ key: [UInt8]
    ) throws(SQLiteError) -> (number: Int64, state: MessageState)? {
        if let found = try stored(key) { return found }
        guard let fetch else { return nil }
        try fetch(key)
        return try stored(key)
    }

    private func stored(
        _ key: [UInt8]
    ) throws(SQLiteError) -> (number: Int64, state: MessageState)? {
        find.bind(1, bytes: key)
        defer { find.reset() }
        return try find.step() ? (find.integer(0), MessageColumn.decoded(find.bytes(1))) : nil
    }

    private func write(
        _ state: MessageState,
        of entry: Entry,
        _ key: [UInt8],
        over number: Int64?
    ) throws(SQLiteError) {
        let recipient = try recipient(of: state)
        let statement = number == nil ? insert : update
        statement.bind(1, recipient)
        statement.bind(2, entry.received.seconds)
        statement.bind(3, String(decoding: MessageColumn.encoded(state), as: UTF8.self))
        if let number { statement.bind(4, number) } else { statement.bind(4, bytes: key) }
        try statement.run()
    }

    private func recipient(of state: MessageState) throws(SQLiteError) -> Int64? {
        guard let name = state.recipient else { return nil }
        addRecipient.bind(1, name)
        try addRecipient.run()
        findRecipient.bind(1, name)
        defer { findRecipient.reset() }
        return try findRecipient.step() ? findRecipient.integer(0) : nil
    }

    // MARK: Reading

    /// Returns messages behind another one.
    static func messages(
        after last: StoredMessage?,
        _ order: MessageOrder,
        limit: Int,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> [StoredMessage] {
        let place: String
        switch order {
        case .byMessage: place = "number > ?1 ORDER BY number"
        case .byRecipient: place = "(recipient, number) > (?2, ?1) ORDER BY recipient, number"
        }
        let row = try connection.prepare(
            "SELECT number, recipient, events FROM messages WHERE \(place) LIMIT ?3"
        )
        return try messages(after: last, limit: limit, row)
    }

    /// Returns what a statement finds that selects number, recipient and events behind the message `?1` of
    /// the recipient `?2`, `?3` at most.
    static func messages(
        after last: StoredMessage?,
        limit: Int,
        _ row: SQLiteStatement
    ) throws(SQLiteError) -> [StoredMessage] {
        row.bind(1, last?.number ?? 0)
        row.bind(2, last?.recipient ?? 0)
        row.bind(3, Int64(limit))
        defer { row.reset() }
        var found: [StoredMessage] = []
        while try row.step() {
            found.append(
                StoredMessage(
                    number: row.integer(0),
                    recipient: row.isNull(1) ? nil : row.integer(1),
                    state: MessageColumn.decoded(row.bytes(2))
                )
            )
        }
        return found
    }
}

/// The keys under which messages stand.
struct MessageKeys {
    private let identity: HMACKey
    private let hasOlder: Bool

    /// `hasOlder`: Whether there may be messages that an older program knew.
    init(_ identity: HMACKey, hasOlder: Bool) {
        self.identity = identity
        self.hasOlder = hasOlder
    }

    func key(of entry: Entry) -> [UInt8] { bytes(EventKey(messageOf: entry)) }

    /// Returns the key of an older program; nil where nothing stands under it but under the other one.
    func olderKey(of entry: Entry) -> [UInt8]? {
        guard hasOlder, entry.provider != nil, entry.fields.message != nil else { return nil }
        return bytes(EventKey(olderMessageOf: entry))
    }

    private func bytes(_ key: EventKey) -> [UInt8] { EventID(identity.sign(key.bytes)).bytes }
}
