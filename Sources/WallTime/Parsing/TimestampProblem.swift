/// Says why a text names no instant.
package struct TimestampProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Tells the kinds of such texts apart.
    package enum Kind: Error, Hashable, Sendable {
        /// Nothing but spaces stands there.
        case empty
        /// The text has none of the known shapes.
        case notATime
        /// The shape is known, but calendar or clock have no such time; the reason is no sentence.
        case noSuchTime(String)
        /// Date and time stand there without an offset from UTC, and no zone was given for such texts.
        case noZone
        /// The instant lies before 1970 or after 9999.
        case outOfRange
    }

    /// Tells the kind.
    package let kind: Kind
    /// Shows the text in quotes, cut after 40 characters.
    package let quotedText: String

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        quotedText = QuotedText(text).description
    }

    /// Tells the problem in whole sentences.
    package var description: String {
        switch kind {
        case .empty:
            "The time is empty. Expected \(TimestampProblem.shapes)."
        case .notATime:
            "\(quotedText) is no time. Expected \(TimestampProblem.shapes)."
        case .noSuchTime(let reason):
            "\(quotedText) is no time that exists: \(reason)."
        case .noZone:
            "\(quotedText) does not say in which zone it is meant. Expected an offset at its end, "
                + "such as Z or -05:00, or a zone set for such times."
        case .outOfRange:
            "\(quotedText) lies outside the years 1970 to 9999. "
                + "Expected \(TimestampProblem.shapes)."
        }
    }

    private static let shapes =
        "Unix seconds such as 1767225600, or milliseconds; "
        + "RFC 3339 such as 2026-01-01T00:00:00Z; "
        + "or RFC 2822 such as Thu, 1 Jan 2026 00:00:00 +0000"
}
