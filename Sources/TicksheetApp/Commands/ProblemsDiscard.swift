import CommandLineKit
import Journals
import TicksheetCore

/// `problems discard`: takes problems off the list.
enum ProblemsDiscard {
    static let spec = CommandSpec(
        "discard",
        "Takes problems off the list.",
        discussion: [
            "Their bodies stay as long as the settings keep bodies; mapping those again (ticksheet "
                + "replay) brings the problems back that are still there.",
            "A row that Google Sheets refused stays out until the report is written anew, or its content "
                + "changes.",
        ],
        arguments: [ProblemNumbers.argument],
        options: [.flag("all", "Every problem there is.")],
        examples: [
            .init("ticksheet problems discard 17 18", "two of the list"),
            .init("ticksheet problems discard --all", "all of them"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let numbers = try ProblemNumbers.chosen(invocation, to: "discard")
        let journal = try JournalFor.looking(invocation)
        defer { journal.close() }
        var count = 0
        var isWhole = true
        try CommandFailure.onJournal { () throws(JournalError) in
            var waiting: [Int64] = []
            try ProblemNumbers.each(numbers, journal) { number, problem throws(JournalError) in
                if problem == nil {
                    console.fail("problems.unknown", "There is no problem \(number).")
                    isWhole = false
                } else {
                    waiting.append(number)
                }
                if waiting.count >= 1000 {
                    count += try journal.discard(waiting)
                    waiting = []
                }
            }
            count += try journal.discard(waiting)
        }
        console.print("\(CountedNoun("problem").counted(count)) discarded")
        if !isWhole { throw .said(.data) }
    }
}

/// Which problems a command is about.
enum ProblemNumbers {
    static let argument = ArgumentSpec(
        "ID",
        "Numbers in the list.",
        count: .any,
        rule: .integer(1...Int.max)
    )

    private static let page = 500

    /// Returns the numbers, each once and in order; nil for all.
    static func chosen(
        _ invocation: Invocation,
        to verb: String
    ) throws(CommandFailure) -> [Int64]? {
        let numbers = Set(invocation.arguments("ID").compactMap { Int64($0) }).sorted()
        guard numbers.isEmpty == invocation.flag("all") else {
            throw .other(
                "usage.problems",
                numbers.isEmpty
                    ? "Say which problems to \(verb): their numbers (ticksheet problems list), or "
                        + "--all."
                    : "Give numbers or --all, not both.",
                .usage
            )
        }
        return numbers.isEmpty ? nil : numbers
    }

    /// Calls a body with each problem in order; nil where a number has none.
    static func each(
        _ numbers: [Int64]?,
        _ journal: SQLiteJournal,
        _ body: (Int64, KeptProblem?) throws(JournalError) -> Void
    ) throws(JournalError) {
        if let numbers {
            for number in numbers {
                let found = try journal.problems(after: number - 1, limit: 1).first
                try body(number, found?.number == number ? found : nil)
            }
            return
        }
        // Those that come up meanwhile are not meant.
        let last = try journal.problems(limit: 1).first?.number ?? 0
        var position: Int64 = 0
        while position < last {
            let page = try journal.problems(after: position, limit: Self.page)
            guard !page.isEmpty else { return }
            for problem in page where problem.number <= last { try body(problem.number, problem) }
            position = page.last?.number ?? last
        }
    }
}
