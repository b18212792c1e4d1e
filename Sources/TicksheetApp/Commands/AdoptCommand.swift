import CommandLineKit
import Journals
import Sync
import TicksheetCore
import Zones

/// `adopt`: takes over a tab that another journal wrote, or a copy of one.
enum AdoptCommand {
    static let spec = CommandSpec(
        "adopt",
        "Takes over a tab of Google Sheets that was copied, or that a newer journal wrote.",
        discussion: [
            "For a tab that has the report's columns already. Decide what becomes of the events that "
                + "this journal holds as unwritten: --skip takes them as written, --write writes them. "
                + "What is in the tab and unknown to this journal stays there.",
            "Only one journal may write to a tab: end the other one first. Where you are not sure, "
                + "rebuild is the safe way: it writes a new tab and keeps the old one.",
        ],
        options: [
            .value("report", "NAME", "The report.", isRequired: true),
            .flag("skip", "Takes events that are not known to be written as written."),
            .flag("write", "Writes events that are not known to be written."),
        ],
        examples: [.init("ticksheet adopt --report campaigns --skip")]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let report = try Choice.report(invocation.required("report"), settings)
        guard invocation.flag("skip") != invocation.flag("write") else {
            throw .other(
                "adopt.choice",
                "Say one of --skip and --write. See: ticksheet adopt --help.",
                .usage
            )
        }
        let assembly = Assembly(settings: settings)
        let log = LogfmtLog(console: console)
        let zones = ZoneSources(settings, log: log)
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try assembly.journal(.beside)
        }
        let keeper = zones.keeper(journal, clock: assembly.clock, log: log)
        let request = DestinationRequest(
            assembly: assembly,
            journal: journal,
            console: console,
            deed: "takes it over"
        )
        var isWhole = true
        do throws(CommandFailure) {
            let tabs = report.destinations.filter { $0.sheet != nil }.map(\.reader)
            guard !tabs.isEmpty else {
                throw .other(
                    "adopt.no_tab",
                    "The report \(report.name) is not written to Google Sheets.",
                    .usage
                )
            }
            for job in assembly.jobs(report: report.name, keeper: keeper)
            where tabs.contains(job.reader) {
                let kind: ReaderRequest.Kind =
                    invocation.flag("skip") ? .adoptSkipping : .adoptWriting
                switch try await request.answer(to: kind, of: job) {
                case .done(let text): console.print(text)
                case .refused(let line):
                    console.note(line)
                    isWhole = false
                }
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
}
