import CryptoBridge
import JSONTree
import SQLiteBridge
import TicksheetCore
import WallTime

/// Writes deliveries into the tables, inside its transactions.
///
/// One a connection, used by one thread.
final class EntryWriter {
    private let newest: SQLiteStatement
    private let newestBody: SQLiteStatement
    private let horizon: SQLiteStatement
    private let insertEntry: SQLiteStatement
    private let insertBody: SQLiteStatement
    private let findProblem: SQLiteStatement
    private let insertProblem: SQLiteStatement
    private let insertCopy: SQLiteStatement
    private let tally: SQLiteStatement
    private let addSource: SQLiteStatement
    private let findSource: SQLiteStatement
    private let findName: SQLiteStatement
    private var forgotten: ForgottenNumbers
    private let identity: HMACKey
    /// The ids of all events.
    let ids: EventIDTable
    let connection: SQLiteConnection
    // Of each source the provider and number of last time: it seldom has another.
    private var sources: [String: (provider: String, number: Int64)] = [:]
    private var lastSequence: SequenceNumber = 0
    private var lastBody: Int64 = 0
    // Ids of events from before this instant may have been removed.
    private var idsKeptSince: Int64 = .min

    init(_ connection: SQLiteConnection, identity: HMACKey) throws(SQLiteError) {
        self.connection = connection
        self.identity = identity
        newest = try connection.prepare("SELECT \(PurgeTable.newestEntry)")
        newestBody = try connection.prepare("SELECT \(PurgeTable.newestBody)")
        horizon = try connection.prepare(PurgeTable.horizon)
        insertEntry = try connection.prepare(
            """
            INSERT INTO entries (sequence, received, source, origin, kind, body, element, time,
                nanoseconds, sender, recipient, status, description, message, code, campaign,
                channel, template, custom, of_receipt, corrects, event)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        insertBody = try connection.prepare(
            "INSERT INTO bodies (number, received, source, origin, request, body)"
                + " VALUES (?, ?, ?, ?, ?, ?)"
        )
        findProblem = try connection.prepare("SELECT 1 FROM problems WHERE identity = ?")
        insertProblem = try connection.prepare(
            """
            INSERT INTO problems
                (identity, since, source, code, path, element, finding, remedy, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        insertCopy = try connection.prepare(
            "INSERT OR IGNORE INTO copies (body, element) VALUES (?, ?)"
        )
        tally = try connection.prepare(
            """
            INSERT INTO tallies (name, count) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET count = count + excluded.count
            """
        )
        addSource = try connection.prepare(
            "INSERT OR IGNORE INTO sources (name, provider) VALUES (?, ?)"
        )
        findSource = try connection.prepare(
            "SELECT number FROM sources WHERE name = ? AND coalesce(provider, '') = ?"
        )
        findName = try connection.prepare("SELECT max(number) FROM sources WHERE name = ?")
        forgotten = try ForgottenNumbers(connection)
        ids = try EventIDTable(connection)
    }

    /// Runs a body in a transaction; an error takes all of it back.
    func transaction<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        // As many as `serve` keeps in memory: in the transaction nobody could write meanwhile.
        if !ids.isRead { try ids.refresh(newest: try number(newest)) }
        return try removal { () throws(SQLiteError) in
            try begin()
            return try body()
        }
    }

    /// Runs a body that adds no entry in a transaction; an error takes all of it back.
    ///
    /// It learns nothing of what others wrote, which may be long to read.
    func removal<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        do throws(SQLiteError) {
            let result = try connection.transaction(body)
            ids.committed()
            return result
        } catch {
            sources = [:]
            ids.rolledBack()
            throw error
        }
    }

    // Learns where the tables end: other processes may have written since the last transaction.
    private func begin() throws(SQLiteError) {
        lastSequence = try number(newest)
        lastBody = try number(newestBody)
        try forgotten.refresh()
        try ids.refresh(newest: lastSequence)
        defer { horizon.reset() }
        idsKeptSince = try horizon.step() ? horizon.integer(0) : .min
    }

