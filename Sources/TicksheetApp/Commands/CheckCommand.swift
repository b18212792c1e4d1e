import CommandLineKit
import GoogleSheets
import HTTPTypes
import Journals
import MicroHTTPDBridge
import PosixBridge
import TicksheetCore
import WallTime

/// `check`: every problem of the settings at once.
enum CheckCommand {
    static let spec = CommandSpec(
        "check",
        "Shows every problem of the settings and the mappings at once; changes nothing.",
        discussion: [
            "Reads the secrets and the certificate too, and looks whether the reports' folders can be "
                + "written and the journal is sound.",
            "With --online it signs in at Google, looks at each spreadsheet, and says what the first "
                + "writing would do there.",
            "With --probe it then tries in each spreadsheet what reports rely on and only Google "
                + "can prove, on a tab of its own titled \"\(SheetsProbe.title)\", and removes that "
                + "tab again. It takes about \(SheetsProbe.singleCalls + 2 * SheetsProbe.pairs) calls, and two or three "
                + "minutes, as Google takes 60 writes a minute; while serve writes with the same "
                + "account, both are slower.",
        ],
        options: [
            .flag("online", "Also asks Google about each tab that a report is written to."),
            .flag("probe", "With --online: tries what only Google itself can prove."),
        ],
        examples: [
            .init("ticksheet check"), .init("ticksheet check --online"),
            .init("ticksheet check --online --probe"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(
            invocation,
            readsSecrets: true,
            readsFiles: true
        )
        let secrets =
            settings.sources.flatMap(\.verification.allSecrets)
            + [settings.operation?.token, settings.tls?.keyReference].compactMap(\.self)
        for warning in secrets.flatMap(\.warnings) {
            console.note(console.error.painted("warning:", .yellow) + " \(warning)")
        }
        warnOfCertificate(settings, console)
        warnOfNames(settings, console)
        for report in settings.reports {
            for destination in report.destinations { warnOfNetwork(destination, console) }
        }
        let base = settings.baseURL
        if let host = HTTPAddress(base)?.host, host.hasSuffix(".example.com") {
            console.note(
                console.error.painted("warning:", .yellow)
                    + " publicURL is the example \(base): write the address there that providers call, or "
                    + "signatures that cover it do not match."
            )
        }
        for source in settings.sources {
            console.print(
                "source \(source.name): \(source.mapping.title) at \(base)\(source.path), "
                    + "verified by \(source.verification.kind.rawValue)"
            )
        }
        for report in settings.reports {
            let labels = report.destinations.map(\.label).joined(separator: ", ")
            let columns = report.mapping.headers.joined(separator: ", ")
            console.print("report \(report.name): \(labels), zone \(report.zone)")
            console.print("  columns: \(columns)")
            for destination in report.destinations {
                guard let line = destination.sheet?.growth else { continue }
                console.print("  \(destination.label): \(line)")
            }
        }
        if let operation = settings.operation {
            let token = operation.token.map { ", token in \($0.shownPlace)" } ?? ""
            console.print("operator: http://\(operation.listen.text)/metrics\(token)")
        }
        try lookAtJournal(settings, console)
        console.print("\(settings.file) is right.")
        let probes = invocation.flag("probe")
        if invocation.flag("online") || probes { try await OnlineCheck.run(settings, console) }
        if probes, try await !OnlineProbe(settings: settings, console: console).run() {
            throw .said(.unavailable)
        }
        console.note("Next: \(settings.command("serve"))")
    }

    private static func lookAtJournal(
        _ settings: Settings,
        _ console: Console
    ) throws(CommandFailure) {
        guard JournalFor.exists(settings) else { return }
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        if console.error.isTerminal { console.note("Looking whether the journal is sound …") }
        let isLookedThrough = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.requireSound()
        }
        if !isLookedThrough {
            console.note(
                "The journal is too large to be looked through beside other work: backup does."
            )
        }
        try printChanges(settings, journal, console)
    }

    // Rows that stand in a file stay as a mapping of before made them, until they are made anew.
    private static func printChanges(
        _ settings: Settings,
        _ journal: SQLiteJournal,
        _ console: Console
    ) throws(CommandFailure) {
        let readers = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.readers()
        }
        for source in settings.sources {
            let (stale, isBehind) = try CommandFailure.onJournal { () throws(JournalError) in
                (
                    try MappingNotes.firstStale(of: source, in: journal),
                    try MappingNotes.isServedOtherwise(source, in: journal)
                )
            }
            guard let stale else { continue }
            let command = settings.command(
                "replay --since \(stale.received.rfc3339UTC) --source \(shellWord(source.name)) --diff"
            )
            console.print(
                "source \(source.name): kept bodies were mapped by another mapping than now. "
                    + (isBehind ? "Have the serve read the settings (\(Settings.reload)). " : "")
                    + "See what would change (and without --diff, change it): \(command)"
            )
        }
        for report in settings.reports {
            var renewed: [String] = []
            var stale: [String] = []
            for destination in report.destinations {
                guard let record = readers.first(where: { $0.reader == destination.reader }),
                    settings.isStale(destination, of: report, record)
                else { continue }
                if settings.isRenewed(destination, of: report, record) {
                    renewed.append(destination.label)
                } else {
                    stale.append(destination.label)
                }
            }
            printStale(report, renewed, stale, settings, console)
        }
    }

    private static func printStale(
        _ report: Settings.Report,
        _ renewed: [String],
        _ stale: [String],
        _ settings: Settings,
        _ console: Console
    ) {
        let before = "written with another mapping or zone than now."
        let serve = "a serve that runs read the settings (\(Settings.reload))"
        let name = shellWord(report.name)
        if !renewed.isEmpty {
            console.print(
                "\(renewed.joined(separator: ", ")): \(before) Its rows are written anew with the next sync: "
                    + "have \(serve), or: \(settings.command("sync --report \(name)"))"
            )
        }
        if !stale.isEmpty {
            console.print(
                "\(stale.joined(separator: ", ")): \(before) Have \(serve), then write its rows anew: "
                    + settings.command("rebuild --report \(name)")
            )
        }
    }

    private static func warnOfCertificate(_ settings: Settings, _ console: Console) {
        let now = SystemClock().now
        guard let tls = settings.tls, let certificate = try? Certificate.read(tls, now: now),
            let warning = Certificate.warning(until: certificate.validUntil, tls, now: now)
        else { return }
        console.note(console.error.painted("warning:", .yellow) + " \(warning).")
    }

    // Such as a snapshot by links leaves: it lies in wait, and looks like a backup.
    private static func warnOfNames(_ settings: Settings, _ console: Console) {
        let path = settings.journal
        guard let status = (try? Paths.status(path)) ?? nil, status.links > 1 else { return }
        console.note(
            console.error.painted("warning:", .yellow)
                + " the journal \(path) is a file with \(status.links) names; expected one. The others "
                + "are no backups, as they change with it (\(settings.command("backup FILE")) makes "
                + "one), and it cannot be open by two names. Remove them; this shows them: "
                + "find / -samefile \(shellWord(path))"
        )
    }

    private static func warnOfNetwork(
        _ destination: Settings.Destination,
        _ console: Console
    ) {
        guard let path = destination.path else { return }
        let folder = Paths.folder(of: path)
        guard let kind = (try? FileSystems.remoteKind(of: folder)) ?? nil else { return }
        console.note(
            console.error.painted("warning:", .yellow)
                + " \(destination.label) lies on a \(kind) file system: edits that another machine "
                + "makes there may go unseen. Keep the report on a disk of this machine and copy it."
        )
    }
}
