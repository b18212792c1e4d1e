/// Describes one command, or a group of commands under one word (`problems list|show`).
package struct CommandSpec: Sendable, Equatable {
    /// One call as somebody would type it, and what it is good for.
    package struct Example: Sendable, Equatable {
        /// The whole line as typed, the program's name included.
        package let line: String
        /// What the line does, in a few words; may be empty.
        package let purpose: String

        /// Describes one call as somebody would type it.
        package init(_ line: String, _ purpose: String = "") {
            self.line = line
            self.purpose = purpose
        }
    }

    /// Flags of which at most one may be given.
    package struct Alternatives: Sendable, Equatable {
        /// The names of the options without dashes, two or more.
        package let names: [String]
        /// Whether one of them has to be given.
        package let isRequired: Bool

        /// Says that of these options at most one, or exactly one, is given.
        package init(_ names: [String], isRequired: Bool) {
            self.names = names
            self.isRequired = isRequired
        }
    }

    /// The word that is typed.
    package let name: String
    /// What it does: one sentence, for the overview and the head of its help.
    package let summary: String
    /// What else a reader needs, in paragraphs; empty when the summary says it all.
    package let discussion: [String]
    /// The positional arguments in their order.
    package let arguments: [ArgumentSpec]
    /// The command's own options, without those that every command has.
    package let options: [OptionSpec]
    /// Options that exclude each other.
    package let alternatives: [Alternatives]
    /// At least one call.
    package let examples: [Example]
    /// The commands of a group; empty for a command that runs.
    package let subcommands: [CommandSpec]

    /// Describes a command that runs.
    package init(
        _ name: String,
        _ summary: String,
        discussion: [String] = [],
        arguments: [ArgumentSpec] = [],
        options: [OptionSpec] = [],
        alternatives: [Alternatives] = [],
        examples: [Example]
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.arguments = arguments
        self.options = options
        self.alternatives = alternatives
        self.examples = examples
        self.subcommands = []
    }

    /// Describes a group: a word that is always followed by one of its commands.
    package init(
        group name: String,
        _ summary: String,
        discussion: [String] = [],
        subcommands: [CommandSpec]
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.arguments = []
        self.options = []
        self.alternatives = []
        self.examples = []
        self.subcommands = subcommands
    }

    /// Whether it needs one of its commands to run.
    package var isGroup: Bool { !subcommands.isEmpty }
}
