/// Writes instants by a Unicode date pattern, compiled once.
///
/// | letters | what they write |
/// |---|---|
/// | `y` `yyyy` `u` | year, at least as many digits; `yy` its last two |
/// | `M` `MM` `MMM` `MMMM` | month: number, two digits, short and full name; `L`… the same standing alone |
/// | `d` `dd` `D` `DDD` | day of the month, day of the year |
/// | `E` `EEE` `EEEE` | weekday, short and full |
/// | `H` `HH` `h` `hh` `K` `k` `a` | hour 0-23, 1-12, 0-11, 1-24, and am or pm |
/// | `m` `mm` `s` `ss` `S`…`SSSSSSSSS` | minute, second, fraction (cut, not rounded) |
/// | `z` `VV` | the zone's abbreviation and its name |
/// | `Z` `ZZZZ` `ZZZZZ` `X`-`XXX` `x`-`xxx` `O` `OOOO` | offset: -0500, GMT-05:00, -05:00, … |
///
/// Text between apostrophes and everything that is no ASCII letter stands for itself. Two words are
/// patterns of their own: `iso` is RFC 3339 with the zone's offset, `unix` the count of seconds.
///
/// Source: <https://unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table>
package struct TimeFormat: Hashable, Sendable {
    /// Writes `2026-03-01 12:00:00`, the format where none is set.
    package static let standardPattern = "yyyy-MM-dd HH:mm:ss"

    /// Shows the pattern as it was written.
    package let pattern: String
    /// Tells the language of its names.
    package let locale: TimeLocale
    let pieces: [FormatPiece]
    let literals: [UInt8]
    // RFC 3339 offsets have no seconds; `iso` therefore shows the clock of the whole minute.
    let usesWholeMinuteOffsets: Bool

    /// Compiles a pattern, or says which part of it means nothing and what is meant perhaps.
    package init(
        _ pattern: String,
        locale: TimeLocale = .english
    ) throws(TimeFormatProblem) {
        self.pattern = pattern
        self.locale = locale
        if pattern == "unix" {
            pieces = [.unixSeconds]
            literals = []
            usesWholeMinuteOffsets = false
            return
        }
        usesWholeMinuteOffsets = pattern == "iso"
        var compiler = PatternCompiler()
        let source = usesWholeMinuteOffsets ? "yyyy-MM-dd'T'HH:mm:ssxxx" : pattern
        do throws(PatternFault) {
            (pieces, literals) = try compiler.compile(source, withFraction: usesWholeMinuteOffsets)
        } catch {
            throw TimeFormatProblem(pattern, error)
        }
    }

    /// Appends an instant as UTF-8, as a zone's clocks show it under an offset.
    ///
    /// Keeps nothing between calls; ``ZonedFormatter`` is the fast way for many instants.
    package func append(
        _ timestamp: Timestamp,
        at offset: ZoneOffset,
        zoneName: String,
        to bytes: inout [UInt8]
    ) {
        let offset = shown(offset)
        let moment = FormatMoment(
            timestamp: timestamp,
            civil: CivilTime(timestamp, at: offset),
            offset: offset,
            zoneName: Array(zoneName.utf8)
        )
        for piece in pieces { append(piece, of: moment, to: &bytes) }
    }

    // The pace of its least steady piece.
    var pace: FormatPiece.Pace {
        max(.clock, pieces.map(\.pace).max() ?? .clock)
    }

    func shown(_ offset: ZoneOffset) -> ZoneOffset {
        guard usesWholeMinuteOffsets, offset.seconds % 60 != 0 else { return offset }
        return ZoneOffset(
            seconds: offset.seconds / 60 * 60,
            isDaylight: offset.isDaylight,
            abbreviation: offset.abbreviation
        )
    }
}
