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
        do throws(TimestampProblem) {
            return try Timestamp.parse(text, zone: zone)
        } catch {
            throw .other("usage.time", "--\(option): \(error)", .usage)
        }
    }
}
