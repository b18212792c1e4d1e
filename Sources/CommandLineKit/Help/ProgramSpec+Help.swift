extension ProgramSpec {
    /// Writes the help of a command or of a group.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - path: Its words joined by a blank, as in ``Invocation/command``.
    ///   - width: How wide a line may be, in columns; a word that is wider stays whole.
    /// - Returns: Lines, each with its line feed.
    package func help(for command: CommandSpec, path: String, width: Int = 80) -> String {
        var blocks = [usage(of: command, path: path, width: width)]
        blocks.append(wrapped(command.summary, width: width))
        blocks += command.discussion.map { wrapped($0, width: width) }
        let commands = command.subcommands.map { (label: $0.name, text: $0.summary) }
        let arguments = command.arguments.map {
            (label: $0.label, text: $0.summary + bounds(of: $0.rule))
        }
        let options = command.options.map { (label: $0.label, text: explained($0)) }
        let labels = (commands + arguments + options + sharedRows).map(\.label)
        let labelWidth = DefinitionList.labelWidth(of: labels)
        for (title, rows) in [
            ("Commands:", commands), ("Arguments:", arguments), ("Options:", options),
            ("Every command:", sharedRows),
        ] where !rows.isEmpty {
            let list = DefinitionList(rows, labelWidth: labelWidth)
            blocks.append([title] + list.lines(width: width))
        }
        let examples = command.isGroup ? command.subcommands.flatMap(\.examples) : command.examples
        if !examples.isEmpty {
            blocks.append(["Examples:"] + examples.flatMap { lines(of: $0, width: width) })
        }
        return text(of: blocks)
    }

    /// Writes the overview of all commands by section.
    package func overview(width: Int = 80) -> String {
        var blocks = [wrapped("\(versionLine): \(summary)", width: width)]
        blocks.append(["Usage: \(name) COMMAND [OPTIONS]"])
        let rows = sections.map { section in
            section.commands.map { (label: overviewLabel($0), text: $0.summary) }
        }
        let labelWidth = DefinitionList.labelWidth(of: (rows.joined() + sharedRows).map(\.label))
        for (section, rows) in zip(sections, rows) {
            let list = DefinitionList(rows, labelWidth: labelWidth)
            blocks.append(["\(section.title):"] + list.lines(width: width))
        }
        let shared = DefinitionList(sharedRows, labelWidth: labelWidth)
        blocks.append(["Every command:"] + shared.lines(width: width))
        blocks.append(
            wrapped("Run \"\(name) COMMAND --help\" for its options and examples.", width: width)
        )
        return text(of: blocks)
    }

    private var sharedRows: [(label: String, text: String)] {
        options.map { (label: $0.label, text: explained($0)) } + [
            (label: "-h, --help", text: "Shows this help."),
            (label: "--version", text: "Shows the version."),
        ]
    }

    private func usage(of command: CommandSpec, path: String, width: Int) -> [String] {
        let start = "Usage: \(name) \(path)"
        let pieces = command.isGroup ? ["COMMAND"] : command.usagePieces
        guard !pieces.isEmpty else { return [start] }
        let hung = displayWidth(start) + 1
        let widest = pieces.map(displayWidth).max() ?? 0
        if hung <= width / 2, hung + widest <= width {
            let margin = String(repeating: " ", count: hung)
            let lines = wrapped(pieces, width: width - hung)
            return [start + " " + lines[0]] + lines.dropFirst().map { margin + $0 }
        }
        // No room beside the command's words: the rest goes below them.
        let margin = String(repeating: " ", count: 8)
        return [start] + wrapped(pieces, width: width - 8).map { margin + $0 }
    }

    private func explained(_ option: OptionSpec) -> String {
        var text = option.summary
        if option.isRequired { text += " Required." }
        if option.isRepeatable { text += " May be given several times." }
        text += bounds(of: option.rule)
        if let standard = option.standard { text += " Default: \(standard)" }
        return text
    }

    private func bounds(of rule: ValueRule) -> String {
        guard case .integer(let range) = rule else { return "" }
        return " A whole number, \(UsageReason.bounds(of: range))."
    }

    private func lines(of example: CommandSpec.Example, width: Int) -> [String] {
        guard !example.purpose.isEmpty else { return ["  " + example.line] }
        return wrapped(example.purpose, width: width - 4).map { "  # " + $0 } + [
            "  " + example.line
        ]
    }

    private func overviewLabel(_ command: CommandSpec) -> String {
        guard command.isGroup else { return command.name }
        return command.name + " " + command.subcommands.map(\.name).joined(separator: "|")
    }

    private func text(of blocks: [[String]]) -> String {
        blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }
}
