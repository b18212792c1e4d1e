/// Describes one positional argument of a command.
package struct ArgumentSpec: Sendable, Equatable {
    /// How many values a positional argument takes.
    package enum Count: Sendable, Equatable {
        /// Exactly one.
        case one
        /// One or none.
        case optional
        /// Any number, also none; only as the last argument.
        case any
        /// One or more; only as the last argument.
        case some
    }

    /// The name in help, in capitals: `BODY`.
    package let name: String
    /// What it is: one sentence for the help text.
    package let summary: String
    /// How many values it takes.
    package let count: Count
    /// Which values it takes; `-` always passes where standard input is read.
    package let rule: ValueRule
    /// Whether `-` stands for standard input.
    package let readsStandardInput: Bool

    /// Describes one positional argument of a command.
    package init(
        _ name: String,
        _ summary: String,
        count: Count = .one,
        rule: ValueRule = .text,
        readsStandardInput: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.count = count
        self.rule = rule
        self.readsStandardInput = readsStandardInput
    }

    /// Whether a call without it is a problem.
    package var isRequired: Bool { count == .one || count == .some }

    /// Whether it takes all the values that are left.
    var takesRest: Bool { count == .any || count == .some }

    /// How the argument is written in help: `FILE…|-`.
    package var label: String {
        name + (takesRest ? "…" : "") + (readsStandardInput ? "|-" : "")
    }
}
