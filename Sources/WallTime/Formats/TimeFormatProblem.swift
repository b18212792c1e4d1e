/// Says which part of a format pattern means nothing, and what was perhaps meant.
package struct TimeFormatProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Shows the whole pattern.
    package let pattern: String
    /// Counts the characters up to the part in question, from 1.
    package let position: Int
    /// Shows the part in question.
    package let found: String
    /// Says why it cannot stand there.
    package let reason: String
    /// Says what to write instead, a whole sentence.
    package let remedy: String

    init(_ pattern: String, _ fault: PatternFault) {
        self.pattern = pattern
        position = fault.position
        found = fault.found
        reason = fault.reason
        remedy = fault.remedy
    }

    /// Tells the problem in whole sentences.
    package var description: String {
        let place = pattern.isEmpty ? "" : " has \(QuotedText(found)) at character \(position)"
        return "The format \(QuotedText(pattern))\(place): \(reason). \(remedy)"
    }
}
