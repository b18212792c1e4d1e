import CommandLineKit
import JSONTree
import TicksheetCore

/// Shows what mapping bodies again would change, in memory that does not grow with it.
struct ReplayDiff {
    private static let mostNumbers = 20
    private static let mostProblems = 5
    // Copies of a new event stand in bodies near each other, if at all.
    private static let mostIDs = 200_000

    private let console: Console
    private let isTable: Bool
    private let limit: Int
    private var rows: ReplayRows
    private var table = TextTable([
        .init("REPORT", .left), .init("EVENT", .right), .init("TO", .left),
        .init("COLUMN", .left), .init("NOW", .left, shrinks: true),
        .init("AFTER", .left, shrinks: true),
    ])
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
        self.isTable = isTable
        self.limit = limit
        self.console = console
    }

    /// Takes what one body changes.
    mutating func take(_ plan: ReplayPlan) {
        for correction in plan.corrections {
            corrected += 1
            let changes = rows.changes(by: correction)
            if changes.isEmpty { unseen += 1 }
            show(changes, "corrected")
        }
        for event in plan.new where isFirst(event.id) {
            new += 1
            show(rows.changes(by: event, of: plan.delivery), "new")
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

    private mutating func show(_ changes: [CellChange], _ kind: String) {
        for change in changes {
            cells += 1
            if !isTable {
                print(change, kind)
            } else if cells <= limit {
                table.append([
                    .init(change.report),
                    .init(change.entry.map(String.init) ?? "new"),
                    .init(change.recipient.map(maskedNumber) ?? ""),
                    .init(change.column ?? "(row)"),
                    .init(maskedNumbers(in: change.now ?? "")),
                    .init(maskedNumbers(in: change.after ?? "no row")),
                ])
            }
        }
    }

    /// Prints the table, and sums up.
    func finish(_ tally: ReplayTally) {
        if isTable, cells > 0 {
            console.write(Array(table.text(for: console.output).utf8))
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
        for report in rows.folded where corrected + new > 0 {
            console.note("\(report) is not compared: its rows are put together of many events.")
        }
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

    private func print(_ change: CellChange, _ kind: String) {
        print { writer in
            writer.key("change")
            writer.string(kind)
            writer.key("report")
            writer.string(change.report)
            Self.append("event", change.entry, to: &writer)
            Self.append("to", change.recipient, to: &writer)
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
            Self.append("to", entry.fields.to, to: &writer)
        }
    }

    private func print(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.beginObject()
        body(&writer)
        writer.endObject()
        console.print(String(decoding: writer.bytes, as: UTF8.self))
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
