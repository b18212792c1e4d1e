import CommandLineKit
import TicksheetCore
import WallTime

/// Reads the instant of an option such as `--since 2026-03-01`.
enum TimeOption {
    /// Returns the instant, or nil where the option was not given.
    ///
    /// `zone`: For texts without an offset.
    static func read(
        _ option: String,
        _ invocation: Invocation,
        _ zone: TimeZoneRules
    ) throws(CommandFailure) -> Timestamp? {
        guard let text = invocation.string(option) else { return nil }
        guard let written = written(text) else {
            throw .other(
                "usage.time",
                "--\(option): \(quoted(text)) is no time of a message; \(expected).",
                .usage
            )
        }
        do throws(TimestampProblem) {
            return try Timestamp.parse(written, zone: zone)
        } catch {
            let isNoTime = error.kind == .notATime || error.kind == .empty
            throw .other(
                "usage.time",
                isNoTime
                    ? "--\(option): \(quoted(text)) is no time; \(expected)."
                    : "--\(option): \(error)",
                .usage
            )
        }
    }

    private static let expected =
        "expected a date such as 2026-03-01, or a date and a time such as \"2026-03-01 09:30\" or "
        + "2026-03-01T09:30:00Z"

    /// Returns what a person means by a time: a year or a month alone is its first day.
    ///
    /// - Returns: Nil for a number that is not to be taken for seconds: no message is that old.
    static func written(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isNumeric = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
        guard isNumeric else { return text }
        let counts = parts.map(\.utf8.count)
        if counts == [4] { return text + "-01-01" }
        if counts == [4, 2] { return text + "-01" }
        return counts.count == 1 && counts[0] < 9 ? nil : text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
