import CommandLineKit
import JSONTree
import Journals
import PosixBridge
import TicksheetCore
import WallTime

/// `status`: journal, lag and last problem of every reader.
enum StatusCommand {
    static let spec = CommandSpec(
        "status",
        "Shows what the journal holds, and how far every destination is behind it.",
        discussion: [
            "BEHIND is the number of entries that are not written yet, and how long the oldest of "
                + "them has waited; with --json \"lag\" and \"lagSeconds\".",
            "NEXT TRY is when a destination that waits tries again; one without waits for somebody to "
                + "act. With Google Sheets a line tells how many of the 60 writes that Google takes "
                + "in a minute the account has used, as its serve counted them.",
            "For reports on Google Sheets it tells how many of a spreadsheet's cells are used and, "
                + "from the webhooks of the last seven days, about when it is full.",
        ],
        options: [.flag("json", "Prints one JSON object.")],
        examples: [
            .init("ticksheet status"),
            .init("ticksheet status --json | jq .readers[].lagSeconds", "for a monitor"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        let now = SystemClock().now
        let found = try CommandFailure.onJournal { () throws(JournalError) in
            let summary = try journal.summary()
            // What the messages lag behind, the reports that show them do.
            let readers = try journal.readers().filter { $0.reader != .messages }
            let rows = try readers.map { record throws(JournalError) in
                let lag = try ReaderLag(of: record, in: journal, head: summary.head, now: now)
                return ReaderRow(record, lag, in: settings, journal: journal)
            }
            let retention = try StatusRetention(
                summary,
                in: settings,
                journal: journal,
                holding: holding(rows, settings),
                now: now
            )
            let sheets = StatusSheets(
                readers,
                in: settings,
                entriesPerDay: try journal.space(now: now).entries.perDay
            )
            return (summary, rows, StatusZones(try journal.pins()), retention, sheets)
        }
        let (summary, rows, zones, retention, sheets) = found
        let google = StatusGoogle(rows.map(\.record), in: settings, now: now)
        let silence = summary.lastReceived.map { max(0, now.seconds - $0.seconds) }
        if invocation.flag("json") {
            console.print(json: json(summary, silence, rows, zones, retention, sheets, google))
        } else {
            print(summary, silence, rows, zones, retention, sheets, google, now, settings, console)
        }
    }

    // Readers that the settings no longer name hold nothing back.
    private static func holding(_ rows: [ReaderRow], _ settings: Settings) -> [String] {
        guard let kept = settings.retention.entries else { return [] }
        let known = Set(settings.reports.flatMap(\.destinations).map(\.reader))
        return rows.filter { known.contains($0.record.reader) && $0.lag.seconds > kept }
            .map(\.label)
    }

    private struct ReaderRow {
        let report: String
        let label: String
        let lag: ReaderLag
        let holder: String?
        let record: ReaderRecord

        init(
            _ record: ReaderRecord,
            _ lag: ReaderLag,
            in settings: Settings,
            journal: SQLiteJournal
        ) {
            self.record = record
            self.lag = lag
            let owner = settings.reports.first { report in
                report.destinations.contains { $0.reader == record.reader }
            }
            report = owner?.name ?? "(not in the settings)"
            label =
                owner?.destinations.first { $0.reader == record.reader }?.label
                ?? record.reader.name
            if case .held(let by)? = try? journal.lease(record.reader) {
                holder = by
            } else {
                holder = nil
            }
        }
    }

    private static func print(
        _ summary: JournalSummary,
        _ silence: Int64?,
        _ rows: [ReaderRow],
        _ zones: StatusZones,
        _ retention: StatusRetention,
        _ sheets: StatusSheets,
        _ google: StatusGoogle,
        _ now: Timestamp,
        _ settings: Settings,
        _ console: Console
    ) {
        console.print("journal   \(settings.journal)")
        console.print(
            "          \(CountedNoun("entry", "entries").counted(summary.entries)), "
                + "\(Human.number(summary.duplicates)) copies left out, "
                + "\(Human.number(summary.ignored)) bodies passed over, "
                + "\(Human.bytes(UInt64(max(0, summary.bytes))))"
        )
        let before = summary.head > 0 ? "longer ago than retention keeps" : "never"
        console.print(
            "received  last \(summary.lastReceived?.rfc3339UTC ?? before)"
                + ", \(CountedNoun("problem").counted(summary.problems))"
        )
        if let silence, let limit = settings.silence, .seconds(silence) >= limit {
            console.print(
                "          "
                    + console.output.painted("silent for \(Human.age(.seconds(silence)))", .yellow)
                    + ": does the provider still call the callback URL?"
            )
        }
        for line in retention.lines { console.print(line) }
        for (status, count) in sorted(summary.counts) {
            console.print("  \(shortened(status)): \(Human.number(count))")
        }
        if let line = zones.line { console.print("zones     \(line)") }
        for line in google.lines { console.print(line) }
        for line in sheets.lines {
            console.print(line.isUrgent ? console.output.painted(line.text, .yellow) : line.text)
        }
        guard !rows.isEmpty else {
            console.note(
                "No report was written yet: \(settings.command("sync")), or "
                    + "\(settings.command("serve"))."
            )
            return
        }
        var table = TextTable([
            .init("REPORT", .left), .init("DESTINATION", .left, keepsEnd: true),
            .init("BEHIND", .right),
            .init("WRITTEN", .left, shrinks: false), .init("FED BY", .left),
            .init("NEXT TRY", .left, shrinks: false),
            .init("STATE", .left, shrinks: true),
        ])
        for row in rows {
            table.append([
                .init(row.report), .init(row.label), .init(text(of: row.lag)),
                .init(row.record.acknowledged?.rfc3339UTC ?? "never"),
                .init(row.holder ?? "nobody"), .init(nextTry(of: row, now)),
                state(of: row, console),
            ])
        }
        console.print()
        console.write(Array(table.text(for: console.output).utf8))
        guard console.output.isTerminal else { return }
        // What to do is never cut off.
        for row in rows {
            guard let trouble = row.record.trouble else { continue }
            console.print()
            console.print(console.output.painted("\(row.label):", .red) + " \(trouble.explanation)")
        }
    }

    private static func state(of row: ReaderRow, _ console: Console) -> TextTable.Cell {
        guard let trouble = row.record.trouble else { return .init("ok", .green) }
        return .init(console.output.isTerminal ? trouble.code : trouble.explanation, .red)
    }

    // Nobody tries where nobody has the destination.
    private static func nextTry(of row: ReaderRow, _ now: Timestamp) -> String {
        guard row.holder != nil, let next = row.record.trouble?.nextTry else { return "" }
        let left = next.seconds - now.seconds
        return left > 0 ? "in \(Human.age(.seconds(left)))" : "now"
    }

    private static func text(of lag: ReaderLag) -> String {
        let entries = Human.number(lag.entries)
        return lag.entries == 0
            ? entries : "\(entries) (\(Human.age(.seconds(lag.seconds))))"
    }

    private static func sorted(_ counts: [String: Int]) -> [(String, Int)] {
        let order = ["accepted", "sent", "delivered", "read", "played", "rejected", "deleted"]
        return counts.sorted { left, right in
            let places = [left.key, right.key].map { order.firstIndex(of: $0) ?? order.count }
            return places[0] == places[1] ? left.key < right.key : places[0] < places[1]
        }
    }

    private static func json(
        _ summary: JournalSummary,
        _ silence: Int64?,
        _ rows: [ReaderRow],
        _ zones: StatusZones,
        _ retention: StatusRetention,
        _ sheets: StatusSheets,
        _ google: StatusGoogle
    ) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("head")
        writer.integer(summary.head)
        writer.key("entries")
        writer.integer(summary.entries)
        writer.key("duplicates")
        writer.integer(summary.duplicates)
        writer.key("ignored")
        writer.integer(summary.ignored)
        writer.key("problems")
        writer.integer(summary.problems)
        writer.key("bytes")
        writer.integer(summary.bytes)
        writer.key("lastReceived")
        append(summary.lastReceived, to: &writer)
        writer.key("silentSeconds")
        if let silence { writer.integer(silence) } else { writer.null() }
        writer.key("counts")
        writer.beginObject()
        for (status, count) in sorted(summary.counts) {
            writer.key(status)
            writer.integer(count)
        }
        writer.endObject()
        writer.key("retention")
        retention.append(to: &writer)
        writer.key("zones")
        zones.append(to: &writer)
        writer.key("google")
        google.append(to: &writer)
        writer.key("readers")
        writer.beginArray()
        for row in rows {
            writer.beginObject()
            writer.key("report")
            writer.string(row.report)
            writer.key("destination")
            writer.string(row.label)
            writer.key("checkpoint")
            writer.integer(row.record.checkpoint)
            writer.key("lag")
            writer.integer(row.lag.entries)
            writer.key("lagSeconds")
            writer.integer(row.lag.seconds)
            writer.key("acknowledged")
            append(row.record.acknowledged, to: &writer)
            writer.key("fedBy")
            append(row.holder, to: &writer)
            writer.key("problem")
            append(row.record.trouble?.code, to: &writer)
            writer.key("explanation")
            append(row.record.trouble?.explanation, to: &writer)
            writer.key("since")
            append(row.record.trouble?.since, to: &writer)
            writer.key("nextTry")
            append(row.holder == nil ? nil : row.record.trouble?.nextTry, to: &writer)
            writer.key("sheet")
            sheets.append(row.record.reader, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func append(_ time: Timestamp?, to writer: inout JSONWriter) {
        append(time?.rfc3339UTC, to: &writer)
    }

    private static func append(_ text: String?, to writer: inout JSONWriter) {
        if let text { writer.string(text) } else { writer.null() }
    }
}
