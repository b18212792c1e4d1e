import Suggestions

extension ProgramSpec {
    /// Reads a command line, without the program's own name, and reports all its problems at once.
    ///
    /// Options that every command has may stand before or after the command. `--help` wins over
    /// everything once the command is known; a line without any word asks for the overview.
    ///
    /// - Parameters:
    ///   - arguments: The arguments as the operating system gives them, without the first.
    ///   - width: How wide help may be, in columns.
    /// - Returns: What is to be done.
    package func parse(_ arguments: [String], width: Int = 80) -> ParseOutcome {
        var scanner = ArgumentScanner(arguments, options: options)
        scanner.later = optionsByCommands()
        guard var word = scanner.nextPositional() else {
            if scanner.wantsHelp { return .help(overview(width: width)) }
            if scanner.wantsVersion { return .version(versionLine) }
            return scanner.problems.isEmpty
                ? .help(overview(width: width)) : problems("", scanner.problems)
        }
        var asksForHelp = false
        if word == "help", !commands.contains(where: { $0.name == "help" }) {
            guard let topic = scanner.nextPositional() else {
                return .help(overview(width: width))
            }
            asksForHelp = true
            word = topic
        }
        var path = ""
        var candidates = commands
        while true {
            guard let command = candidates.first(where: { $0.name == word }) else {
                return problems(path, scanner.problems + [unknown(word, in: candidates, at: path)])
            }
            path += (path.isEmpty ? "" : " ") + command.name
            guard command.isGroup else {
                return outcome(
                    of: command,
                    path: path,
                    scanner: &scanner,
                    asksForHelp: asksForHelp,
                    width: width
                )
            }
            guard let next = scanner.nextPositional() else {
                if scanner.wantsHelp || asksForHelp {
                    return .help(help(for: command, path: path, width: width))
                }
                if scanner.wantsVersion { return .version(versionLine) }
                let missing = UsageReason.missingCommand(allowed: command.subcommands.map(\.name))
                return problems(path, scanner.problems + [missing])
            }
            word = next
            candidates = command.subcommands
        }
    }

    private func outcome(
        of command: CommandSpec,
        path: String,
        scanner: inout ArgumentScanner,
        asksForHelp: Bool,
        width: Int
    ) -> ParseOutcome {
        scanner.options = command.options + options
        scanner.later = []
        scanner.takesPositionals = !command.arguments.isEmpty
        scanner.finish()
        if scanner.wantsHelp || asksForHelp {
            return .help(help(for: command, path: path, width: width))
        }
        if scanner.wantsVersion { return .version(versionLine) }
        let check = CallCheck(command: command, shared: options, scanner: scanner)
        guard check.problems.isEmpty else { return problems(path, check.problems) }
        return .run(
            Invocation(
                command: path,
                options: command.options + options,
                given: scanner.given,
                positionals: check.positionals
            )
        )
    }

    private func problems(_ path: String, _ reasons: [UsageReason]) -> ParseOutcome {
        .problems(reasons.map { UsageProblem(command: path, $0) })
    }

    private func unknown(
        _ word: String,
        in candidates: [CommandSpec],
        at path: String
    ) -> UsageReason {
        let names = candidates.map(\.name)
        // "list" alone may well mean "problems list".
        let deeper = candidates.first { $0.subcommands.contains { $0.name == word } }
        return .unknownCommand(
            given: word,
            allowed: names,
            suggestion: nearest(to: word, in: names) ?? deeper.map { "\($0.name) \(word)" }
        )
    }

    private func optionsByCommands() -> [(option: OptionSpec, commands: [String])] {
        var found: [(option: OptionSpec, commands: [String])] = []
        let runnable = commands.flatMap { command in
            command.isGroup
                ? command.subcommands.map { ("\(command.name) \($0.name)", $0) }
                : [(command.name, command)]
        }
        for (path, command) in runnable {
            for option in command.options {
                if let known = found.firstIndex(where: { $0.option.name == option.name }) {
                    found[known].commands.append(path)
                } else {
                    found.append((option, [path]))
                }
            }
        }
        return found
    }
}
