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
        /// The text leaves the pattern that it has to fit: at which character, counted from 1, what
        /// stands there, and what the pattern has there.
        case unlikePattern(position: Int, found: String, expected: String)
    }

    /// Tells the kind.
    package let kind: Kind
    /// Shows the text in quotes, cut after 40 characters.
    package let quotedText: String
    /// Shows the pattern in quotes, cut as the text; nil if the text was read without one.
    package let quotedPattern: String?

    init(_ kind: Kind, _ text: borrowing Span<UInt8>, pattern: String? = nil) {
        self.kind = kind
        quotedText = QuotedText(text.shownText(from: 0)).description
        quotedPattern = pattern.map { QuotedText($0).description }
    }

    /// Tells the problem in whole sentences.
    package var description: String {
        switch kind {
        case .empty:
            "The time is empty. Expected \(TimestampProblem.shapes)."
        case .notATime:
            "\(quotedText) is no time. Expected \(TimestampProblem.shapes)."
        case .noSuchTime(let reason):
            "\(quotedText) is no time that exists\(byPattern): \(reason)."
        case .noZone:
            "\(quotedText) does not say in which zone it is meant. Expected an offset at its end, "
                + "such as Z or -05:00, or a zone set for such times."
        case .outOfRange:
            "\(quotedText) lies outside the years 1970 to 9999\(byPattern)."
                + (quotedPattern == nil ? " Expected \(TimestampProblem.shapes)." : "")
        case .unlikePattern(let position, let found, let expected):
            "\(quotedText) does not fit the pattern \(quotedPattern ?? ""): "
                + (found.isEmpty
                    ? "it ends where \(expected) is expected."
                    : "it has \(QuotedText(found)) at character \(position), where \(expected) is "
                        + "expected.")
        }
    }

    private var byPattern: String { quotedPattern.map { " by the pattern \($0)" } ?? "" }

    // Without an example in digits: who shows the message in a list hides what may be a phone number.
    private static let shapes =
        "Unix seconds (10 digits) or milliseconds (13 digits); "
        + "RFC 3339 such as 2026-01-01T00:00:00Z; "
        + "or RFC 2822 such as Thu, 1 Jan 2026 00:00:00 +0000"
}

extension Span<UInt8> {
    // Only what an error message can show: a long text is not copied whole.
    func shownText(from start: Int) -> String {
        var bytes: [UInt8] = []
        for index in start..<Swift.min(count, start + 1_000) { bytes.append(self[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
