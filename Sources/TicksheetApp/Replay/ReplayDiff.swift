import CommandLineKit
import JSONTree
import TicksheetCore

/// Shows what mapping bodies again would change, in memory that does not grow with it; rows per message or
/// number take temporary disk space.
struct ReplayDiff {
    private static let mostNumbers = 20
    private static let mostProblems = 5
    // Copies of a new event stand in bodies near each other, if at all.
    private static let mostIDs = 200_000

    private let console: Console
    private let isTable: Bool
    private let limit: Int
    private var rows: ReplayRows
    private var table: ChangeTable
    private var cells = 0
    private var corrected = 0
    private var unseen = 0
    private var new = 0
    private var lost: [SequenceNumber] = []
    private var solved = 0
    private var raised: [MappingProblem] = []
    private var raisedCount = 0
    private var ids: Set<EventID> = []

    init(_ rows: ReplayRows, isTable: Bool, limit: Int, console: Console) {
        self.rows = rows
        table = ChangeTable(rows.reportNames)
        self.isTable = isTable
        self.limit = limit
        self.console = console
    }

    /// Takes what one body changes, in the order in which a replay would write it.
    mutating func take(_ plan: ReplayPlan) throws(JournalError) {
        for event in plan.new where isFirst(event.id) {
            new += 1
            show(try rows.changes(by: event, of: plan.delivery))
        }
        for correction in plan.corrections {
            corrected += 1
            let changes = try rows.changes(by: correction, of: plan.delivery)
            if changes.isEmpty { unseen += 1 }
            show(changes)
        }
        for id in plan.ids { _ = isFirst(id) }
        for entry in plan.lost {
            if !isTable { print(kept: entry) }
            if lost.count <= Self.mostNumbers { lost.append(entry.sequence) }
        }
        solved += plan.solved.count
        raisedCount += plan.raised.count
        raised += plan.raised.prefix(max(0, Self.mostProblems - raised.count))
    }

    private mutating func isFirst(_ id: EventID) -> Bool {
        ids.count < Self.mostIDs ? ids.insert(id).inserted : !ids.contains(id)
    }

    private mutating func show(_ changes: [CellChange]) {
        cells += changes.count
        for change in changes {
            if isTable { table.append(change, limit: limit) } else { print(change) }
        }
    }

    /// Compares what could not be compared before, prints the table, and sums up.
    mutating func finish(_ tally: ReplayTally) throws(JournalError) {
        var rows = rows
        try rows.eachMessageRow { show($0) }
        if isTable, cells > 0 {
            console.write(Array(table.text(limit: limit).text(for: console.output).utf8))
            if cells > limit {
                console.print("… and \(CountedNoun("cell").counted(cells - limit)) more")
            }
        }
        for problem in raised {
            console.fail(
                problem.code,
                escapedControls(
                    maskedNumbers(in: "\(problem.path): \(sentence(problem.finding))")
                )
            )
        }
        if raisedCount > raised.count {
            console.note("… and \(Human.number(raisedCount - raised.count)) problems more.")
        }
        let line = summary(tally)
        if isTable { console.print(line) } else { console.note(line) }
        console.note("Nothing was written; without --diff it is.")
    }

    private func summary(_ tally: ReplayTally) -> String {
        var line =
            "\(CountedNoun("cell").counted(cells)); \(Human.number(corrected)) corrected, "
            + "\(Human.number(new)) new, \(Human.number(tally.unchanged)) as before, "
            + "\(Human.number(tally.lost)) no longer yielded (kept), "
            + "\(CountedNoun("problem").counted(solved)) solved, "
            + "\(Human.number(raisedCount)) new problems, from "
            + CountedNoun("body", "bodies").counted(tally.bodies) + tally.leftOut
        // Which of the corrections a row per message or number shows is not known.
        let unseen = rows.hasMessages && cells > 0 ? 0 : unseen
        if unseen > 0 {
            line += "\n\(Human.number(unseen)) of the corrected change only what no report shows"
        }
        if !lost.isEmpty {
            let numbers = lost.prefix(Self.mostNumbers).map(String.init).joined(separator: ", ")
            line += "\nNo longer yielded: \(numbers)" + (lost.count > Self.mostNumbers ? ", …" : "")
        }
        return line
    }

    // MARK: Lines of JSON

    private func print(_ change: CellChange) {
        let row = change.row
        print { writer in
            writer.key("change")
            writer.string(row.isNew ? "new" : "corrected")
            writer.key("report")
            writer.string(row.report)
            if case .entry(let entry) = row.subject {
                Self.append("event", entry, to: &writer)
            } else {
                Self.append("event", nil as Int64?, to: &writer)
            }
            Self.append("message", row.message, to: &writer)
            Self.append("to", row.recipient, to: &writer)
            Self.append("column", change.column, to: &writer)
            Self.append("now", change.now, to: &writer)
            Self.append("after", change.after, to: &writer)
        }
    }

    private func print(kept entry: Entry) {
        print { writer in
            writer.key("change")
            writer.string("kept")
            Self.append("event", entry.sequence, to: &writer)
            Self.append("message", entry.fields.message, to: &writer)
            Self.append("to", entry.fields.to, to: &writer)
        }
    }

    private func print(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.beginObject()
        body(&writer)
        writer.endObject()
        console.print(json: String(decoding: writer.bytes, as: UTF8.self))
    }

    private static func append(_ key: String, _ text: String?, to writer: inout JSONWriter) {
        writer.key(key)
        if let text { writer.string(text) } else { writer.null() }
    }

    private static func append(_ key: String, _ number: Int64?, to writer: inout JSONWriter) {
        writer.key(key)
        if let number { writer.integer(number) } else { writer.null() }
    }
}
