import CommandLineKit
import Journals
import TicksheetCore

/// `problems retry`: maps bodies with problems again, and tries refused rows again.
enum ProblemsRetry {
    static let spec = CommandSpec(
        "retry",
        "Maps the kept bodies of problems again, or tries refused rows again, with the mappings of now.",
        discussion: [
            "For after a mapping was corrected. What can be mapped now becomes new entries, which "
                + "every report gets, and the problem goes away; what cannot stays, in today's "
                + "words. Other events of such a body stay as they are: see ticksheet replay.",
            "A row that Google Sheets refused is made anew and written: below the others, or in its place "
                + "where rows are kept current. Beside a running serve the command asks it to do this, "
                + "and waits.",
            "Exits 65 when something still cannot be mapped or written. A running serve need not be stopped, "
                + "but it maps by the new mapping only once it has read the settings again.",
        ],
        arguments: [ProblemNumbers.argument],
        options: [.flag("all", "Every problem there is.")],
        examples: [
            .init("ticksheet problems retry 17 18", "two of the list"),
            .init("ticksheet problems retry --all", "all of them"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let numbers = try ProblemNumbers.chosen(invocation, to: "retry")
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        let replayer = try Replayer(settings, journal)
        var retry = Retry(replayer: replayer, settings: settings, console: console)
        var rows: [(number: Int64, reader: ReaderID)] = []
        try CommandFailure.onJournal { () throws(JournalError) in
            try ProblemNumbers.each(numbers, journal) { number, problem throws(JournalError) in
                if let reader = problem?.reader {
                    rows.append((number, reader))
                } else {
                    try retry.take(number, problem)
                }
            }
            try retry.apply()
        }
        // New entries first: a row that is made anew may show what they tell.
        let tried = try await RowRetry(settings, journal, console).run(rows)
        retry.printSummary(rows: tried)
        if retry.failed + tried.failed > 0 { throw .said(.data) }
    }
}

/// Maps bodies of problems again, some at a time.
private struct Retry {
    private static let mostLines = 20
    private static let mostBodies = 100
    private static let mostBytes = 2 << 20

    private(set) var replayer: Replayer
    let settings: Settings
    let console: Console
    /// How many problems that were asked for are still there.
    private var remaining = 0
    private var unknown = 0
    private var total = ReplayReceipt()
    private var plans: [ReplayPlan] = []
    private var asked: Set<Int64> = []
    private var bytes = 0

    init(replayer: Replayer, settings: Settings, console: Console) {
        self.replayer = replayer
        self.settings = settings
        self.console = console
    }

    /// Takes one problem; nil where there is none of that number.
    mutating func take(_ number: Int64, _ problem: KeptProblem?) throws(JournalError) {
        guard let problem else {
            unknown += 1
            say("problems.unknown", "There is no problem \(number).")
            return
        }
        if plans.contains(where: { $0.body == problem.body }) {
            asked.insert(number)
            return
        }
        guard let body = try replayer.journal.body(problem.body) else {
            fail(
                "problems.no_body",
                "Problem \(number): its body is no longer kept, so it cannot be mapped again. Put "
                    + "the problem away: \(settings.command("problems discard \(number)"))"
            )
            return
        }
        guard replayer.knows(body.source) else {
            fail(
                "problems.no_source",
                "Problem \(number): \(settings.file) has no source \(quoted(body.source)) any more, "
                    + "so nothing says how to map its body."
            )
            return
        }
        // Before a body, not behind it: problems of one body follow each other and share its plan.
        if plans.count >= Self.mostBodies || bytes >= Self.mostBytes { try apply() }
        asked.insert(number)
        var found = try replayer.plans(for: [body])
        if try replayer.learns(found, console) { found = try replayer.plans(for: [body]) }
        plans += found.map { $0.ofProblemsOnly() }
        bytes += body.bytes.count
    }

    /// Writes what was taken.
    mutating func apply() throws(JournalError) {
        total += try replayer.journal.apply(plans)
        for remaining in plans.flatMap(\.remaining) where asked.contains(remaining.number) {
            let problem = remaining.problem
            fail(
                problem.code,
                "Problem \(remaining.number), \(problem.path): \(sentence(problem.finding)) "
                    + sentence(problem.remedy)
            )
        }
        plans = []
        asked = []
        bytes = 0
    }

    /// How many of those that were asked for are not solved.
    var failed: Int { remaining + unknown }

    private mutating func fail(_ code: String, _ text: String) {
        remaining += 1
        say(code, text)
    }

    private func say(_ code: String, _ text: String) {
        if failed <= Self.mostLines { console.fail(code, escapedControls(maskedNumbers(in: text))) }
    }

    /// `rows`: What became of rows.
    func printSummary(rows: (solved: Int, failed: Int)) {
        if failed > Self.mostLines {
            console.note("… and \(Human.number(failed - Self.mostLines)) more.")
        }
        console.print(
            "\(CountedNoun("problem").counted(total.solved + rows.solved)) solved, "
                + "\(CountedNoun("entry", "entries").counted(total.appended)) new, "
                + "\(Human.number(total.corrected)) corrected, "
                + "\(CountedNoun("new problem").counted(total.raised)), \(Human.number(remaining + rows.failed)) still there"
        )
        if total.corrected > 0 {
            console.note(
                "A CSV shows corrections when it is written anew: "
                    + settings.command("rebuild --report NAME")
            )
        }
    }
}
