/// Reads instants from texts that a Unicode date pattern describes, compiled once.
///
/// | letters | what they read |
/// |---|---|
/// | `y` `yyyy` `u` `uuuu` | year, four digits; `yy` two, of 2000 to 2099 |
/// | `M` `MM` `MMM` `MMMM` | month: one digit or two, two digits, name; `L`… the same |
/// | `d` `dd` | day of the month: one digit or two, two digits |
/// | `E` `EEE` `EEEE` | weekday, which has to be that of the date |
/// | `H` `HH` `h` `hh` `K` `KK` `k` `kk` | hour 0-23, 1-12, 0-11, 1-24; `h` and `K` need an `a` |
/// | `a` | half of the day: the locale's words, and am, pm, a.m., p. m. |
/// | `m` `mm` `s` `ss` `S`…`SSSSSSSSS` | minute, second, exactly that many digits of a fraction |
/// | `X` `XX` `XXX` `x` `xx` `xxx` `Z` `ZZZZZ` | offset: -05 or -0530, -0500, -05:00; `X` and `ZZZZZ` also `Z` |
/// | `z` | `UTC`, `GMT` or `Z`; other abbreviations name no zone for sure |
///
/// A pattern needs year, month and day; without an hour it names the day's midnight. Names are taken
/// in full and in short, with or without a full stop, and as their first three or four letters where
/// no other name begins so. Small and capital letters count alike, in literal text as well. A space
/// fits one or more spaces, those that do not break a line too; spaces around the text do not count.
/// What stands in a text twice has to agree.
///
/// Source: <https://unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table>
package struct TimePattern: Hashable, Sendable {
    enum Step {
        // A stretch of the pattern's literal bytes.
        case literal(start: Int, end: Int)
        case space
        case field(FormatPiece, letter: UInt8, count: Int)
    }

    /// Shows the pattern as it was written.
    package let pattern: String
    /// Tells the language of the names that it reads.
    package let locale: TimeLocale
    /// Says whether the texts tell their offset from UTC; if not, they need a zone.
    package let readsOffset: Bool
    let steps: [Step]
    let literals: [UInt8]
    let months: NameTable
    let weekdays: NameTable
    let dayPeriods: NameTable

    /// Compiles a pattern, or says which part of it cannot be read and what is meant perhaps.
    package init(
        _ pattern: String,
        locale: TimeLocale = .english
    ) throws(TimePatternProblem) {
        self.pattern = pattern
        self.locale = locale
        var compiler = TimePatternCompiler()
        do throws(PatternFault) {
            (steps, literals) = try compiler.compile(pattern)
        } catch {
            throw TimePatternProblem(pattern, error)
        }
        readsOffset = steps.contains { step in
            switch step {
            case .field(.offset, _, _), .field(.abbreviation, _, _): true
            default: false
            }
        }
        months = .months(locale)
        weekdays = .weekdays(locale)
        dayPeriods = .dayPeriods(locale)
    }

    /// Reads the instant that a text names by the pattern.
    ///
    /// A text without an offset is meant in `zone`; without `zone` that is a problem. A local time
    /// that comes twice is the first one, a skipped one is moved on by the gap;
    /// ``readLocal(_:zone:)`` tells. `24:00` and the second `:60` are read as
    /// ``Timestamp/parse(_:zone:)-(Span<UInt8>,_)`` reads them.
    ///
    /// Years 1970…9999. Allocates nothing unless it throws.
    package func parse(
        _ text: borrowing Span<UInt8>,
        zone: TimeZoneRules?
    ) throws(TimestampProblem) -> Timestamp {
        try readLocal(text, zone: zone).timestamp
    }

    /// Reads the instant that a string names by the pattern, as ``parse(_:zone:)-(Span<UInt8>,_)`` does.
    package func parse(
        _ text: String,
        zone: TimeZoneRules?
    ) throws(TimestampProblem) -> Timestamp {
        try parse(text.utf8.span, zone: zone)
    }

    /// Reads an instant and says whether a local time named it exactly.
    ///
    /// A text that carries its own offset is always exact.
    package func readLocal(
        _ text: borrowing Span<UInt8>,
        zone: TimeZoneRules?
    ) throws(TimestampProblem) -> LocalInstant {
        do throws(TimestampProblem.Kind) {
            return try writtenTime(text).instant(in: zone)
        } catch {
            throw TimestampProblem(error, text, pattern: pattern)
        }
    }

    /// Compares pattern and locale, of which all else follows.
    package static func == (left: TimePattern, right: TimePattern) -> Bool {
        left.pattern == right.pattern && left.locale == right.locale
    }

    /// Hashes pattern and locale.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(locale)
    }
}
