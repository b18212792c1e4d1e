/// Why a text is no JSON, and where.
package struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the text stops making sense.
    package let position: JSONPosition
    /// What stands there, quoted and cut to about 20 bytes, or a phrase such as `the end of the text`.
    package let found: String
    /// What stands before it, as `","` or `a value`; nil when that does not help.
    package let after: String?
    /// What could stand there instead.
    package let expected: String

    /// One line: `line 3, column 14: found "}" after ","; expected a value`.
    package var message: String {
        "line \(position.line), column \(position.column): \(finding)"
    }

    /// The message without the place: `found "}" after ","; expected a value`.
    package var finding: String {
        let context = after.map { " after \($0)" } ?? ""
        return "found \(found)\(context); expected \(expected)"
    }

    /// The same as ``message``.
    package var description: String { message }
}
