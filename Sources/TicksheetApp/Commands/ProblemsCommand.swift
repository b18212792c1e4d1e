import CommandLineKit
import Journals
import PosixBridge
import TicksheetCore
import WallTime

/// `problems`: what could not be mapped or written, and why.
enum ProblemsCommand {
    static let spec = CommandSpec(
        group: "problems",
        "Shows what could not be mapped or written, and why; maps it again, or puts it away.",
        subcommands: [
            CommandSpec(
                "list",
                "Lists the newest problems, and the destinations that cannot go on.",
                options: [
                    .value("limit", "N", "How many.", rule: .integer(1...10_000), standard: "50")
                ],
                examples: [.init("ticksheet problems list")]
            ),
            CommandSpec(
                "show",
                "Shows one problem with the whole body, numbers included.",
                arguments: [.init("ID", "Its number in the list.", rule: .integer(1...Int.max))],
                examples: [.init("ticksheet problems show 17")]
            ),
            ProblemsRetry.spec, ProblemsDiscard.spec,
        ]
    )

    static func list(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        let limit = invocation.integer("limit") ?? 50
        let (found, readers) = try CommandFailure.onJournal { () throws(JournalError) in
            (try journal.problems(limit: limit + 1), try journal.readers())
        }
        let problems = found.prefix(limit)
        let destinations = settings.reports.flatMap(\.destinations)
        for reader in readers {
            guard let trouble = reader.trouble else { continue }
            let label =
                destinations.first { $0.reader == reader.reader }?.label ?? reader.reader.name
            let what = trouble.nextTry == nil ? "has stopped" : "waits"
            console.note(
                console.error.painted("\(label) \(what):", .red) + " \(trouble.explanation)"
            )
        }
        guard !problems.isEmpty else {
            console.note("No problems of bodies or rows.")
            return
        }
        var table = TextTable([
            .init("ID", .right), .init("SINCE", .left), .init("SOURCE", .left),
            .init("CODE", .left), .init("FINDING", .left, shrinks: true),
        ])
        for problem in problems {
            table.append([
                .init(String(problem.number)), .init(problem.since.rfc3339UTC),
                .init(problem.source), .init(problem.code),
                .init(maskedNumbers(in: problem.finding)),
            ])
        }
        console.write(Array(table.text(for: console.output).utf8))
        if found.count > limit {
            console.note("There are older ones too: add --limit N.")
        }
        if console.output.isTerminal {
            console.note("Look at one: ticksheet problems show \(problems[0].number)")
            console.note("After the mapping is corrected: ticksheet problems retry --all")
        }
    }

    static func show(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let journal = try JournalFor.looking(invocation)
        defer { journal.close() }
        let number = Int64(invocation.argument("ID") ?? "") ?? 0
        let found = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.problem(number)
        }
        guard let problem = found else {
            throw .other(
                "problems.unknown",
                "There is no problem \(number). List them: ticksheet problems list.",
                .data
            )
        }
        console.print("problem   \(problem.number)")
        console.print("since     \(problem.since.rfc3339UTC)")
        console.print("source    \(escapedControls(problem.source))")
        console.print("code      \(problem.code)")
        console.print("place     \(escapedControls(problem.path))")
        console.print("finding   \(escapedControls(sentence(problem.finding)))")
        console.print("remedy    \(escapedControls(sentence(problem.remedy)))")
        console.print("body      \(problem.body.count) bytes")
        let text = String(decoding: problem.body, as: UTF8.self)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            console.print(console.output.isTerminal ? escapedControls(String(line)) : String(line))
        }
    }
}

/// Opens the journal for a command that looks.
enum JournalFor {
    static func looking(_ invocation: Invocation) throws(CommandFailure) -> SQLiteJournal {
        let settings = try CommandFailure.settings(invocation)
        return try looking(settings)
    }

    static func exists(_ settings: Settings) -> Bool {
        do throws(SystemError) {
            return try Paths.status(settings.journal) != nil
        } catch {
            // Opening it says why it cannot be reached.
            return true
        }
    }

    static func looking(_ settings: Settings) throws(CommandFailure) -> SQLiteJournal {
        guard exists(settings) else {
            throw .other(
                "journal.missing",
                "There is no journal at \(settings.journal) yet. It is made by: "
                    + "\(settings.command("serve")).",
                .unavailable
            )
        }
        return try CommandFailure.onJournal { () throws(JournalError) in
            try Assembly(settings: settings).journal(.beside)
        }
    }
}
