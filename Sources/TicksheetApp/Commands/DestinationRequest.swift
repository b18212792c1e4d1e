import CommandLineKit
import Journals
import PosixBridge
import Sync
import TicksheetCore

/// Asks something of whoever feeds a destination, and carries it out or waits for who does.
struct DestinationRequest: Sendable {
    let assembly: Assembly
    let journal: SQLiteJournal
    let console: Console
    /// What is done, for people who wait for another process: `writes it anew`.
    let deed: String

    /// Returns the answer.
    func answer(
        to kind: ReaderRequest.Kind,
        of job: SyncWorker.Job
    ) async throws(CommandFailure) -> RequestAnswer {
        let number = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.ask(kind, of: job.reader)
        }
        var owner: String?
        while true {
            if let answer = try answer(to: number) { return answer }
            switch try await attempt(job) {
            case .standby(let by):
                if owner != by {
                    console.note("\(job.label) is fed by \(by); waiting until that \(deed).")
                }
                owner = by
                try? await Task.sleep(for: .milliseconds(200))
            case .failed(let error):
                if let answer = try answer(to: number) { return answer }
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
            let executor = try ThreadExecutor("request")
            let bar = Monitor<ProgressBar?>(nil)
            defer { bar.withLock { $0 }?.finish() }
            return await SyncWorker.run(
                job,
                journal: journal,
                mode: .catchUp,
                bound: (try? journal.head()) ?? 0,
                clock: assembly.clock,
                on: executor
            ) { progress in
                guard case .rebuilding(let more, let all) = progress else { return }
                bar.withLock { bar in
                    bar = bar ?? self.bar(job, of: all)
                    bar?.advance(by: more)
                }
            }
        } catch {
            throw .sink(.failed(path: job.label, cause: error.description))
        }
    }

    // Who waits for a terminal's line to come sees how far it is; a pipe gets the answer alone.
    private func bar(_ job: SyncWorker.Job, of entries: Int) -> ProgressBar? {
        guard console.error.isTerminal else { return nil }
        return ProgressBar(
            job.label,
            counting: CountedNoun("entry", "entries"),
            total: entries,
            console: console
        )
    }

    private func answer(to number: Int64) throws(CommandFailure) -> RequestAnswer? {
        try CommandFailure.onJournal { () throws(JournalError) in
            try journal.answer(to: number)
        }
    }
}
