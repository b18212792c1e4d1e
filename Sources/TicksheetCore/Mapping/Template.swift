/// Fields and texts put together: `{description}[ ({code})]`.
///
/// A part in brackets vanishes when a field in it is empty. `\` before `{`, `}`, `[`, `]` or `\`
/// makes it a plain character.
package struct Template: Sendable, Equatable {
    indirect enum Part: Sendable, Equatable {
        case literal(String)
        case field(ReportField)
        case optional([Part])
    }

    /// The text as it was written.
    let source: String
    let parts: [Part]

    /// What is wrong in a template.
    package struct Problem: Error, Sendable, Equatable {
        /// What was found and what was expected, to follow `is "…": `.
        package let finding: String
    }

    /// Compiles a template.
    package init(_ text: String) throws(Problem) {
        source = text
        var rest = Substring(text)
        parts = try Self.parts(&rest, isInBrackets: false)
    }

    /// The fields that it uses.
    package var fields: Set<ReportField> { Self.fields(of: parts) }

    /// Returns the text, given each field's text or nil where it is empty.
    package func text(_ value: (ReportField) -> String?) -> String {
        var result = ""
        for part in parts { _ = Self.append(part, value, to: &result) }
        // What stood between two fields is no part of the text when the first of them is empty.
        while result.first == " " { result.removeFirst() }
        while result.last == " " { result.removeLast() }
        return result
    }

    /// Appends a part.
    ///
    /// - Returns: False where a field of it is empty.
    private static func append(
        _ part: Part,
        _ value: (ReportField) -> String?,
        to result: inout String
    ) -> Bool {
        switch part {
        case .literal(let text):
            result += text
            return true
        case .field(let field):
            guard let text = value(field), !text.isEmpty else { return false }
            result += text
            return true
        case .optional(let parts):
            var inner = ""
            for part in parts {
                guard append(part, value, to: &inner) else { return true }
            }
            result += inner
            return true
        }
    }

    private static func parts(
        _ rest: inout Substring,
        isInBrackets: Bool
    ) throws(Problem) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        func flush() {
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
        }
        while let character = rest.popFirst() {
            switch character {
            case "\\":
                guard let next = rest.popFirst() else {
                    throw Problem(
                        finding: "ends in \"\\\"; "
                            + "write \"\\\\\\\\\" for the character itself"
                    )
                }
                literal.append(next)
            case "{":
                flush()
                guard let end = rest.firstIndex(of: "}") else {
                    throw Problem(finding: "has a \"{\" without \"}\"; expected {field}")
                }
                let name = rest[..<end].trimmed
                guard !name.isEmpty, !name.contains("{") else {
                    throw Problem(finding: "has a \"{\" without a field's name; expected {field}")
                }
                parts.append(.field(ReportField(name)))
                rest = rest[rest.index(after: end)...]
            case "[":
                flush()
                parts.append(.optional(try Self.parts(&rest, isInBrackets: true)))
            case "]" where isInBrackets:
                flush()
                return parts
            case "]", "}":
                throw Problem(
                    finding: "has a \"\(character)\" that closes nothing; "
                        + "write \"\\\\\(character)\" for the character itself"
                )
            default:
                literal.append(character)
            }
        }
        guard !isInBrackets else {
            throw Problem(finding: "has a \"[\" without \"]\"; expected [a part that may vanish]")
        }
        flush()
        return parts
    }

    private static func fields(of parts: [Part]) -> Set<ReportField> {
        var fields: Set<ReportField> = []
        for part in parts {
            switch part {
            case .literal: continue
            case .field(let field): fields.insert(field)
            case .optional(let inner): fields.formUnion(Self.fields(of: inner))
            }
        }
        return fields
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
