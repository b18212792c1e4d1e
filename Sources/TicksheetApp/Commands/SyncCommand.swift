import CommandLineKit
import Journals
import PosixBridge
import Sync
import TicksheetCore
import Zones

/// `sync`: brings reports up to date, then ends.
enum SyncCommand {
    static let spec = CommandSpec(
        "sync",
        "Brings reports up to date, then ends.",
        discussion: [
            "For cron, where no serve runs; beside one it finds nothing to do. It also removes from the "
                + "journal what the settings' retention has released."
        ],
        options: [.value("report", "NAME", "Only this report.")],
        examples: [
            .init("ticksheet sync", "all reports"),
            .init("ticksheet sync --report campaigns", "one of them"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        if let name = invocation.string("report") { _ = try Choice.report(name, settings) }
        let assembly = Assembly(settings: settings)
        let log = LogfmtLog(console: console)
        let zones = ZoneSources(settings, log: log)
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try assembly.journal(.beside)
        }
        let keeper = zones.keeper(journal, clock: assembly.clock, log: log)
        let run = SyncRun(assembly: assembly, journal: journal, keeper: keeper, console: console)
        let failures = await run.run(report: invocation.string("report"))
        await keeper.close()
        if let purged = await assembly.purging(journal, log: log).once(), !purged.isEmpty {
            console.note(
                "Retention removed \(CountedNoun("entry", "entries").counted(purged.entries)) and "
                    + "\(CountedNoun("body", "bodies").counted(purged.bodies)) from the journal."
            )
        }
        journal.close()
        if let failure = failures.first { throw failure }
    }
}

/// Brings destinations up to date and shows how far it is.
struct SyncRun: Sendable {
    let assembly: Assembly
    let journal: SQLiteJournal
    let keeper: ZoneKeeper
    let console: Console

    /// Runs one worker for each destination.
    ///
    /// - Returns: What kept destinations from it; all was said already.
    func run(report: String?) async -> [CommandFailure] {
        let jobs = assembly.jobs(
            report: report,
            keeper: keeper,
            failPoint: FailPoints.fromEnvironment()
        )
        let head = (try? journal.head()) ?? 0
        let bar = ProgressBar(
            "sync",
            counting: CountedNoun("entry", "entries"),
            total: jobs.map { max(0, head - checkpoint(of: $0)) }.reduce(0) { $0 + Int($1) },
            console: console
        )
        let outcomes = await withTaskGroup(of: (String, SyncMachine.Outcome).self) { group in
            for job in jobs {
                group.addTask { (job.label, await run(job, upTo: head, bar)) }
            }
            var outcomes: [(String, SyncMachine.Outcome)] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.0 < $1.0 }
        }
        bar.finish()
        return outcomes.compactMap { label, outcome in failure(label, outcome) }
    }

    private func run(
        _ job: SyncWorker.Job,
        upTo head: SequenceNumber,
        _ bar: ProgressBar
    ) async -> SyncMachine.Outcome {
        do throws(SystemError) {
            let executor = try ThreadExecutor("sync")
            let last = Monitor(checkpoint(of: job))
            return await SyncWorker.run(
                job,
                journal: journal,
                mode: .catchUp,
                bound: head,
                clock: assembly.clock,
                on: executor
            ) { progress in
                guard case .wrote(let through, _, _) = progress else { return }
                let count = last.withLock { last in
                    defer { last = through }
                    return through - last
                }
                bar.advance(by: Int(max(0, count)))
            }
        } catch {
            return .failed(.failed(path: job.label, cause: error.description))
        }
    }

    private func checkpoint(of job: SyncWorker.Job) -> SequenceNumber {
        (try? journal.record(of: job.reader, start: job.start).checkpoint) ?? 0
    }

    private func failure(
        _ label: String,
        _ outcome: SyncMachine.Outcome
    ) -> CommandFailure? {
        switch outcome {
        case .done:
            return nil
        case .failed(let error):
            console.fail(error)
            return .said(CommandFailure.sink(error).exitCode)
        case .standby(let owner):
            console.note("\(label) is kept in step by \(owner); this command leaves it to it.")
            return .said(.unavailable)
        }
    }
}
