/// Says why a pattern cannot read times, and what was perhaps meant.
package struct TimePatternProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Shows the whole pattern.
    package let pattern: String
    /// Counts the characters up to the part in question, from 1; 0 if it is the pattern as a whole.
    package let position: Int
    /// Shows the part in question.
    package let found: String
    /// Says why times cannot be read by it.
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
        let place = position == 0 ? "" : " has \(QuotedText(found)) at character \(position)"
        return "The pattern \(QuotedText(pattern))\(place): \(reason). \(remedy)"
    }
}
