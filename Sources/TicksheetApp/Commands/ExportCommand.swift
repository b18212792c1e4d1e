import CommandLineKit
import Journals
import PosixBridge
import Sinks
import TicksheetCore
import WallTime
import Zones

/// `export`: a report's rows, as they are now, in a file.
enum ExportCommand {
    private static let formats = ["csv", "tsv", "ods", "xlsx", "ndjson"]

    static let spec = CommandSpec(
        "export",
        "Writes a report's rows to a file; the ending says how.",
        discussion: [
            "The file appears when it is whole; one that is there already is left alone unless "
                + "--overwrite is given. It shows what the journal held when it was begun, also while "
                + "serve goes on. An .ndjson holds the events with all their fields."
        ],
        options: [
            .value("report", "NAME", "The report.", isRequired: true),
            .value(
                "to",
                "FILE",
                "The file; - for standard output.",
                rule: .ending([".csv", ".tsv", ".ods", ".xlsx", ".ndjson"]),
                isRequired: true
            ),
            .value("since", "T", "Only events at or after this time, such as 2026-03-01."),
            .value("until", "T", "Only events before this time."),
            .value("status", "S", "Only this status.", isRepeatable: true),
            .value("campaign", "C", "Only this campaign.", isRepeatable: true),
            .value("zone", "Z", "Another zone than the report's."),
            .choice("format", formats, "What goes to standard output; csv if none is given."),
            .flag("overwrite", "Replaces a file that is there."),
        ],
        examples: [
            .init("ticksheet export --report campaigns --to march.csv --since 2026-03-01"),
            .init("ticksheet export --report campaigns --to rejected.xlsx --status rejected"),
            .init("ticksheet export --report campaigns --to - --format tsv | column -t -s $'\\t'"),
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
            statuses: invocation.strings("status"),
            campaigns: invocation.strings("campaign")
        )
        if let since = filter.since, let until = filter.until, since >= until {
            throw .other(
                "usage.time",
                "No time is at or after --since \(quoted(invocation.string("since") ?? "")) and before "
                    + "--until \(quoted(invocation.string("until") ?? "")).",
                .usage
            )
        }
        let path = invocation.required("to")
        let kind = try kind(of: path, invocation)
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
        let overwrites = invocation.flag("overwrite")
        if path != "-" { try requirePlace(path, overwrites: overwrites) }
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        let fields = filter.fields(with: report.mapping.fields)
        let export = Export(
            path: path,
            kind: kind,
            overwrites: overwrites,
            report: report.mapping,
            fields: kind.isEvents ? .all : fields,
            filter: filter,
            journal: journal
        )
        try await ask(ZoneNeeds(report.mapping, zones), of: export, settings, console)
        var rows = RowBuilder(report.mapping, zones)
        rows.use(
            ZonePins(try CommandFailure.onJournal { () throws(JournalError) in try journal.pins() })
        )
        let count = try export.run(rows, console)
        let counted = CountedNoun("row").counted(count)
        if path == "-" { console.note(counted) } else { console.print("\(counted) in \(path)") }
        try CommandFailure.onJournal { () throws(JournalError) in
            try export.noteMissing(count, console)
        }
    }

    private static func requirePlace(
        _ path: String,
        overwrites: Bool
    ) throws(CommandFailure) {
        guard let status = (try? Paths.status(path)) ?? nil else { return }
        if status.isFolder {
            throw .other(
                "export.folder",
                "\(path) is a folder. Name a file in it, or another one.",
                .inputOutput
            )
        }
        if !overwrites { throw Export.exists(path) }
    }

    private static func kind(
        of path: String,
        _ invocation: Invocation
    ) throws(CommandFailure) -> Export.Kind {
        let format = invocation.string("format")
        if path != "-", let format, !path.lowercased().hasSuffix("." + format) {
            throw .other(
                "usage.format",
                "--format \(format) is for standard output, and \(path) has another ending. Leave it out, "
                    + "or name a file that ends in .\(format).",
                .usage
            )
        }
        guard let kind = Export.Kind(ending: path == "-" ? "-.\(format ?? "csv")" : path) else {
            throw .other("usage.format", "\(path) has no ending that tells its kind.", .usage)
        }
        return kind
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
