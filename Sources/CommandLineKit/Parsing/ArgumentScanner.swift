import Suggestions

/// Reads arguments one by one into option values and positionals, and notes what does not fit.
struct ArgumentScanner {
    private let arguments: [String]
    private var index = 0
    private var optionsEnded = false

    /// The options that are known at this point; grows once the command is known.
    var options: [OptionSpec]
    /// Options of commands that may not stand yet, by the commands that take them.
    var later: [(option: OptionSpec, commands: [String])] = []
    /// Whether the command takes positional arguments at all.
    var takesPositionals = true

    private(set) var given: [String: [String]] = [:]
    private(set) var positionals: [String] = []
    private(set) var problems: [UsageReason] = []
    /// Options that were mistyped; they are not reported as missing as well.
    private(set) var meant: Set<String> = []
    private(set) var wantsHelp = false
    private(set) var wantsVersion = false

    init(_ arguments: [String], options: [OptionSpec]) {
        self.arguments = arguments
        self.options = options
    }

    /// Reads on to the next positional and returns it; nil when the line is at its end.
    mutating func nextPositional() -> String? {
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            if optionsEnded || argument == "-" || !argument.hasPrefix("-") { return argument }
            if argument == "--" {
                optionsEnded = true
            } else {
                read(option: argument)
            }
        }
        return nil
    }

    /// Reads the rest of the line.
    mutating func finish() {
        while let positional = nextPositional() { positionals.append(positional) }
    }

    private mutating func read(option argument: String) {
        let (written, value) = split(argument)
        switch written {
        case "--help", "-h":
            wantsHelp = true
        case "--version":
            wantsVersion = true
        default:
            guard written.hasPrefix("--"),
                let option = options.first(where: { $0.name == written.dropFirst(2) })
            else {
                readUnknown(written, value: value)
                return
            }
            read(option, value: value)
        }
    }

    private mutating func read(_ option: OptionSpec, value: String?) {
        let subject = "--\(option.name)"
        if option.isFlag {
            given[option.name] = []
            if let value { problems.append(.unexpectedValue(subject: subject, given: value)) }
            return
        }
        guard let value = value ?? nextValue() else {
            meant.insert(option.name)
            let next = index < arguments.count ? arguments[index] : nil
            problems.append(.missingValue(label: option.label, next: next))
            // Its value by any sign: it is not reported as an unknown option as well.
            if let next, !resemblesOption(next) { index += 1 }
            return
        }
        given[option.name, default: []].append(value)
        if let reason = option.rule.problem(with: value, subject: subject) {
            problems.append(reason)
        }
    }

    private mutating func readUnknown(_ written: String, value: String?) {
        let bare = String(written.drop { $0 == "-" })
        if let place = later.first(where: { $0.option.name == bare }) {
            problems.append(.optionBeforeCommand(given: written, commands: place.commands))
            if !place.option.isFlag, value == nil { _ = nextValue() }
            meant.insert(bare)
            return
        }
        let names = options.map(\.name) + ["help", "version"]
        let near = nearest(to: bare, in: names)
        problems.append(
            .unknownOption(
                given: written,
                allowed: names.map { "--\($0)" },
                suggestion: near.map { "--\($0)" }
            )
        )
        if let near { meant.insert(near) }
        // Its value would otherwise count as a positional and be reported a second time.
        let meantOption = options.first { $0.name == near }
        let takesValue = near == nil ? !takesPositionals : meantOption?.isFlag == false
        if takesValue, value == nil { _ = nextValue() }
    }

    /// Takes the next argument as a value unless it is an option; `-5` and `-` are values.
    private mutating func nextValue() -> String? {
        guard index < arguments.count else { return nil }
        let next = arguments[index]
        let isNumber = next.utf8.dropFirst().first.map { (0x30...0x39).contains($0) } ?? false
        guard !next.hasPrefix("-") || next == "-" || isNumber else { return nil }
        index += 1
        return next
    }

    /// Whether an argument is an option that is known somewhere, or nearly one.
    private func resemblesOption(_ argument: String) -> Bool {
        let written = split(argument).0
        if ["--", "-h"].contains(written) { return true }
        let names = options.map(\.name) + later.map(\.option.name) + ["help", "version"]
        return nearest(to: String(written.drop { $0 == "-" }), in: names) != nil
    }

    private func split(_ argument: String) -> (String, String?) {
        guard let equals = argument.firstIndex(of: "=") else {
            return (argument, nil)
        }
        return (
            String(argument[..<equals]), String(argument[argument.index(after: equals)...])
        )
    }
}
