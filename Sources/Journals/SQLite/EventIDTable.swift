import PosixBridge
import SQLiteBridge
import TicksheetCore

/// The ids of all events: most of them filed in a table by id, the newest in memory until they are.
///
/// Ids are random, so that filing each at once would change a page of the table for each. Many
/// together are filed in order and share the pages. Until then they stand in their entries only:
/// behind `filed`, the position up to which the table has all. Used by one thread.
final class EventIDTable {
    // Filed when nothing came for so long, so that the next start has nothing to read …
    private static let idle: UInt64 = 2_000_000_000
    // … and however few they are in the end.
    private static let longest: UInt64 = 600_000_000_000
    private static let pauseAfterError: UInt64 = 1_000_000_000

    /// Ids on their way into the table.
    private struct Filing {
        let ids: [EventID]
        let through: SequenceNumber
        var next = 0
    }

    private let connection: SQLiteConnection
    private let most: Int
    private let chunk: Int
    private let findID: SQLiteStatement
    private let insertID: SQLiteStatement
    private let removeID: SQLiteStatement
    private let findFiled: SQLiteStatement
    private let setFiled: SQLiteStatement
    private let page: SQLiteStatement

    private var newer: Set<EventID> = []
    // Those that are being filed.
    private var older: Set<EventID> = []
    private var filing: Filing?
    // Up to where the sets have all that is not filed.
    private var known: SequenceNumber?
    private var addedHere = 0
    private var firstAdded: UInt64 = 0
    private var lastAdded: UInt64 = 0
    private var pausedUntil: UInt64 = 0
    // What the open transaction changed.
    private var added: [EventID] = []
    private var removed: [EventID] = []
    private var knownBefore: SequenceNumber?

    /// Creates the table's owner on a connection.
    ///
    /// `most`: So many ids are kept before they are filed; 16 bytes each. A process that was killed
    /// reads as many entries when it goes on.
    ///
    /// `chunk`: So many are filed in one transaction, which holds up every other writer of the file.
    init(
        _ connection: SQLiteConnection,
        most: Int = 131_072,
        chunk: Int = 500
    ) throws(SQLiteError) {
        self.connection = connection
        self.most = most
        self.chunk = chunk
        findID = try connection.prepare("SELECT 1 FROM event_ids WHERE id = ?")
        insertID = try connection.prepare("INSERT OR IGNORE INTO event_ids (id) VALUES (?)")
        removeID = try connection.prepare("DELETE FROM event_ids WHERE id = ?")
        findFiled = try connection.prepare("SELECT value FROM facts WHERE name = 'filed'")
        setFiled = try connection.prepare(
            "UPDATE facts SET value = max(value, ?) WHERE name = 'filed'"
        )
        page = try connection.prepare(
            "SELECT event FROM entries WHERE sequence > ? AND sequence <= ?"
        )
    }

    // MARK: Looking

    /// Whether so many entries were added here that reading their ids would take others long.
    var hasAddedMany: Bool { addedHere > many }

    /// Whether the ids of earlier entries were read once.
    var isRead: Bool { known != nil }

    /// Learns of entries up to `newest` that others wrote, and of ids that others filed.
    ///
    /// Needs no transaction; what is looked up in one needs this in the same.
    func refresh(newest: SequenceNumber) throws(SQLiteError) {
        let filed = try findFiled.step() ? findFiled.integer(0) : 0
        findFiled.reset()
        if let known, filed >= known { newer = [] }
        if let through = filing?.through, filed >= through { endFiling() }
        if newest > max(known ?? 0, filed) {
            page.bind(1, max(known ?? 0, filed))
            page.bind(2, newest)
            defer { page.reset() }
            while try page.step() {
                if !page.isNull(0) { insert(EventID(page.bytes(0))) }
            }
        }
        known = max(newest, known ?? 0)
        knownBefore = known
    }

    /// Whether an event is there; after `refresh`.
    func contains(_ id: EventID) throws(SQLiteError) -> Bool {
        if newer.contains(id) || older.contains(id) { return true }
        findID.bind(1, bytes: id.inlineBytes)
        defer { findID.reset() }
        return try findID.step()
    }

    // MARK: Changing, inside a transaction

    /// Remembers the id of an entry that is written in the same transaction.
    func add(_ id: EventID, of entry: SequenceNumber) {
        // A correction bears the id of an entry that stays whatever becomes of this transaction.
        if insert(id) { added.append(id) }
        addedHere += 1
        known = entry
    }

    /// Files an id at once, of no entry or of one that goes.
    func file(_ id: EventID) throws(SQLiteError) {
        insertID.bind(1, bytes: id.inlineBytes)
        try insertID.run()
    }

    /// Removes an id.
    func remove(_ id: EventID) throws(SQLiteError) {
        if newer.remove(id) != nil || older.remove(id) != nil { removed.append(id) }
        removeID.bind(1, bytes: id.inlineBytes)
        try removeID.run()
    }

    /// Keeps what the transaction changed.
    func committed() {
        added.removeAll(keepingCapacity: true)
        removed.removeAll(keepingCapacity: true)
        knownBefore = known
    }

    /// Takes back what the transaction changed.
    func rolledBack() {
        for id in added { newer.remove(id) }
        newer.formUnion(removed)
        if filing != nil { older.formUnion(removed) }
        known = knownBefore
        committed()
    }

    @discardableResult
    private func insert(_ id: EventID) -> Bool {
        lastAdded = Clocks.monotonic
        if newer.isEmpty { firstAdded = lastAdded }
        return newer.insert(id).inserted
    }

    // MARK: Filing

    /// When some ids should be filed next, as a monotonic time; nil while all are.
    var nextFiling: UInt64? {
        if filing != nil { return pausedUntil }
        if newer.isEmpty { return nil }
        if newer.count >= most { return pausedUntil }
        return max(pausedUntil, min(lastAdded + Self.idle, firstAdded + Self.longest))
    }

    /// Files some ids in a transaction of its own.
    ///
    /// An error harms nothing: they stay where they are, and the next try comes a second later.
    func fileSome() {
        guard let filing = filing ?? begin() else { return }
        let end = min(filing.next + chunk, filing.ids.count)
        do throws(SQLiteError) {
            try connection.transaction { () throws(SQLiteError) in
                for id in filing.ids[filing.next..<end] where older.contains(id) { try file(id) }
                guard end == filing.ids.count else { return }
                setFiled.bind(1, filing.through)
                try setFiled.run()
            }
            if end == filing.ids.count { endFiling() } else { self.filing?.next = end }
        } catch {
            pausedUntil = Clocks.monotonic + Self.pauseAfterError
        }
    }

    /// Files all, a little at a time, where reading them again would take long.
    ///
    /// `isPolite`: Whether it pauses after each little as long as that took.
    func fileMany(isPolite: Bool) {
        guard newer.count + older.count > many else { return }
        while nextFiling != nil, pausedUntil <= Clocks.monotonic {
            let start = Clocks.monotonic
            fileSome()
            Clocks.pause(nanoseconds: isPolite ? Clocks.monotonic - start : 100_000)
        }
    }

    private var many: Int { most / 8 }

    private func begin() -> Filing? {
        guard let known, !newer.isEmpty else { return nil }
        older = newer
        newer = []
        filing = Filing(ids: older.sorted(), through: known)
        return filing
    }

    private func endFiling() {
        filing = nil
        older = []
    }
}
