/// One checked call of a command.
///
/// To ask for an option or argument that the command does not describe is a fault of the program
/// and ends it, so that a mistyped name shows at the first try.
package struct Invocation: Sendable {
    /// The command's words, joined by a blank: `problems list`.
    package let command: String
    private let options: [String: OptionSpec]
    private let given: [String: [String]]
    private let positionals: [String: [String]]

    init(
        command: String,
        options: [OptionSpec],
        given: [String: [String]],
        positionals: [String: [String]]
    ) {
        self.command = command
        self.options = Dictionary(options.map { ($0.name, $0) }) { first, _ in first }
        self.given = given
        self.positionals = positionals
    }

    /// Returns whether the caller wrote the option, whatever its standard value.
    package func isGiven(_ name: String) -> Bool {
        given[described(name).name] != nil
    }

    /// Returns whether a flag is on.
    package func flag(_ name: String) -> Bool {
        precondition(described(name).isFlag, "--\(name) of \(command) takes a value")
        return given[name] != nil
    }

    /// Returns an option's value or its standard value; nil when there is neither.
    package func string(_ name: String) -> String? {
        strings(name).first
    }

    /// Returns the value of an option that is required or has a standard value.
    package func required(_ name: String) -> String {
        guard let value = string(name) else {
            preconditionFailure("--\(name) of \(command) may be absent")
        }
        return value
    }

    /// Returns all values of an option in their order, or its standard value alone.
    package func strings(_ name: String) -> [String] {
        let option = described(name)
        precondition(!option.isFlag, "--\(name) of \(command) takes no value")
        return given[name] ?? option.standard.map { [$0] } ?? []
    }

    /// Returns the number of an option whose rule is ``ValueRule/integer(_:)``.
    package func integer(_ name: String) -> Int? {
        guard case .integer = described(name).rule else {
            preconditionFailure("--\(name) of \(command) is no whole number")
        }
        return string(name).flatMap { Int($0) }
    }

    /// Returns the value of a positional argument; nil when it was left out.
    package func argument(_ name: String) -> String? {
        arguments(name).first
    }

    /// Returns all values of a positional argument in their order.
    package func arguments(_ name: String) -> [String] {
        guard let values = positionals[name] else {
            preconditionFailure("\(command) has no argument \(name)")
        }
        return values
    }

    private func described(_ name: String) -> OptionSpec {
        guard let option = options[name] else {
            preconditionFailure("\(command) has no option --\(name)")
        }
        return option
    }
}
