/// Describes one option of a command: how it is written, what it takes and what it means.
package struct OptionSpec: Sendable, Equatable {
    /// The name without its dashes.
    package let name: String
    /// What stands for the value in help (`NAME`, `table|csv`); nil for a flag.
    package let valueName: String?
    /// What the option does: one sentence for the help text.
    package let summary: String
    /// Which values it takes.
    package let rule: ValueRule
    /// Whether the command cannot run without it.
    package let isRequired: Bool
    /// Whether it may be given more than once, each with a value of its own.
    package let isRepeatable: Bool
    /// What holds when it is not given.
    package let standard: String?

    /// Whether it is switched on by its name alone.
    package var isFlag: Bool { valueName == nil }

    /// Describes an option that takes no value.
    package static func flag(_ name: String, _ summary: String) -> OptionSpec {
        OptionSpec(
            name: name,
            valueName: nil,
            summary: summary,
            rule: .text,
            isRequired: false,
            isRepeatable: false,
            standard: nil
        )
    }

    /// Describes an option that takes a value.
    ///
    /// - Parameters:
    ///   - name: The name without its dashes.
    ///   - valueName: What stands for the value in help, such as `FILE`.
    ///   - summary: One sentence for the help text.
    ///   - rule: Which values it takes.
    ///   - isRequired: Whether the command cannot run without it.
    ///   - isRepeatable: Whether it may be given more than once.
    ///   - standard: What holds when it is not given; help shows it.
    /// - Returns: The description, for ``CommandSpec``.
    package static func value(
        _ name: String,
        _ valueName: String,
        _ summary: String,
        rule: ValueRule = .text,
        isRequired: Bool = false,
        isRepeatable: Bool = false,
        standard: String? = nil
    ) -> OptionSpec {
        OptionSpec(
            name: name,
            valueName: valueName,
            summary: summary,
            rule: rule,
            isRequired: isRequired,
            isRepeatable: isRepeatable,
            standard: standard
        )
    }

    /// Describes an option that takes one of a few words; help shows them as its value.
    package static func choice(
        _ name: String,
        _ allowed: [String],
        _ summary: String,
        isRequired: Bool = false,
        isRepeatable: Bool = false,
        standard: String? = nil
    ) -> OptionSpec {
        OptionSpec(
            name: name,
            valueName: allowed.joined(separator: "|"),
            summary: summary,
            rule: .oneOf(allowed),
            isRequired: isRequired,
            isRepeatable: isRepeatable,
            standard: standard
        )
    }

    /// How the option is written, with its value: `--report NAME`.
    package var label: String { valueName.map { "--\(name) \($0)" } ?? "--\(name)" }
}
