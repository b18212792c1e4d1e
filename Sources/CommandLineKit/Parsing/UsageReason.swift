/// What is wrong with one part of a command line.
///
/// A `subject` is the option with its dashes or the argument's name.
package enum UsageReason: Sendable, Equatable {
    /// No command has this name.
    case unknownCommand(given: String, allowed: [String], suggestion: String?)
    /// A group stands without one of its commands.
    case missingCommand(allowed: [String])
    /// The command has no such option.
    case unknownOption(given: String, allowed: [String], suggestion: String?)
    /// An option of a command stands before the command's name.
    case optionBeforeCommand(given: String, commands: [String])
    /// There are more positional arguments than the command takes.
    case unexpectedArguments(given: [String], allowed: [String])
    /// A positional argument is absent.
    case missingArgument(name: String)
    /// A required option is absent.
    case missingOption(label: String)
    /// An option stands at the end, or before another one, without its value.
    case missingValue(label: String, next: String?)
    /// A value is there and holds nothing, often an unset variable of the shell.
    case emptyValue(subject: String)
    /// A flag was given a value.
    case unexpectedValue(subject: String, given: String)
    /// An option that counts once was given more often.
    case repeated(subject: String, given: [String])
    /// A value is none of the allowed words.
    case notAllowed(subject: String, given: String, allowed: [String])
    /// A value is no whole number within the bounds.
    case notANumber(subject: String, given: String, range: ClosedRange<Int>)
    /// A file name has another ending.
    case wrongEnding(subject: String, given: String, allowed: [String])
    /// Options that exclude each other stand together.
    case conflict(given: [String])
    /// One of several options is needed and none was given.
    case missingChoice(allowed: [String])
    /// A command found a value wrong that the rules let pass, such as a time that is none.
    case refused(subject: String, given: String, expected: String)

    /// The stable code for `error[…]`.
    package var code: String {
        switch self {
        case .unknownCommand: "usage.unknown_command"
        case .missingCommand: "usage.missing_command"
        case .unknownOption: "usage.unknown_option"
        case .optionBeforeCommand: "usage.option_before_command"
        case .unexpectedArguments: "usage.unexpected_argument"
        case .missingArgument: "usage.missing_argument"
        case .missingOption: "usage.missing_option"
        case .missingValue: "usage.missing_value"
        case .emptyValue: "usage.empty_value"
        case .unexpectedValue: "usage.unexpected_value"
        case .repeated: "usage.repeated_option"
        case .notAllowed, .notANumber, .wrongEnding, .refused: "usage.value"
        case .conflict: "usage.conflict"
        case .missingChoice: "usage.missing_choice"
        }
    }
}
