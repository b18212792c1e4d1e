import CommandLineKit
import Journals
import Sync
import TicksheetCore
import Zones

/// Has rows tried again that destinations refused: by whoever feeds them, or here where nobody does.
struct RowRetry: Sendable {
    private let settings: Settings
    private let journal: SQLiteJournal
    private let console: Console
    private let assembly: Assembly

    init(_ settings: Settings, _ journal: SQLiteJournal, _ console: Console) {
        self.settings = settings
        self.journal = journal
        self.console = console
        assembly = Assembly(settings: settings)
    }

    /// Tries the rows of some problems again, and says which are still refused.
    ///
    /// - Returns: How many are written, and how many are not.
    func run(
        _ problems: [(number: Int64, reader: ReaderID)]
    ) async throws(CommandFailure) -> (solved: Int, failed: Int) {
        guard !problems.isEmpty else { return (0, 0) }
        let log = LogfmtLog(console: console)
        let zones = ZoneSources(settings, log: log)
        let keeper = zones.keeper(journal, clock: assembly.clock, log: log)
        var failed = 0
        var first: CommandFailure?
        let jobs = assembly.jobs(keeper: keeper)
        let readers = Set(problems.map(\.reader)).sorted { $0.name < $1.name }
        for reader in readers {
            let numbers = problems.filter { $0.reader == reader }.map(\.number)
            do throws(CommandFailure) {
                failed += try await retry(numbers, jobs.first { $0.reader == reader }, reader)
            } catch {
                // The other destinations get their turn all the same.
                failed += numbers.count
                first = first ?? error
            }
        }
        await keeper.close()
        if let first { throw first }
        return (problems.count - failed, failed)
    }

    private func retry(
        _ numbers: [Int64],
        _ job: SyncWorker.Job?,
        _ reader: ReaderID
    ) async throws(CommandFailure) -> Int {
        guard let job else {
            for number in numbers {
                console.fail(
                    "problems.no_destination",
                    "Problem \(number): no report of \(settings.file) is written to \(reader) any "
                        + "more. Put the problem away: "
                        + settings.command("problems discard \(number)")
                )
            }
            return numbers.count
        }
        try CommandFailure.onJournal { () throws(JournalError) in
            try journal.wantRows(of: numbers)
        }
        let request = DestinationRequest(
            assembly: assembly,
            journal: journal,
            console: console,
            deed: "tries its rows again"
        )
        switch try await request.answer(to: .retryRows, of: job) {
        case .done(let text), .refused(let text): console.note(text)
        }
        return try CommandFailure.onJournal { () throws(JournalError) in
            var left = 0
            for number in numbers {
                guard let problem = try journal.problem(number) else { continue }
                left += 1
                let text =
                    "Problem \(number), \(problem.path): \(sentence(problem.finding)) "
                    + sentence(problem.remedy)
                console.fail(problem.code, escapedControls(maskedNumbers(in: text)))
            }
            return left
        }
    }
}
