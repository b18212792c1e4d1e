/// Holds what was read against what the command describes.
struct CallCheck {
    /// The values of each positional argument; every described argument has an entry.
    let positionals: [String: [String]]
    /// What was wrong while reading, then what is wrong with the whole.
    let problems: [UsageReason]

    init(command: CommandSpec, shared: [OptionSpec], scanner: ArgumentScanner) {
        var problems = scanner.problems
        for option in command.options + shared {
            let values = scanner.given[option.name]
            if let values, values.count > 1, !option.isRepeatable {
                problems.append(.repeated(subject: "--\(option.name)", given: values))
            }
            if option.isRequired, values == nil, !scanner.meant.contains(option.name) {
                problems.append(.missingOption(label: option.label))
            }
        }
        for choice in command.alternatives {
            let given = choice.names.filter { scanner.given[$0] != nil }
            let meant = choice.names.contains { scanner.meant.contains($0) }
            if given.count > 1 {
                problems.append(.conflict(given: given.map { "--\($0)" }))
            } else if choice.isRequired, given.isEmpty, !meant {
                problems.append(.missingChoice(allowed: choice.names.map { "--\($0)" }))
            }
        }
        var positionals: [String: [String]] = [:]
        var rest = scanner.positionals[...]
        for argument in command.arguments {
            let values = argument.takesRest ? rest : rest.prefix(1)
            rest = rest.dropFirst(values.count)
            positionals[argument.name] = Array(values)
            if values.isEmpty, argument.isRequired {
                problems.append(.missingArgument(name: argument.label))
            }
            for value in values where !(value == "-" && argument.readsStandardInput) {
                if let reason = argument.rule.problem(with: value, subject: argument.name) {
                    problems.append(reason)
                }
            }
        }
        if !rest.isEmpty {
            let allowed = command.arguments.map(\.label)
            problems.append(.unexpectedArguments(given: Array(rest), allowed: allowed))
        }
        self.positionals = positionals
        self.problems = problems
    }
}
