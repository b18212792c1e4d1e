extension Timestamp {
    /// Reads an instant from what providers write as a time.
    ///
    /// | text | read as |
    /// |---|---|
    /// | `1767225600`, `1767225600.5`, `1.7672256e9` | Unix seconds; from 100,000,000,000 on milliseconds, from 1e14 on microseconds, from 1e17 on nanoseconds |
    /// | `2026-01-01T00:00:00.123Z` | RFC 3339; also a space or `t`, a comma, no seconds, and `z`, `+00:00`, `+0000`, `+00`, `UTC` |
    /// | `2026-01-01T00:00:00`, `2026-01-01` | the same in `zone`, the date alone as its midnight; without `zone` a problem |
    /// | `Thu, 1 Jan 2026 00:00:00 +0000` | RFC 2822; also without weekday or seconds, and `GMT`, `UT`, `UTC`, `Z` |
    ///
    /// Digits past the nanosecond are cut. `24:00` is the next day's midnight. The second `:60` of
    /// a leap second is taken as the one after it, fraction and all. Spaces around the text do not
    /// count. A whole number is never a year or a date: `20260101` is in August 1970.
    ///
    /// A local time that comes twice in `zone` is the first one, a skipped one is moved on by the
    /// gap; ``readLocal(_:zone:)-(Span<UInt8>,_)`` tells.
    ///
    /// Years 1970…9999. Allocates nothing unless it throws.
    package static func parse(
        _ text: borrowing Span<UInt8>,
        zone: TimeZoneRules?
    ) throws(TimestampProblem) -> Timestamp {
        try readLocal(text, zone: zone).timestamp
    }

    /// Reads an instant from UTF-8 bytes, as ``parse(_:zone:)-(Span<UInt8>,_)`` does.
    package static func parse(
        _ text: [UInt8],
        zone: TimeZoneRules?
    ) throws(TimestampProblem) -> Timestamp {
        try parse(text.span, zone: zone)
    }

    /// Reads an instant from a string, as ``parse(_:zone:)-(Span<UInt8>,_)`` does.
    package static func parse(
        _ text: String,
        zone: TimeZoneRules?
    ) throws(TimestampProblem) -> Timestamp {
        try parse(text.utf8.span, zone: zone)
    }

    /// Reads an instant and says whether a local time named it exactly.
    ///
    /// A text that carries its own offset is always exact.
    package static func readLocal(
        _ text: borrowing Span<UInt8>,
        zone: TimeZoneRules?
    ) throws(TimestampProblem) -> LocalInstant {
        do throws(TimestampProblem.Kind) {
            return try instant(text.extracting(text.withoutOuterSpaces), zone)
        } catch {
            throw TimestampProblem(error, text)
        }
    }

    private static func instant(
        _ text: borrowing Span<UInt8>,
        _ zone: TimeZoneRules?
    ) throws(TimestampProblem.Kind) -> LocalInstant {
        guard !text.isEmpty else { throw .empty }
        if RFC3339Text.fits(text) { return try RFC3339Text.read(text).instant(in: zone) }
        if UnixNumber.fits(text) {
            return LocalInstant(timestamp: try UnixNumber.read(text), fit: .exact)
        }
        return try RFC2822Text.read(text).instant(in: zone)
    }
}
