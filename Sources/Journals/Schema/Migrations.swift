/// The journal's tables, step by step.
///
/// A step that was released never changes; new ones follow it.
enum Migrations {
    /// Statements of each step; the number of steps taken is the file's `user_version`.
    static let steps: [[String]] = [
        first, requests, zones, receipts, messages, replays, retention, forgotten,
        filing, tries, rows, providers, copies,
        texts,
    ]

    // Event ids are random, so their table is as small as it can be: 16 bytes a row. Texts of an
    // entry stand in columns, so that anybody can look at a journal with sqlite3. `element` is the
    // place in the raw body, in bytes, where the entry's element begins.
    private static let first = [
        """
        CREATE TABLE facts (
            name TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE sources (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        )
        """,
        """
        CREATE TABLE bodies (
            number INTEGER PRIMARY KEY,
            received INTEGER NOT NULL,
            source INTEGER NOT NULL,
            origin TEXT NOT NULL,
            request BLOB NOT NULL,
            body BLOB NOT NULL
        )
        """,
        """
        CREATE TABLE entries (
            sequence INTEGER PRIMARY KEY,
            received INTEGER NOT NULL,
            source INTEGER NOT NULL,
            origin TEXT NOT NULL,
            kind TEXT NOT NULL,
            body INTEGER NOT NULL,
            element INTEGER NOT NULL,
            time INTEGER NOT NULL,
            nanoseconds INTEGER NOT NULL,
            sender TEXT,
            recipient TEXT,
            status TEXT,
            description TEXT,
            message TEXT,
            code TEXT,
            campaign TEXT,
            channel TEXT,
            template TEXT,
            custom TEXT
        )
        """,
        """
        CREATE TABLE event_ids (
            id BLOB PRIMARY KEY
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE problems (
            number INTEGER PRIMARY KEY,
            identity BLOB NOT NULL UNIQUE,
            since INTEGER NOT NULL,
            source INTEGER NOT NULL,
            code TEXT NOT NULL,
            path TEXT NOT NULL,
            element INTEGER NOT NULL,
            finding TEXT NOT NULL,
            remedy TEXT NOT NULL,
            body INTEGER NOT NULL
        )
        """,
        """
        CREATE TABLE readers (
            name TEXT PRIMARY KEY,
            begin INTEGER NOT NULL,
            checkpoint INTEGER NOT NULL,
            state BLOB NOT NULL,
            acknowledged INTEGER,
            trouble_code TEXT,
            trouble TEXT,
            trouble_since INTEGER
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE tallies (
            name TEXT PRIMARY KEY,
            count INTEGER NOT NULL
        ) WITHOUT ROWID
        """,
    ]

    // What became of each message, folded from the entries and kept apart from them. `key` is a keyed
    // hash of its id; `touched` the time of receipt of its newest entry, in Unix seconds.
    private static let messages = [
        """
        CREATE TABLE recipients (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        )
        """,
        """
        CREATE TABLE messages (
            number INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            recipient INTEGER,
            touched INTEGER NOT NULL,
            events TEXT NOT NULL
        )
        """,
        "CREATE INDEX messages_by_recipient ON messages (recipient, number)",
    ]

    // Set where the event's time is that of receipt.
    private static let receipts = ["ALTER TABLE entries ADD COLUMN of_receipt INTEGER"]

    // When a reader in trouble tries again.
    private static let tries = ["ALTER TABLE readers ADD COLUMN trouble_next INTEGER"]

    // Problems of rows that a destination does not take: whose, which one, and whether somebody wants it
    // to be tried again.
    private static let rows = [
        "ALTER TABLE problems ADD COLUMN reader TEXT",
        "ALTER TABLE problems ADD COLUMN row INTEGER",
        "ALTER TABLE problems ADD COLUMN is_wanted INTEGER",
        "CREATE INDEX problems_of_rows ON problems (reader, row) WHERE reader IS NOT NULL",
    ]

