import GoogleSheets
import Intake
import Journals
import MicroHTTPDBridge
import PosixBridge
import Sinks
import Sync
import TicksheetCore
import WallTime
import Zones

/// Makes the parts that the settings describe and puts them together: the only place that knows
/// all rooms.
struct Assembly: Sendable {
    let settings: Settings
    let clock = SystemClock()
    let google: GoogleAccounts
    /// What is left of the accounts' minutes, for settings that come after these.
    let budgets: GoogleBudgets

    /// `first`: What the process started with, whose transport and budgets stay; nil where this is it.
    init(settings: Settings, replacing first: Assembly? = nil) {
        self.settings = settings
        budgets = first?.budgets ?? GoogleBudgets()
        google = GoogleAccounts(
            over: first?.settings.http ?? settings.http,
            clock: clock,
            budgets: budgets
        )
    }

    /// Opens the journal.
    func journal(_ role: SQLiteJournal.Role) throws(JournalError) -> SQLiteJournal {
        try becomeOwner()
        // Webhooks wait for `serve`, nobody's sender waits for a command.
        if role == .beside { ProcessFacts.giveWay() }
        return try SQLiteJournal(settings.journal, role: role, now: { SystemClock().now })
    }

    // Files that root made beside another user's journal, or in its folder, would lock that user out.
    private func becomeOwner() throws(JournalError) {
        guard ProcessFacts.isRoot, let status = ownerStatus, status.owner != 0 else { return }
        do throws(SystemError) {
            try ProcessFacts.become(user: status.owner, group: status.group)
        } catch {
            throw .unopenable(path: settings.journal, cause: error.description)
        }
    }

    // Of the journal, or of the nearest folder that is there.
    private var ownerStatus: FileStatus? {
        var path = settings.journal
        while path != "/" {
            if let status = (try? Paths.status(path)) ?? nil { return status }
            path = Paths.folder(of: path)
        }
        return nil
    }

    /// Makes the sources; their secrets are read here.
    func sources() throws(FileProblems) -> [WebhookSource] {
        var problems: [FileProblem] = []
        var sources: [WebhookSource] = []
        for source in settings.sources {
            do throws(FileProblems) {
                sources.append(
                    WebhookSource(
                        name: source.name,
                        path: source.path,
                        mapping: source.mapping,
                        verification: try source.verification.resolved(),
                        publicURL: settings.publicURL,
                        allow: source.allow
                    )
                )
            } catch {
                problems += error.all
            }
        }
        guard problems.isEmpty else { throw FileProblems(problems) }
        return sources
    }

    /// Reads what operators have to bring; nil where nothing.
    func operatorToken() throws(FileProblems) -> Secret? {
        guard let token = settings.operation?.token else { return nil }
        do throws(FileProblem) {
            return try token.resolved()
        } catch {
            throw FileProblems([error])
        }
    }

    /// Makes the jobs of a report's destinations, or of all.
    ///
    /// `keeper`: Pins the offsets that rows are about to show.
    func jobs(
        report name: String? = nil,
        keeper: ZoneKeeper,
        failPoint: FailPoint = .none
    ) -> [SyncWorker.Job] {
        settings.reports
            .filter { name == nil || $0.name == name }
            .flatMap { report in
                report.destinations.map { job(report, $0, keeper, failPoint) }
            }
    }

    /// Makes what removes from the journal what is too old.
    func purging(_ journal: SQLiteJournal, log: any Log) -> Purging {
        Purging(journal: journal, settings: settings, clock: clock, log: log)
    }

    private func job(
        _ report: Settings.Report,
        _ destination: Settings.Destination,
        _ keeper: ZoneKeeper,
        _ failPoint: FailPoint
    ) -> SyncWorker.Job {
        let zones = zones(report.zone)
        let rows = RowBuilder(report.mapping, zones)
        let needs = ZoneNeeds(report.mapping, zones)
        let rebuild = settings.command("rebuild --report \(shellWord(report.name))")
        let definition = settings.definition(of: report)
        return SyncWorker.Job(
            reader: destination.reader,
            label: destination.label,
            start: report.start,
            readers: Set(settings.reports.flatMap(\.destinations).flatMap(\.readers)),
            policy: policy(report, destination),
            prepare: { entries throws(JournalError) in
                try await keeper.cover(needs.uncovered(entries, by: keeper.known))
            },
            sink: {
                let file: Settings.Destination.File
                switch destination.target {
                case .sheet(let sheet):
                    return self.sink(report, sheet)
                case .file(let target): file = target
                }
                guard report.mapping.rows == .status, case .csv(let dialect) = file.kind else {
                    return RewrittenSink(
                        path: file.path,
                        kind: file.kind,
                        missing: file.missing,
                        overwrites: file.overwrites,
                        report: report.mapping,
                        definition: definition,
                        rows: rows,
                        rebuild: rebuild,
                        failPoint: failPoint
                    )
                }
                return CSVSink(
                    path: file.path,
                    dialect: dialect,
                    missing: file.missing,
                    headers: report.mapping.headers,
                    definition: definition,
                    rows: rows,
                    rebuild: rebuild,
                    failPoint: failPoint
                )
            }
        )
    }

    /// Makes what writes a report to a tab.
    func sink(_ report: Settings.Report, _ sheet: Settings.Destination.Sheet) -> SheetsSink {
        let name = shellWord(report.name)
        return SheetsSink(
            google.calls(for: sheet),
            supply: sheet.spreadsheets.supply(report.mapping.title),
            room: .here,
            mapping: report.mapping,
            definition: settings.definition(of: report),
            rows: RowBuilder(report.mapping, zones(report.zone)),
            commands: SheetsSink.Commands(
                report: report.name,
                rebuild: settings.command("rebuild --report \(name)"),
                adopt: settings.command("adopt --report \(name)"),
                retry: settings.command("problems retry")
            )
        )
    }

    private func policy(
        _ report: Settings.Report,
        _ destination: Settings.Destination
    ) -> BatchPolicy {
        var policy = destination.policy
        policy.showsMessages = report.mapping.rows != .status
        policy.isWhole = policy.showsMessages || destination.isODS
        if destination.sheet != nil { policy.longestWait = .seconds(60) }
        return policy
    }

    /// Makes what tells each row's zone.
    func zones(_ zone: String) -> RowZones {
        RowZones(
            zone,
            otherwise: settings.zone,
            regions: settings.regions,
            rules: SystemZones.shared.known
        )
    }
}
