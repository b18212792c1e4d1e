extension ProgramSpec {
    /// Names what is wrong with the description itself, so that one test holds all of a program.
    ///
    /// Empty when each command has a summary and an example that parses, no name occurs twice,
    /// alternatives name options, and only the last argument takes the rest.
    package var faults: [String] {
        var found: [String] = []
        for name in repeated(commands.map(\.name)) {
            found.append("the command \(name) is described twice")
        }
        for name in repeated(options.map(\.name)) {
            found.append("the option --\(name) is described twice")
        }
        for command in commands { collect(command, path: command.name, into: &found) }
        return found
    }

    private func collect(_ command: CommandSpec, path: String, into found: inout [String]) {
        if !command.summary.hasSuffix(".") {
            found.append("\(path): the summary is no sentence with a period")
        }
        if command.isGroup {
            for name in repeated(command.subcommands.map(\.name)) {
                found.append("\(path): the command \(name) is described twice")
            }
            for subcommand in command.subcommands {
                collect(subcommand, path: "\(path) \(subcommand.name)", into: &found)
            }
            return
        }
        let names = (options + command.options).map(\.name) + ["help", "version"]
        for name in repeated(names) {
            found.append("\(path): the option --\(name) is described twice")
        }
        for name in repeated(command.arguments.map(\.name)) {
            found.append("\(path): the argument \(name) is described twice")
        }
        for name in command.alternatives.flatMap(\.names) where !names.contains(name) {
            found.append("\(path): the alternative --\(name) is no option")
        }
        for argument in command.arguments.dropLast() where argument.takesRest {
            found.append("\(path): \(argument.name) takes the rest and is not the last")
        }
        for option in command.options {
            guard let standard = option.standard else { continue }
            if let reason = option.rule.problem(with: standard, subject: "--\(option.name)") {
                found.append("\(path): the standard value is refused: \(reason.description)")
            }
        }
        if command.examples.isEmpty { found.append("\(path): there is no example") }
        for example in command.examples { collect(example, path: path, into: &found) }
    }

    private func collect(
        _ example: CommandSpec.Example,
        path: String,
        into found: inout [String]
    ) {
        let call = shellWords(example.line)
        guard let start = call.firstIndex(of: name) else {
            found.append("\(path): the example \"\(example.line)\" does not call \(name)")
            return
        }
        // A pipe or a redirection around the call is the shell's, not ours.
        let words = call[(start + 1)...].prefix { !["|", ">", "<", "&&"].contains($0) }
        switch parse(Array(words)) {
        case .run(let invocation) where invocation.command == path:
            return
        case .problems(let problems):
            for problem in problems {
                found.append("\(path): the example \"\(example.line)\" is refused: \(problem)")
            }
        case .run, .help, .version:
            found.append("\(path): the example \"\(example.line)\" runs something else")
        }
    }

    private func repeated(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }
}
