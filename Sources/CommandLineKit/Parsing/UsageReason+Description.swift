import Suggestions

extension UsageReason: CustomStringConvertible {
    /// Says what was given, what is allowed and what was probably meant; ends with a period or "?".
    package var description: String {
        switch self {
        case .unknownCommand(let given, let allowed, let suggestion):
            "unknown command \(quoted(given)); \(allowedText(allowed))"
                + hint(suggestion)
        case .missingCommand(let allowed):
            "a command is missing; \(allowedText(allowed))."
        case .unknownOption(let given, let allowed, let suggestion):
            "unknown option \(quoted(given)); \(allowedText(allowed))" + hint(suggestion)
        case .optionBeforeCommand(let given, let commands):
            "the option \(quoted(given)) stands before the command; write it after one that takes "
                + "it: \(listed(commands, "or"))."
        case .unexpectedArguments(let given, let allowed):
            unexpected(given, allowed)
        case .missingArgument(let name):
            "the argument \(name) is missing."
        case .missingOption(let label):
            "\(label) is missing and required."
        case .missingValue(let label, let next):
            next.map {
                "\(label) needs a value, and \(quoted($0)) follows; a value that begins with \"-\" "
                    + "is written \(equalsForm(label))."
            } ?? "\(label) needs a value, and the line ends after it."
        case .emptyValue(let subject):
            "\(subject) is empty; give it a value, or look at the shell variable it comes from."
        case .unexpectedValue(let subject, let given):
            "\(subject) takes no value, and \(quoted(given)) was given; write \(subject) alone."
        case .repeated(let subject, let given):
            "\(subject) is given \(given.count) times, \(listed(given.map(quoted), "and")); "
                + "it is allowed once."
        case .notAllowed(let subject, let given, let allowed):
            "\(subject) is \(quoted(given)); \(allowedText(allowed))"
                + hint(nearest(to: given, inOrBeginning: allowed))
        case .notANumber(let subject, let given, let range):
            "\(subject) is \(quoted(given)); allowed is a whole number, \(Self.bounds(of: range))."
        case .wrongEnding(let subject, let given, let allowed):
            "\(subject) is \(quoted(given)); it has to end with \(listed(allowed, "or"))"
                + hint(ending(of: given).flatMap { nearest(to: $0, in: allowed) })
        case .conflict(let given):
            "\(listed(given, "and")) exclude each other; give one of them."
        case .missingChoice(let allowed):
            "one of \(listed(allowed, "and")) is missing and required."
        case .refused(let subject, let given, let expected):
            "\(subject) is \(quoted(given)); allowed is \(expected)."
        }
    }

    /// Writes the bounds of a number as they may be typed: `1…1000`, `1 or more`.
    static func bounds(of range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): "of any size"
        case (let low, .max): "\(low) or more"
        case (.min, let high): "\(high) or less"
        case (let low, let high): "\(low)…\(high)"
        }
    }

    private func unexpected(_ given: [String], _ allowed: [String]) -> String {
        let shown = given.prefix(3).map(quoted)
        let more = given.count - shown.count
        let list = listed(more > 0 ? shown + ["\(Human.number(more)) more"] : shown, "and")
        let taken =
            allowed.isEmpty ? "this command takes none" : "it takes only \(listed(allowed, "and"))"
        return "unexpected \(given.count == 1 ? "argument" : "arguments") \(list); \(taken)."
    }

    private func allowedText(_ allowed: [String]) -> String {
        switch allowed.count {
        case 0: "none is allowed"
        case 1: "allowed is \(allowed[0])"
        default: "allowed are \(listed(allowed, "and"))"
        }
    }

    private func hint(_ suggestion: String?) -> String {
        suggestion.map { ". Did you mean \($0)?" } ?? "."
    }

    private func equalsForm(_ label: String) -> String {
        String(label.map { $0 == " " ? "=" : $0 })
    }

    private func ending(of file: String) -> String? {
        file.lastIndex(of: ".").map { String(file[$0...]) }
    }

    private func listed(_ items: [String], _ word: String) -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    // A whole body pasted as an argument must not bury the message.
    private func quoted(_ text: String) -> String {
        "\"\(truncated(escapedControls(text), to: 60))\""
    }
}
