import CommandLineKit
import Journals
import PosixBridge
import Sync
import TicksheetCore
import Zones

/// `rebuild`: writes a report anew from the journal.
enum RebuildCommand {
    static let spec = CommandSpec(
        "rebuild",
        "Writes a report anew from the journal, beside the old file, and swaps them.",
        discussion: [
            "For a report whose columns changed, or whose file was edited or lost. At every moment "
                + "the path names the old file or the new one. The old one is kept beside it as "
                + "NAME.before-rebuild.csv, unless the new one holds all of it.",
            "Where retention has removed entries whose rows the file has, nothing is done unless "
                + "--without-purged says that the new file may lack them.",
            "Beside a running serve the command asks it to do this, and waits.",
        ],
        options: [
            .value("report", "NAME", "The report.", isRequired: true),
            .flag("without-purged", "Also where the journal no longer holds all of its rows."),
        ],
        examples: [
            .init("ticksheet rebuild --report campaigns"),
            .init(
                "ticksheet rebuild --report campaigns --without-purged",
                "only what the journal still holds"
            ),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let report = try Choice.report(invocation.required("report"), settings)
        let assembly = Assembly(settings: settings)
        let log = LogfmtLog(console: console)
        let zones = ZoneSources(settings, log: log)
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try assembly.journal(.beside)
        }
        let rebuild = Rebuild(
            request: DestinationRequest(
                assembly: assembly,
                journal: journal,
                console: console,
                deed: "writes it anew"
            ),
            kind: invocation.flag("without-purged") ? .rebuildWithoutPurged : .rebuild
        )
        let keeper = zones.keeper(journal, clock: assembly.clock, log: log)
        var isWhole = true
        let failPoint = FailPoints.fromEnvironment()
        do throws(CommandFailure) {
            let jobs = assembly.jobs(
                report: report.name,
                keeper: keeper,
                failPoint: failPoint
            )
            // What waits for a service holds up no file.
            let sheets = Set(report.destinations.filter { $0.sheet != nil }.map(\.reader))
            let files = jobs.filter { !sheets.contains($0.reader) }
            for job in files + jobs.filter({ sheets.contains($0.reader) }) {
                var isDone = try await rebuild.run(job)
                if isDone { isDone = try !isBehind(job, report, settings, journal, console) }
                if !isDone { isWhole = false }
            }
        } catch {
            await keeper.close()
            journal.close()
            throw error
        }
        await keeper.close()
        journal.close()
        if !isWhole { throw .said(.inputOutput) }
    }

    // A serve that runs writes with the settings that it read, which may be older than the file.
    private static func isBehind(
        _ job: SyncWorker.Job,
        _ report: Settings.Report,
        _ settings: Settings,
        _ journal: SQLiteJournal,
        _ console: Console
    ) throws(CommandFailure) -> Bool {
        let readers = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.readers()
        }
        guard let record = readers.first(where: { $0.reader == job.reader }),
            let destination = report.destinations.first(where: { $0.reader == job.reader }),
            settings.isStale(destination, of: report, record)
        else { return false }
        console.fail(
            "rebuild.old_settings",
            "\(job.label) was written anew by a serve that has not read \(settings.file) since it "
                + "changed. Have it read the settings, then rebuild again: \(Settings.reload); "
                + settings.command("rebuild --report \(shellWord(report.name))")
        )
        return true
    }
}

/// Asks for a rebuild and prints the answer.
private struct Rebuild: Sendable {
    let request: DestinationRequest
    let kind: ReaderRequest.Kind

    /// Returns whether the destination was written anew.
    func run(_ job: SyncWorker.Job) async throws(CommandFailure) -> Bool {
        switch try await request.answer(to: kind, of: job) {
        case .done(let text):
            request.console.print(text)
            return true
        case .refused(let line):
            request.console.note(line)
            return false
        }
    }
}
