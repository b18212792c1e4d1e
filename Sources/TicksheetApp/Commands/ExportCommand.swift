import CommandLineKit
import Journals
import PosixBridge
import Sinks
import TicksheetCore
import WallTime
import Zones

/// `export`: a report's rows, as they are now, in a file.
enum ExportCommand {
    static let spec = CommandSpec(
        "export",
        "Writes a report's rows to a file; the ending says how.",
        discussion: [
            "The file appears when it is whole. One that is there already is left alone unless "
                + "--overwrite is given. An .ndjson holds the events with all their fields."
        ],
        options: [
            .value("report", "NAME", "The report.", isRequired: true),
            .value(
                "to",
                "FILE",
                "The file.",
                rule: .ending([".csv", ".tsv", ".ndjson"]),
                isRequired: true
            ),
            .value("since", "T", "Only events at or after this time."),
            .value("until", "T", "Only events before this time."),
            .value("status", "S", "Only this status.", isRepeatable: true),
            .value("zone", "Z", "Another zone than the report's."),
            .flag("overwrite", "Replaces a file that is there."),
        ],
        examples: [
            .init("ticksheet export --report campaigns --to march.csv --since 2026-03-01"),
            .init("ticksheet export --report campaigns --to rejected.tsv --status rejected"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let report = try Choice.report(invocation.required("report"), settings)
        let zone = invocation.string("zone") ?? report.zone
        let zones = Assembly(settings: settings).zones(zone)
        guard let rules = SystemZones.shared.known(zones.otherwise) else {
            throw .other("usage.zone", SystemZones.refusal(of: zone), .usage)
        }
        let filter = ExportFilter(
            since: try TimeOption.read("since", invocation, rules),
            until: try TimeOption.read("until", invocation, rules),
            statuses: Set(invocation.strings("status"))
        )
        let path = invocation.required("to")
        let identity = FileIdentity.path(of: FileIdentity.absolute(path, from: "."))
        if settings.reports.flatMap(\.destinations).contains(where: { $0.path == identity }) {
            throw .other(
                "export.destination",
                "\(path) is a destination of the settings, which is kept in step. Name another file; "
                    + "to write it anew: "
                    + settings.command("rebuild --report \(shellWord(report.name))"),
                .usage
            )
        }
        if !invocation.flag("overwrite"), ((try? Paths.status(path)) ?? nil) != nil {
            throw .other(
                "export.exists",
                "\(path) is there already. Name another file, or add --overwrite.",
                .inputOutput
            )
        }
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        let fields = filter.fields(with: report.mapping.fields)
        let export = Export(
            path: path,
            report: report.mapping,
            fields: path.hasSuffix(".ndjson") ? .all : fields,
            filter: filter,
            journal: journal
        )
        try await ask(ZoneNeeds(report.mapping, zones), of: export, settings, console)
        var rows = RowBuilder(report.mapping, zones)
        rows.use(
            ZonePins(try CommandFailure.onJournal { () throws(JournalError) in try journal.pins() })
        )
        let count = try export.run(rows, console)
        console.print("\(CountedNoun("row").counted(count)) in \(path)")
        if let purged = try CommandFailure.onJournal({ () throws(JournalError) in
            try journal.purged()
        }) {
            console.note(
                "Retention has removed "
                    + "\(CountedNoun("entry", "entries").counted(purged.entries)) received before "
                    + "\(purged.before.rfc3339UTC) from the journal: the file lacks their rows."
            )
        }
        if count == 0 {
            let known = try CommandFailure.onJournal { () throws(JournalError) in
                try journal.summary().counts.keys.sorted()
            }
            console.note(
                known.isEmpty
                    ? "The journal holds no event yet."
                    : "No event fits; the journal has the statuses \(list(known))."
            )
        }
    }

    // Where there is more to ask than this machine, an export shows what a destination would.
    private static func ask(
        _ needs: ZoneNeeds,
        of export: Export,
        _ settings: Settings,
        _ console: Console
    ) async throws(CommandFailure) {
        let log = LogfmtLog(console: console)
        let sources = ZoneSources(settings, log: log)
        guard sources.client != nil || sources.file != nil else { return }
        let keeper = sources.keeper(export.journal, clock: SystemClock(), log: log)
        do throws(JournalError) {
            try await export.cover(needs, by: keeper)
        } catch {
            await keeper.close()
            throw .journal(error)
        }
        await keeper.close()
    }
}

/// Which entries an export takes.
struct ExportFilter: Sendable {
    let since: Timestamp?
    let until: Timestamp?
    let statuses: Set<String>

    /// Returns the fields that a report looks at, and those that this looks at.
    func fields(with others: FieldSelection) -> FieldSelection {
        var fields = others
        if !statuses.isEmpty { fields.standard.insert(.status) }
        return fields
    }

    func holds(for entry: Entry) -> Bool {
        if let since, entry.fields.time < since { return false }
        if let until, entry.fields.time >= until { return false }
        return statuses.isEmpty || entry.fields.status.map(statuses.contains) ?? false
    }
}

/// Writes rows to a temporary file and moves it into place when it is whole.
struct Export {
    private static let page = 5000
    static let flushAt = 1 << 20

    let path: String
    let report: ReportMapping
    let fields: FieldSelection
    let filter: ExportFilter
    let journal: SQLiteJournal

    /// Writes all rows up to the end as it is now.
    ///
    /// - Returns: How many rows.
    func run(_ rows: RowBuilder, _ console: Console) throws(CommandFailure) -> Int {
        let head = try CommandFailure.onJournal { () throws(JournalError) in try journal.head() }
        let temporary = Paths.joined(
            Paths.folder(of: path),
            ".\(Paths.name(of: path)).\(ProcessFacts.identifier)"
        )
        let file = try onFile { () throws(SystemError) in try File(temporary, .create) }
        do throws(CommandFailure) {
            let count =
                report.rows == .status
                ? try write(rows, upTo: head, to: file, console)
                : try writeMessages(rows, upTo: head, to: file)
            try onFile { () throws(SystemError) in
                try file.sync()
                try Paths.move(temporary, to: path)
                try Paths.syncFolder(Paths.folder(of: path))
            }
            return count
        } catch {
            try? Paths.remove(temporary)
            throw error
        }
    }

    /// Pins the offsets that rows will show.
    func cover(_ needs: ZoneNeeds, by keeper: ZoneKeeper) async throws(JournalError) {
        let head = try journal.head()
        var position: SequenceNumber = 0
        while position < head {
            let entries = try journal.correctedEntries(
                after: position,
                limit: Self.page,
                fields: fields
            )
            guard let last = entries.last else { return }
            try await keeper.cover(
                needs.uncovered(entries.filter(filter.holds), by: keeper.known)
            )
            position = last.sequence
        }
    }

    var isLines: Bool { path.hasSuffix(".ndjson") }

    var encoder: CSVEncoder {
        CSVEncoder(CSVDialect(separator: UInt8(ascii: path.hasSuffix(".tsv") ? "\t" : ",")))
    }

    private func write(
        _ rows: RowBuilder,
        upTo head: SequenceNumber,
        to file: File,
        _ console: Console
    ) throws(CommandFailure) -> Int {
        var rows = rows
        let isLines = isLines
        let encoder = encoder
        let bar = ProgressBar(
            "export",
            counting: CountedNoun("entry", "entries"),
            total: Int(head),
            console: console
        )
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.flushAt * 5 / 4)
        if !isLines { encoder.appendHeader(report.headers, to: &bytes) }
        var row = encoder.row
        var size: Int64 = 0
        var count = 0
        var position: SequenceNumber = 0
        while position < head {
            let through = try CommandFailure.onJournal { () throws(JournalError) in
                try journal.eachCorrectedEntry(
                    after: position,
                    limit: Self.page,
                    fields: fields
                ) { entry in
                    guard entry.sequence <= head, filter.holds(for: entry),
                        isLines ? report.hasRow(for: entry) : rows.write(entry, to: &row)
                    else { return }
                    count += 1
                    if isLines {
                        bytes += EventLine.text(entry.kind, entry.fields).utf8
                        bytes.append(UInt8(ascii: "\n"))
                    } else {
                        encoder.append(row, to: &bytes)
                    }
                }
            }
            guard let through else { break }
            bar.advance(by: Int(through - position))
            position = through
            if bytes.count >= Self.flushAt { try flush(&bytes, to: file, &size) }
        }
        try flush(&bytes, to: file, &size)
        bar.finish()
        return count
    }

    func flush(
        _ bytes: inout [UInt8],
        to file: File,
        _ size: inout Int64
    ) throws(CommandFailure) {
        let part = bytes
        let position = size
        try onFile { () throws(SystemError) in try file.write(part, at: position) }
        size += Int64(part.count)
        bytes.removeAll(keepingCapacity: true)
    }

    private func onFile<Value>(
        _ body: () throws(SystemError) -> Value
    ) throws(CommandFailure) -> Value {
        try CommandFailure.onFiles("cannot write \(path)", body)
    }
}
