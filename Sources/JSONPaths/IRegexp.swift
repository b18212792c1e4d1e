/// A regular expression that every implementation understands alike, matched without backtracking.
///
/// All states are followed side by side, so the work is bounded by the text's length times the
/// expression's size. Repetitions are written out; an expression larger than ``sizeLimit`` is refused.
///
/// A `^` or `$` that is not escaped and not in a class stands for the start or the end of the text, as
/// the compliance suite of RFC 9535 has it; `[$]` is the character.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc9485>
package struct IRegexp: Sendable {
    enum Instruction: Sendable {
        /// Takes one scalar of the set with this index.
        case set(Int32)
        case split(Int32, Int32)
        case jump(Int32)
        /// Goes on only before the first scalar of the text.
        case start
        /// Goes on only after the last scalar of the text.
        case end
        case accept
    }

    /// The most steps an expression may have after its repetitions are written out.
    package static let sizeLimit = 10_000

    let program: [Instruction]
    let sets: [ScalarSet]

    /// How many steps the expression has.
    package var size: Int { program.count }

    /// Compiles a pattern from its UTF-8 bytes.
    package init(_ pattern: [UInt8]) throws(IRegexpProblem) {
        var parser = IRegexpParser(pattern)
        let part = try parser.read()
        let size = part.size
        guard size <= Self.sizeLimit else {
            throw IRegexpProblem(
                found:
                    "a pattern of more than \(Self.sizeLimit) steps, its repetitions written out",
                expected: "fewer or smaller repetitions"
            )
        }
        var writer = IRegexpWriter()
        writer.append(part)
        writer.program.append(.accept)
        program = writer.program
        sets = writer.sets
    }
}

/// Why a pattern is no I-Regexp.
package struct IRegexpProblem: Error, Hashable, Sendable {
    /// What stands in the pattern.
    package let found: String
    /// What could stand there instead.
    package let expected: String
}
