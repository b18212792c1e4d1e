/// Describes a whole program: its commands in sections and the options that all of them share.
package struct ProgramSpec: Sendable {
    /// Commands that belong together in the overview.
    package struct Section: Sendable {
        /// The heading.
        package let title: String
        /// The commands in the order in which they are shown.
        package let commands: [CommandSpec]

        /// Puts commands under a heading of the overview.
        package init(_ title: String, _ commands: [CommandSpec]) {
            self.title = title
            self.commands = commands
        }
    }

    /// The word that is typed.
    package let name: String
    /// The version, printed after the name.
    package let version: String
    /// What the program is for: one sentence.
    package let summary: String
    /// Options that every command has, such as `--settings`; they may stand before the command.
    package let options: [OptionSpec]
    /// All commands.
    package let sections: [Section]

    /// Describes a whole program.
    package init(
        name: String,
        version: String,
        summary: String,
        options: [OptionSpec],
        sections: [Section]
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.options = options
        self.sections = sections
    }

    /// All commands of all sections in their order.
    package var commands: [CommandSpec] { sections.flatMap(\.commands) }

    /// The line that `--version` prints, without a line feed.
    package var versionLine: String { "\(name) \(version)" }
}
