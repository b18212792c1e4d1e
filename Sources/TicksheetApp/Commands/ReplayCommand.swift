import CommandLineKit
import Journals
import PosixBridge
import TicksheetCore
import WallTime

/// `replay`: maps kept bodies again.
enum ReplayCommand {
    static let spec = CommandSpec(
        "replay",
        "Maps kept bodies again, with the mappings of now; --diff only shows what would change.",
        discussion: [
            "For after a source mapping was changed. An event whose fields are other than before "
                + "gets a correction: a CSV shows it once it is written anew (ticksheet rebuild), "
                + "an export at once. What the mapping makes an event of only now becomes a new "
                + "entry, which every report gets. What it no longer yields is kept. A second run "
                + "changes nothing.",
            "--diff writes nothing. It shows cell by cell what each report of the settings would show "
                + "otherwise, whatever its rows stand for: an event's row is named by the event's number, "
                + "others by their message or recipient. Rows from before a report's from are not in it. "
                + "For rows per message or number it needs temporary disk space (TMPDIR) for the messages "
                + "that change.",
            "The table is for people: numbers and message ids are masked and lines limited. --format "
                + "ndjson is for programs, as an exported .ndjson is: one object a cell, everything "
                + "whole, full numbers among it.",
            "Of the request itself (request.header, request.query) only what the mapping of then used "
                + "is kept.",
            "A serve that runs has to have read the settings first (\(Settings.reload)): it would map "
                + "what comes from now on as before. Until it has, only --diff works.",
            "Exits 65 when something cannot be mapped, 74 when a serve has not read the settings.",
        ],
        options: [
            .value("since", "T", "Only bodies received at or after this time.", isRequired: true),
            .value("until", "T", "Only bodies received before this time."),
            .value("source", "NAME", "Only bodies of this source."),
            .flag("diff", "Writes nothing; shows what would change."),
            .choice("format", ["table", "ndjson"], "How --diff prints.", standard: "table"),
            .value(
                "limit",
                "N",
                "How many lines of the table; each report has its part.",
                rule: .integer(1...100_000),
                standard: "50"
            ),
        ],
        examples: [
            .init("ticksheet replay --since 2026-03-01 --diff", "what would change"),
            .init("ticksheet replay --since 2026-03-01 --source meta", "changes it"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        guard let zone = SystemZones.shared.known(settings.zone) else {
            throw .other("usage.zone", SystemZones.refusal(of: settings.zone), .usage)
        }
        let source = try invocation.string("source").map { name throws(CommandFailure) in
            try Choice.source(name, settings).name
        }
        for option in ["format", "limit"]
        where invocation.isGiven(option) && !invocation.flag("diff") {
            throw .other(
                "usage.format",
                "--\(option) is for --diff, and without that this changes the journal. Add --diff, or "
                    + "leave --\(option) out.",
                .usage
            )
        }
        let selection = BodySelection(
            since: try TimeOption.read("since", invocation, zone),
            until: try TimeOption.read("until", invocation, zone),
            source: source
        )
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        var replay = Replay(
            replayer: try Replayer(
                settings,
                journal,
                isWriting: !invocation.flag("diff")
            ),
            selection: selection,
            settings: settings,
            console: console
        )
        if invocation.flag("diff") {
            let diff = ReplayDiff(
                try ReplayRows(settings, journal),
                isTable: invocation.required("format") == "table",
                limit: invocation.integer("limit") ?? 50,
                console: console
            )
            try replay.show(diff)
        } else {
            try awaitReading(of: settings, source, journal, invocation)
            try replay.run()
        }
        if replay.hasProblems { throw .said(.data) }
    }
}

extension ReplayCommand {
    // It reads them within a moment of the signal, and the line that is printed sends both at once.
    private static let patience: UInt64 = 3_000_000_000

    // What came after the replay would be mapped by the mapping of before, and have to be mapped again.
    private static func awaitReading(
        of settings: Settings,
        _ source: String?,
        _ journal: SQLiteJournal,
        _ invocation: Invocation
    ) throws(CommandFailure) {
        let deadline = Clocks.monotonic + patience
        for asked in settings.sources where source == nil || asked.name == source {
            while true {
                let isBehind = try CommandFailure.onJournal { () throws(JournalError) in
                    try MappingNotes.isServedOtherwise(asked, in: journal)
                }
                guard isBehind else { break }
                guard Clocks.monotonic < deadline else {
                    throw behind(asked, settings, invocation)
                }
                Clocks.pause(nanoseconds: 50_000_000)
            }
        }
    }

    private static func behind(
        _ source: Settings.Source,
        _ settings: Settings,
        _ invocation: Invocation
    ) -> CommandFailure {
        let words = ["since", "until", "source"].compactMap { name in
            invocation.string(name).map { " --\(name) \(shellWord($0))" }
        }
        return .other(
            "replay.old_settings",
            "nothing was mapped again: a serve runs that has not read the mapping of "
                + "\(quoted(source.name)) in \(settings.file) since it changed, and would map what "
                + "comes from now on as before. Have it read the settings, then replay again: "
                + "\(Settings.reload); \(settings.command("replay" + words.joined()))",
            .inputOutput
        )
    }
}

/// Walks over kept bodies, page by page.
private struct Replay {
    private var replayer: Replayer
    let selection: BodySelection
    let settings: Settings
    let console: Console
    private var tally = ReplayTally()
    private var unknownSources: Set<String> = []
    private var newest: Int64 = 0
    // The numbers of the first and the last body of each source.
    private var seen: [String: ClosedRange<Int64>] = [:]

    init(
        replayer: Replayer,
        selection: BodySelection,
        settings: Settings,
        console: Console
    ) {
        self.replayer = replayer
        self.selection = selection
        self.settings = settings
        self.console = console
    }

    /// Whether something could not be mapped.
    var hasProblems: Bool { tally.problems > 0 }

    /// Writes what changes.
    mutating func run() throws(CommandFailure) {
        var receipt = ReplayReceipt()
        let journal = replayer.journal
        try walk { plans throws(JournalError) in receipt += try journal.apply(plans) }
        try CommandFailure.onJournal { () throws(JournalError) in try noteMappings() }
        console.print(tally.text(receipt))
        notes()
        guard receipt.corrected > 0 else { return }
        // What is written whole follows by itself.
        for report in settings.reports where report.mapping.rows == .status {
            let command = settings.command("rebuild --report \(shellWord(report.name))")
            console.note("To show corrections in \(report.name): \(command)")
        }
    }

    // What `check` says of kept bodies follows from it. A serve that still runs by the mapping of
    // before may bring bodies behind the last one.
    private func noteMappings() throws(JournalError) {
        for source in settings.sources {
            guard let range = seen[source.name] else { continue }
            let last = selection.until == nil ? max(newest, range.upperBound) : range.upperBound
            try MappingNotes.note(
                source,
                again: range.lowerBound...last,
                in: replayer.journal
            )
        }
    }

    /// Shows what would change.
    mutating func show(_ diff: ReplayDiff) throws(CommandFailure) {
        var diff = diff
        try walk { plans throws(JournalError) in
            for plan in plans { try diff.take(plan) }
        }
        try CommandFailure.onJournal { () throws(JournalError) in try diff.finish(tally) }
        notes()
    }

    private func notes() {
        for source in unknownSources.sorted() {
            console.note(
                "Bodies of \(quoted(source)) were left out: \(settings.file) has no such source."
            )
        }
    }

    private mutating func walk(
        _ body: ([ReplayPlan]) throws(JournalError) -> Void
    ) throws(CommandFailure) {
        let walk = BodyWalk(
            journal: replayer.journal,
            selection: selection,
            title: "replay",
            console: console
        )
        try CommandFailure.onJournal { () throws(JournalError) in
            let last = try walk.run { bodies throws(JournalError) in
                var plans = try replayer.plans(for: bodies)
                if try replayer.learns(plans, console) { plans = try replayer.plans(for: bodies) }
                try body(plans)
                tally.add(plans)
                unknownSources.formUnion(bodies.map(\.source).filter { !replayer.knows($0) })
                for body in bodies {
                    seen[body.source] =
                        (seen[body.source]?.lowerBound ?? body.number)...body.number
                }
            }
            newest = last ?? 0
        }
    }
}
