import JSONTree

/// Why a text is no JSONPath or condition, and where.
package struct JSONPathProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text as it was written.
    package let text: String
    /// Where it stops making sense, counted from 1 in Unicode scalars.
    package let column: Int
    /// What stands there, quoted and cut, or a phrase.
    package let found: String
    /// What could stand there instead.
    package let expected: String

    init(_ text: [UInt8], at offset: Int, found: String? = nil, expected: String) {
        self.text = String(decoding: text, as: UTF8.self)
        column = JSONPosition(offset: offset, in: text).column
        self.found = found ?? FoundToken.quoted(in: text.span, at: offset)
        self.expected = expected
    }

    /// One line: `column 5 of "$.a[": found the end of the text; expected a selector`.
    package var message: String {
        "column \(column) of \"\(text)\": \(finding)"
    }

    /// The message without the place: `found the end of the text; expected a selector`.
    package var finding: String {
        "found \(found); expected \(expected)"
    }

    /// The same as ``message``.
    package var description: String { message }
}
