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
            assembly: assembly,
            journal: journal,
            console: console,
            kind: invocation.flag("without-purged") ? .rebuildWithoutPurged : .rebuild
        )
        let keeper = zones.keeper(journal, clock: assembly.clock, log: log)
        var isWhole = true
        let failPoint = FailPoints.fromEnvironment()
        do throws(CommandFailure) {
            for job in assembly.jobs(
                report: report.name,
                keeper: keeper,
                failPoint: failPoint
            )
            where try await !rebuild.run(job) {
                isWhole = false
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

/// Asks for a rebuild and carries it out, or waits for who does.
private struct Rebuild: Sendable {
    let assembly: Assembly
    let journal: SQLiteJournal
    let console: Console
    let kind: ReaderRequest.Kind

    /// Returns whether the destination was written anew; the answer is printed.
    func run(_ job: SyncWorker.Job) async throws(CommandFailure) -> Bool {
        let number = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.ask(kind, of: job.reader)
        }
        var owner: String?
        while true {
            if let answer = try answer(to: number) { return printed(answer) }
            switch try await attempt(job) {
            case .standby(let by):
                if owner != by {
                    console.note("\(job.label) is fed by \(by); waiting until that writes it anew.")
                }
                owner = by
                try? await Task.sleep(for: .milliseconds(200))
            case .failed(let error):
                if let answer = try answer(to: number) { return printed(answer) }
                // Nobody carries out later what was given up here.
                try CommandFailure.onJournal { () throws(JournalError) in
                    try journal.answer(number, with: .refused(error.description))
                }
                throw .sink(error)
            case .done:
                continue
            }
        }
    }

    private func attempt(
        _ job: SyncWorker.Job
    ) async throws(CommandFailure) -> SyncMachine.Outcome {
        do throws(SystemError) {
            let executor = try ThreadExecutor("rebuild")
            return await SyncWorker.run(
                job,
                journal: journal,
                mode: .catchUp,
                bound: (try? journal.head()) ?? 0,
                clock: assembly.clock,
                on: executor
            ) { _ in }
        } catch {
            throw .sink(.failed(path: job.label, cause: error.description))
        }
    }

    private func answer(to number: Int64) throws(CommandFailure) -> RequestAnswer? {
        try CommandFailure.onJournal { () throws(JournalError) in
            try journal.answer(to: number)
        }
    }

    private func printed(_ answer: RequestAnswer) -> Bool {
        switch answer {
        case .done(let text):
            console.print(text)
            return true
        case .refused(let line):
            console.note(line)
            return false
        }
    }
}