    /// The position of the newest entry.
    var head: SequenceNumber { lastSequence }

    /// The body of a delivery, which is stored only for what it brings.
    struct Body {
        /// Its number, once it is stored.
        var number: Int64?
        // Elements that were copies, as long as it is not.
        fileprivate var copies: [Int] = []
        // Asked for with the first event that is not known by its own id.
        fileprivate var twins: EventTwins?
    }

    /// Writes events of a delivery, and with the last of them its problems and tallies.
    ///
    /// `events`: Which of its events.
    ///
    /// `problems`: The delivery's problems, each with its identity; empty before the last events.
    ///
    /// `body`: The delivery's body, as earlier calls left it.
    func write(
        _ delivery: Delivery,
        events: ArraySlice<Event>,
        problems: [(identity: EventID, problem: MappingProblem)],
        body: inout Body
    ) throws(SQLiteError) -> AppendReceipt {
        let source = try source(of: delivery)
        var receipt = AppendReceipt(appended: 0, duplicates: 0)
        for index in events.indices {
            let event = events[index]
            let isCopy = try isKnown(event, at: index, of: delivery, &body)
            if !isCopy, isTooOld(event) {
                receipt.tooOld += 1
                if try isKnown(event.id, findProblem) { continue }
                let body = try keep(delivery, source: source, in: &body)
                let problem = MappingProblem.tooOld(
                    event,
                    kept: Timestamp(seconds: idsKeptSince)
                )
                try insert(problem, event.id, of: delivery, source: source, body: body)
                continue
            }
            if isCopy {
                receipt.duplicates += 1
                body.copies.append(event.element)
                continue
            }
            receipt.appended += 1
            let body = try keep(delivery, source: source, in: &body)
            try insert(event, of: delivery, source: source, body: body)
        }
        for (identity, problem) in problems where try !isKnown(identity, findProblem) {
            let body = try keep(delivery, source: source, in: &body)
            try insert(problem, identity, of: delivery, source: source, body: body)
        }
        if receipt.duplicates > 0 { try count("duplicates", receipt.duplicates) }
        try insertCopies(of: &body)
        return receipt
    }

    private func insertCopies(of body: inout Body) throws(SQLiteError) {
        guard let number = body.number else { return }
        for element in body.copies {
            insertCopy.bind(1, number)
            insertCopy.bind(2, Int64(element))
            try insertCopy.run()
        }
        body.copies = []
    }

    // Under its own id, or under one that a mapping of before made, or a replay of masked bodies.
    private func isKnown(
        _ event: Event,
        at index: Int,
        of delivery: Delivery,
        _ body: inout Body
    ) throws(SQLiteError) -> Bool {
        if try ids.contains(event.id) { return true }
        let twins =
            body.twins
            ?? EventTwins(of: delivery, maskedBy: forgotten.mask) { [identity] key in
                EventID(identity.sign(key.bytes))
            }
        body.twins = twins
        for twin in twins.ids(of: index) where try ids.contains(twin) { return true }
        return false
    }

    /// Whether an event may be a copy of one whose id was removed.
    func isTooOld(_ event: Event) -> Bool { event.fields.time.seconds < idsKeptSince }

    /// Adds to a tally.
    func count(_ name: String, _ number: Int) throws(SQLiteError) {
        tally.bind(1, name)
        tally.bind(2, Int64(number))
        try tally.run()
    }

    /// Stores a body that gave no event, unless it is stored already.
    func keep(_ delivery: Delivery, in body: inout Body) throws(SQLiteError) {
        _ = try keep(delivery, source: try source(of: delivery), in: &body)
        try insertCopies(of: &body)
    }

    private func keep(
        _ delivery: Delivery,
        source: Int64,
        in body: inout Body
    ) throws(SQLiteError) -> Int64 {
        if let number = body.number { return number }
        lastBody += 1
        insertBody.bind(1, lastBody)
        insertBody.bind(2, delivery.received.seconds)
        insertBody.bind(3, source)
        insertBody.bind(4, delivery.origin.rawValue)
        insertBody.bind(5, bytes: forgotten.mask.masked(delivery.request))
        insertBody.bind(6, bytes: forgotten.mask.masked(delivery.body))
        try insertBody.run()
        body.number = lastBody
        return lastBody
    }