    // A source has a number for each provider that its mapping named; null for what older programs wrote,
    // which kept none. They told messages apart by their ids alone: up to `older_messages` a message's
    // number may be that of one of theirs, or of one that they left to fold.
    private static let providers = [
        """
        CREATE TABLE sources_of_providers (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            provider TEXT
        )
        """,
        "INSERT INTO sources_of_providers (number, name) SELECT number, name FROM sources",
        "DROP TABLE sources",
        "ALTER TABLE sources_of_providers RENAME TO sources",
        "CREATE UNIQUE INDEX sources_by_name ON sources (name, coalesce(provider, ''))",
        """
        INSERT INTO facts (name, value) SELECT 'older_messages',
            coalesce((SELECT max(number) FROM messages), 0)
            + max(0, coalesce((SELECT max(sequence) FROM entries), 0)
                - coalesce((SELECT checkpoint FROM readers WHERE name = 'messages'), 0))
        """,
    ]

    // Elements of kept bodies that were copies of events that other bodies, or other elements, brought
    // first: with another key they would look new.
    private static let copies = [
        """
        CREATE TABLE copies (
            body INTEGER NOT NULL,
            element INTEGER NOT NULL,
            PRIMARY KEY (body, element)
        ) WITHOUT ROWID
        """
    ]

    // The files of mappings by which bodies were mapped: they know events under ids of their own.
    private static let texts = [
        """
        CREATE TABLE mapping_texts (
            digest BLOB PRIMARY KEY,
            text BLOB NOT NULL
        ) WITHOUT ROWID
        """
    ]

    // Offsets that written rows rely on, and what timezonedb said. Seconds are Unix time; a null
    // start or end is open.
    private static let zones = [
        """
        CREATE TABLE zone_pins (
            zone TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            is_daylight INTEGER NOT NULL,
            abbreviation TEXT NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (zone, first)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE zone_answers (
            number INTEGER PRIMARY KEY,
            zone TEXT NOT NULL,
            starts INTEGER,
            ends INTEGER,
            offset INTEGER NOT NULL,
            is_daylight INTEGER NOT NULL,
            abbreviation TEXT NOT NULL,
            asked INTEGER NOT NULL
        )
        """,
    ]

    // `corrects` names the entry whose fields a correction tells anew. Bodies come in order, so that
    // the first index only grows at its end; the other two hold what is rare. `since` is the number
    // of the first body that the mapping of that digest mapped last.
    private static let replays = [
        "ALTER TABLE entries ADD COLUMN corrects INTEGER",
        "CREATE INDEX entries_of_body ON entries (body)",
        "CREATE INDEX corrections ON entries (corrects) WHERE corrects IS NOT NULL",
        "CREATE INDEX problems_of_body ON problems (body)",
        """
        CREATE TABLE mappings (
            source TEXT NOT NULL,
            since INTEGER NOT NULL,
            digest BLOB NOT NULL,
            PRIMARY KEY (source, since)
        ) WITHOUT ROWID
        """,
    ]

    // `event` is the entry's id, to remove both together; null in entries of older programs, whose ids
    // stay. `retention` says what purges have removed, and where a journal without rows goes on:
    // through, entries, before, newest_entry, newest_body.
    private static let retention = [
        "ALTER TABLE entries ADD COLUMN event BLOB",
        """
        CREATE TABLE retention (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) WITHOUT ROWID
        """,
    ]

    // Keyed hashes of numbers that were erased, and how many digits each has.
    private static let forgotten = [
        """
        CREATE TABLE forgotten (
            number INTEGER PRIMARY KEY,
            digits INTEGER NOT NULL,
            hash BLOB NOT NULL UNIQUE
        )
        """
    ]

    // Ids are filed by and by: `filed` is the position up to which `event_ids` has those of all entries.
    private static let filing = [
        """
        INSERT INTO facts (name, value) SELECT 'filed', coalesce(
            (SELECT max(sequence) FROM entries),
            (SELECT value FROM retention WHERE name = 'newest_entry'), 0)
        """
    ]

    // What commands ask of the process that feeds a reader. `refused` is null until the answer.
    private static let requests = [
        """
        CREATE TABLE requests (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            reader TEXT NOT NULL,
            kind TEXT NOT NULL,
            asked INTEGER NOT NULL,
            refused INTEGER,
            answer TEXT
        )
        """
    ]
}
