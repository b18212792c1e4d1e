import CryptoBridge
import SQLiteBridge
import TicksheetCore

/// Masks forgotten numbers in what the tables hold.
///
/// A masked value has the length of the one before, so that SQLite writes it over that one.
struct MaskTable {
    // A transaction holds up every other writer of the file, so it is short.
    private static let rowLimit: Int64 = 200
    private static let byteLimit = 256 << 10

    private struct Texts {
        let table: String
        let key: String
        let columns: [String]
        var areBytes = false
        let add: @Sendable (inout MaskedCounts, Int) -> Void
    }

    private static let texts = [
        Texts(
            table: "entries",
            key: "sequence",
            columns: [
                "sender", "recipient", "status", "description", "message", "code", "campaign",
                "channel", "template", "custom",
            ],
            add: { $0.entries += $1 }
        ),
        Texts(
            table: "bodies",
            key: "number",
            columns: ["request", "body"],
            areBytes: true,
            add: { $0.bodies += $1 }
        ),
        Texts(
            table: "problems",
            key: "number",
            columns: ["path", "finding", "remedy"],
            add: { $0.problems += $1 }
        ),
    ]

    private static let notes: [(table: String, key: String, column: String)] = [
        ("readers", "name", "trouble"), ("requests", "number", "answer"),
    ]

    private let connection: SQLiteConnection
    private let mask: NumberMask
    private let identity: HMACKey

    init(_ connection: SQLiteConnection, _ identity: HMACKey) throws(SQLiteError) {
        self.connection = connection
        self.identity = identity
        mask = try ForgottenNumbers.mask(connection)
    }

    /// Masks some rows behind a cursor, in at most one transaction.
    func step(after cursor: MaskCursor) throws(SQLiteError) -> MaskStep {
        if cursor.table < Self.texts.count { return try textStep(Self.texts[cursor.table], cursor) }
        return try connection.transaction { () throws(SQLiteError) in
            var step = MaskStep(cursor)
            let isOver: Bool
            switch cursor.table - Self.texts.count {
            case 0: isOver = try maskMessages(&step)
            case 1: isOver = try maskRecipients(&step)
            default:
                try maskNotes(&step)
                step.isLast = true
                return step
            }
            if isOver { step.cursor.goToNextTable() }
            return step
        }
    }

    // MARK: Texts and bytes

    /// A row that holds a number, and what it is to hold instead.
    private struct Masking {
        let row: Int64
        let found: [[UInt8]?]
        let masked: [[UInt8]?]
    }

    /// Some rows behind a cursor.
    private struct Page {
        var maskings: [Masking] = []
        var last: Int64
        var isOver = false
    }

    // To mask takes longer than others may wait: it is done before the transaction.
    private func textStep(
        _ texts: Texts,
        _ cursor: MaskCursor
    ) throws(SQLiteError) -> MaskStep {
        let page = try page(of: texts, behind: cursor.row)
        var step = MaskStep(cursor)
        step.cursor.row = page.last
        guard try write(page.maskings, to: texts, &step) else { return step }
        // Behind a whole page there may be more.
        if page.isOver, try rows(texts, behind: page.last) == 0 { step.cursor.goToNextTable() }
        return step
    }

    private func page(of texts: Texts, behind row: Int64) throws(SQLiteError) -> Page {
        let find = try connection.prepare(
            """
            SELECT \(texts.key), \(texts.columns.joined(separator: ", ")) FROM \(texts.table)
            WHERE \(texts.key) > ? ORDER BY \(texts.key) LIMIT ?
            """
        )
        find.bind(1, row)
        find.bind(2, Self.rowLimit)
        var page = Page(last: row)
        var bytes = 0
        while bytes < Self.byteLimit {
            guard try find.step() else {
                page.isOver = true
                break
            }
            page.last = find.integer(0)
            let found = texts.columns.indices.map { index -> [UInt8]? in
                let column = Int32(index + 1)
                return find.isNull(column) ? nil : find.bytes(column)
            }
            bytes += found.reduce(0) { $0 + ($1?.count ?? 0) }
            let masked = found.map { $0.map { mask.masked($0) } }
            if masked != found {
                page.maskings.append(Masking(row: page.last, found: found, masked: masked))
            }
        }
        find.reset()
        return page
    }

    // Another process may mask another number meanwhile: the next step reads such a row again.
    //
    // Gives false where it stopped before one.
    private func write(
        _ maskings: [Masking],
        to texts: Texts,
        _ step: inout MaskStep
    ) throws(SQLiteError) -> Bool {
        guard !maskings.isEmpty else { return true }
        let update = try connection.prepare(
            """
            UPDATE \(texts.table) SET \(texts.columns.map { "\($0) = ?" }.joined(separator: ", "))
            WHERE \(texts.key) = ?
            \(texts.columns.map { "AND CAST(\($0) AS BLOB) IS ?" }.joined(separator: " "))
            """
        )
        let written = try connection.transaction { () throws(SQLiteError) in
            for (index, masking) in maskings.enumerated() {
                bind(masking, texts, to: update)
                try update.run()
                if connection.changes == 0 { return index }
            }
            return maskings.count
        }
        texts.add(&step.masked, written)
        guard written < maskings.count else { return true }
        step.cursor.row = maskings[written].row - 1
        return false
    }

