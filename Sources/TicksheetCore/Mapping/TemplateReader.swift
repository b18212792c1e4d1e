/// Compiles the text of a template.
struct TemplateReader {
    private(set) var steps: [Template.Step] = []
    private(set) var literals: [UInt8] = []
    private(set) var used: [ReportField] = []

    mutating func read(_ text: String) throws(Template.Problem) {
        var rest = Substring(text)
        try read(&rest, isInBrackets: false)
    }

    private mutating func read(_ rest: inout Substring, isInBrackets: Bool) throws(Template.Problem)
    {
        while let character = rest.popFirst() {
            switch character {
            case "\\":
                guard let next = rest.popFirst() else {
                    throw Template.Problem(
                        finding: "ends in \"\\\"; "
                            + "write \"\\\\\\\\\" for the character itself"
                    )
                }
                append(next)
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    throw Template.Problem(finding: "has a \"{\" without \"}\"; expected {field}")
                }
                let name = rest[..<end].trimmed
                guard !name.isEmpty, !name.contains("{") else {
                    throw Template.Problem(
                        finding: "has a \"{\" without a field's name; expected {field}"
                    )
                }
                steps.append(.field(used.count))
                used.append(ReportField(name))
                rest = rest[rest.index(after: end)...]
            case "[":
                let number = steps.count
                steps.append(.optional(end: number))
                try read(&rest, isInBrackets: true)
                steps[number] = .optional(end: steps.count)
            case "]" where isInBrackets:
                return
            case "]", "}":
                throw Template.Problem(
                    finding: "has a \"\(character)\" that closes nothing; "
                        + "write \"\\\\\(character)\" for the character itself"
                )
            default:
                append(character)
            }
        }
        guard !isInBrackets else {
            throw Template.Problem(
                finding: "has a \"[\" without \"]\"; expected [a part that may vanish]"
            )
        }
    }

    private mutating func append(_ character: Character) {
        let start = literals.count
        literals += character.utf8
        steps.append(.literal(start..<literals.count))
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
