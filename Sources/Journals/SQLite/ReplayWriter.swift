import SQLiteBridge
import TicksheetCore

/// One small write of a plan.
enum ReplayStep: Sendable {
    /// An event that the journal has not.
    case new(Event)
    /// Other fields of an entry.
    case correction(of: SequenceNumber, Event)
    /// Another id of an entry that is there.
    case id(EventID)
    /// A problem that is gone.
    case solved(Int64)
    /// A problem with other words, and its identity.
    case changed(Int64, MappingProblem, EventID)
    /// A new problem, and its identity.
    case raised(MappingProblem, EventID)
}

/// Writes steps of plans, inside a transaction that its caller opens.
struct ReplayWriter {
    private let entries: EntryWriter
    private let remove: SQLiteStatement
    private let change: SQLiteStatement

    init(_ entries: EntryWriter) throws(SQLiteError) {
        self.entries = entries
        let connection = entries.connection
        remove = try connection.prepare("DELETE FROM problems WHERE number = ?")
        change = try connection.prepare(
            """
            UPDATE OR IGNORE problems
            SET identity = ?, code = ?, element = ?, finding = ?, remedy = ? WHERE number = ?
            """
        )
    }

    /// Writes a step.
    func write(
        _ step: ReplayStep,
        of delivery: Delivery,
        body: Int64
    ) throws(SQLiteError) -> ReplayReceipt {
        var receipt = ReplayReceipt()
        switch step {
        case .new(let event):
            // It may have come in since the plan was made, or retention may have gone on.
            if try entries.ids.contains(event.id) || entries.isTooOld(event) { return receipt }
            try insert(event, of: delivery, body)
            receipt.appended = 1
        case .correction(let entry, let event):
            try insert(event, of: delivery, body, corrects: entry)
            receipt.corrected = 1
        case .id(let id):
            try entries.ids.file(id)
        case .solved(let number):
            receipt.solved = try remove(number)
        case .changed(let number, let problem, let identity):
            // The same words may stand there under another number: then one of them is enough.
            if try !change(number, to: problem, identity) { _ = try remove(number) }
        case .raised(let problem, let identity):
            guard try !entries.isKnown(identity) else { return receipt }
            let source = try entries.source(of: delivery)
            try entries.insert(problem, identity, of: delivery, source: source, body: body)
            receipt.raised = 1
        }
        return receipt
    }

    /// Removes a problem.
    ///
    /// - Returns: 1, or 0 where there was none.
    func remove(_ problem: Int64) throws(SQLiteError) -> Int {
        remove.bind(1, problem)
        try remove.run()
        return entries.connection.changes
    }

    private func insert(
        _ event: Event,
        of delivery: Delivery,
        _ body: Int64,
        corrects: SequenceNumber? = nil
    ) throws(SQLiteError) {
        let source = try entries.source(of: delivery)
        try entries.insert(event, of: delivery, source: source, body: body, corrects: corrects)
    }

    private func change(
        _ number: Int64,
        to problem: MappingProblem,
        _ identity: EventID
    ) throws(SQLiteError) -> Bool {
        change.bind(1, bytes: identity.bytes)
        change.bind(2, problem.code)
        change.bind(3, Int64(problem.element))
        change.bind(4, entries.masked(problem.finding))
        change.bind(5, entries.masked(problem.remedy))
        change.bind(6, number)
        try change.run()
        return entries.connection.changes == 1
    }
}