    /// Inserts an entry behind the newest; `corrects` names the entry that it corrects.
    func insert(
        _ event: Event,
        of delivery: Delivery,
        source: Int64,
        body: Int64,
        corrects: SequenceNumber? = nil
    ) throws(SQLiteError) {
        lastSequence += 1
        let fields = forgotten.mask.masked(event.fields)
        insertEntry.bind(1, lastSequence)
        insertEntry.bind(2, delivery.received.seconds)
        insertEntry.bind(3, source)
        insertEntry.bind(4, delivery.origin.rawValue)
        insertEntry.bind(5, event.kind.rawValue)
        insertEntry.bind(6, body)
        insertEntry.bind(7, Int64(event.element))
        insertEntry.bind(8, fields.time.seconds)
        insertEntry.bind(9, Int64(fields.time.nanoseconds))
        insertEntry.bind(10, fields.from)
        insertEntry.bind(11, fields.to)
        insertEntry.bind(12, fields.status)
        insertEntry.bind(13, fields.description)
        insertEntry.bind(14, fields.message)
        insertEntry.bind(15, fields.code)
        insertEntry.bind(16, fields.campaign)
        insertEntry.bind(17, fields.channel)
        insertEntry.bind(18, fields.template)
        insertEntry.bind(19, CustomColumn.encoded(fields.custom))
        insertEntry.bind(20, fields.isTimeOfReceipt ? 1 : nil as Int64?)
        insertEntry.bind(21, corrects)
        insertEntry.bind(22, bytes: event.id.inlineBytes)
        try insertEntry.run()
        ids.add(event.id, of: lastSequence)
    }

    /// Inserts a problem that is not known.
    func insert(
        _ problem: MappingProblem,
        _ identity: EventID,
        of delivery: Delivery,
        source: Int64,
        body: Int64
    ) throws(SQLiteError) {
        insertProblem.bind(1, bytes: identity.bytes)
        insertProblem.bind(2, delivery.received.seconds)
        insertProblem.bind(3, source)
        insertProblem.bind(4, problem.code)
        insertProblem.bind(5, masked(problem.path))
        insertProblem.bind(6, Int64(problem.element))
        insertProblem.bind(7, masked(problem.finding))
        insertProblem.bind(8, masked(problem.remedy))
        insertProblem.bind(9, body)
        try insertProblem.run()
    }

    /// Returns a text without the numbers that are forgotten.
    func masked(_ text: String) -> String { forgotten.mask.masked(text) }

    /// Whether a problem is there.
    func isKnown(_ problem: EventID) throws(SQLiteError) -> Bool {
        try isKnown(problem, findProblem)
    }

    private func isKnown(
        _ id: EventID,
        _ find: SQLiteStatement
    ) throws(SQLiteError) -> Bool {
        find.bind(1, bytes: id.bytes)
        defer { find.reset() }
        return try find.step()
    }

    /// Returns the number of a delivery's source; a new one gets one, and so does one of another provider.
    func source(of delivery: Delivery) throws(SQLiteError) -> Int64 {
        let (name, provider) = (delivery.source, delivery.provider)
        if let known = sources[name], known.provider == provider { return known.number }
        addSource.bind(1, name)
        addSource.bind(2, provider)
        try addSource.run()
        findSource.bind(1, name)
        findSource.bind(2, provider)
        let number = try number(findSource)
        sources[name] = (provider, number)
        return number
    }

    /// Returns the newest number of a source, whichever its provider; a new one gets one.
    func source(_ name: String) throws(SQLiteError) -> Int64 {
        findName.bind(1, name)
        let known = try number(findName)
        guard known == 0 else { return known }
        addSource.bind(1, name)
        addSource.bind(2, nil as String?)
        try addSource.run()
        return try number(findName)
    }

    private func number(_ statement: SQLiteStatement) throws(SQLiteError) -> Int64 {
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }
}