    private func bind(_ masking: Masking, _ texts: Texts, to update: SQLiteStatement) {
        let count = Int32(texts.columns.count)
        update.bind(count + 1, masking.row)
        for index in texts.columns.indices {
            let column = Int32(index + 1)
            let masked = masking.masked[index]
            if let masked, texts.areBytes {
                update.bind(column, bytes: masked)
            } else {
                update.bind(column, masked.map { String(decoding: $0, as: UTF8.self) })
            }
            if let value = masking.found[index] {
                update.bind(count + 1 + column, bytes: value)
            } else {
                update.bind(count + 1 + column, nil as Int64?)
            }
        }
    }

    private func rows(_ texts: Texts, behind row: Int64) throws(SQLiteError) -> Int64 {
        let find = try connection.prepare(
            "SELECT count(*) FROM (SELECT 1 FROM \(texts.table) WHERE \(texts.key) > ? LIMIT 1)"
        )
        find.bind(1, row)
        return try find.step() ? find.integer(0) : 0
    }

    private func maskNotes(_ step: inout MaskStep) throws(SQLiteError) {
        for (table, key, column) in Self.notes {
            let find = try connection.prepare(
                "SELECT \(key), \(column) FROM \(table) WHERE \(column) IS NOT NULL"
            )
            var changed: [(key: String, text: String)] = []
            while try find.step() {
                let text = find.text(1) ?? ""
                let masked = mask.masked(text)
                if masked != text { changed.append((find.text(0) ?? "", masked)) }
            }
            let update = try connection.prepare(
                "UPDATE \(table) SET \(column) = ? WHERE \(key) = ?"
            )
            for (key, text) in changed {
                update.bind(1, text)
                update.bind(2, key)
                try update.run()
            }
            step.masked.notes += changed.count
        }
    }

    // MARK: Messages

    private func maskMessages(_ step: inout MaskStep) throws(SQLiteError) -> Bool {
        let find = try connection.prepare(
            "SELECT number, events FROM messages WHERE number > ? ORDER BY number LIMIT ?"
        )
        find.bind(1, step.cursor.row)
        find.bind(2, Self.rowLimit)
        var changed: [(row: Int64, state: MessageState)] = []
        var isOver = true
        while try find.step() {
            isOver = false
            step.cursor.row = find.integer(0)
            var events = find.bytes(1)
            guard mask.mask(&events) > 0 else { continue }
            changed.append((step.cursor.row, MessageColumn.decoded(events)))
        }
        let update = try connection.prepare(
            "UPDATE messages SET key = ?, events = ? WHERE number = ?"
        )
        for (row, state) in changed {
            guard let first = state.events.first else { continue }
            // What comes later tells of the masked message.
            let masked = EventKey(messageOf: Entry(first, state.provider))
            let key = EventID(identity.sign(masked.bytes)).bytes
            let whole = try merged(state, under: key, besides: row)
            update.bind(1, bytes: key)
            update.bind(2, String(decoding: MessageColumn.encoded(whole), as: UTF8.self))
            update.bind(3, row)
            try update.run()
        }
        step.masked.messages += changed.count
        return isOver
    }

    // Something may have been told of the masked message already: two rows become one.
    private func merged(
        _ state: MessageState,
        under key: [UInt8],
        besides row: Int64
    ) throws(SQLiteError) -> MessageState {
        let find = try connection.prepare(
            "SELECT number, events FROM messages WHERE key = ? AND number <> ?"
        )
        find.bind(1, bytes: key)
        find.bind(2, row)
        guard try find.step() else { return state }
        let other = find.integer(0)
        var state = state
        for event in MessageColumn.decoded(find.bytes(1)).kept { state.merge(event) }
        find.reset()
        let remove = try connection.prepare("DELETE FROM messages WHERE number = ?")
        remove.bind(1, other)
        try remove.run()
        return state
    }

    private func maskRecipients(_ step: inout MaskStep) throws(SQLiteError) -> Bool {
        let find = try connection.prepare(
            "SELECT number, name FROM recipients WHERE number > ? ORDER BY number LIMIT ?"
        )
        find.bind(1, step.cursor.row)
        find.bind(2, Self.rowLimit)
        var changed: [(row: Int64, name: String)] = []
        var isOver = true
        while try find.step() {
            isOver = false
            step.cursor.row = find.integer(0)
            let name = find.text(1) ?? ""
            let masked = mask.masked(name)
            if masked != name { changed.append((step.cursor.row, masked)) }
        }
        for (row, name) in changed { try rename(row, name) }
        return isOver
    }

    // Something may have been told of the masked recipient already: two become one.
    private func rename(_ row: Int64, _ name: String) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE OR IGNORE recipients SET name = ? WHERE number = ?"
        )
        update.bind(1, name)
        update.bind(2, row)
        try update.run()
        guard connection.changes == 0 else { return }
        let move = try connection.prepare(
            """
            UPDATE messages SET recipient = (SELECT number FROM recipients WHERE name = ?)
            WHERE recipient = ?
            """
        )
        move.bind(1, name)
        move.bind(2, row)
        try move.run()
        let remove = try connection.prepare("DELETE FROM recipients WHERE number = ?")
        remove.bind(1, row)
        try remove.run()
    }
}

extension MaskCursor {
    fileprivate mutating func goToNextTable() {
        table += 1
        row = 0
    }
}

extension Entry {
    fileprivate convenience init(_ event: MessageEvent, _ provider: String?) {
        self.init(
            sequence: event.sequence,
            origin: .webhook,
            source: event.source,
            provider: provider,
            received: event.received,
            kind: .status,
            fields: event.fields
        )
    }
}
