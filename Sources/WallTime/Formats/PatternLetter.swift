// What a run of one letter means in a pattern, or why it means nothing.
enum PatternLetter {
    struct Refusal {
        let reason: String
        let remedy: String
    }

    static func piece(for letter: UInt8, count: Int) -> FormatPiece? {
        let isTwo = count == 2
        switch (UnicodeScalar(letter), count) {
        case ("y", 2): return .yearOfCentury
        case ("y", 1...9), ("u", 1...9): return .year(width: count)
        case ("M", 1...2), ("L", 1...2): return .month(width: count)
        case ("M", 3): return .monthName(.abbreviated)
        case ("M", 4): return .monthName(.wide)
        case ("L", 3): return .monthName(.standaloneAbbreviated)
        case ("L", 4): return .monthName(.standaloneWide)
        case ("d", 1...2): return .day(width: count)
        case ("D", 1), ("D", 3): return .dayOfYear(width: count)
        case ("E", 1...3): return .weekday(.abbreviated)
        case ("E", 4): return .weekday(.wide)
        case ("H", 1...2): return .hour(.from0to23, width: count)
        case ("h", 1...2): return .hour(.from1to12, width: count)
        case ("K", 1...2): return .hour(.from0to11, width: count)
        case ("k", 1...2): return .hour(.from1to24, width: count)
        case ("m", 1...2): return .minute(width: count)
        case ("s", 1...2): return .second(width: count)
        case ("S", 1...9): return .fraction(digits: count)
        case ("a", 1...3): return .dayPeriod
        case ("z", 1...3): return .abbreviation
        case ("V", 2): return .zoneName
        case ("Z", 1...3): return .offset(.numeric(minutes: .joined, zForZero: false))
        case ("Z", 4), ("O", 4): return .offset(.longGMT)
        case ("Z", 5): return .offset(.numeric(minutes: .withColon, zForZero: true))
        case ("O", 1): return .offset(.shortGMT)
        case ("X", 1), ("x", 1):
            return .offset(.numeric(minutes: .ifNotZero, zForZero: letter == UInt8(ascii: "X")))
        case ("X", 2...3), ("x", 2...3):
            let isCapital = letter == UInt8(ascii: "X")
            return .offset(.numeric(minutes: isTwo ? .joined : .withColon, zForZero: isCapital))
        default: return nil
        }
    }

    static func refusal(of letter: UInt8, count: Int) -> Refusal {
        switch UnicodeScalar(letter) {
        case "Y":
            let meant = String(repeating: "y", count: count)
            return Refusal(
                reason: "Y is the year that a week belongs to, another one than the calendar's "
                    + "around New Year",
                remedy: "Did you mean \"\(meant)\"?"
            )
        case "D" where count == 2:
            return Refusal(
                reason: "D counts the days of the year and goes up to 366",
                remedy: "Did you mean \"dd\", the day of the month? For the day of the year write "
                    + "\"DDD\"."
            )
        case "T":
            return Refusal(
                reason: "letters that stand for themselves need apostrophes",
                remedy: "Did you mean \"'T'\"?"
            )
        default:
            break
        }
        guard let allowed = allowed[letter] else {
            return Refusal(
                reason: "this letter stands for no part of a time",
                remedy: "Allowed are y u M L d D E H h K k a m s S z Z X x O VV, text between "
                    + "apostrophes, or the words iso and unix alone."
            )
        }
        return Refusal(
            reason: "this letter does not come \(count) \(count == 1 ? "time" : "times")",
            remedy: "Allowed are \(allowed)."
        )
    }

    private static let allowed: [UInt8: String] = [
        UInt8(ascii: "y"): "y, yy, yyyy and up to nine",
        UInt8(ascii: "u"): "u, uuuu and up to nine",
        UInt8(ascii: "M"): "M, MM, MMM and MMMM",
        UInt8(ascii: "L"): "L, LL, LLL and LLLL",
        UInt8(ascii: "d"): "d and dd",
        UInt8(ascii: "D"): "D and DDD",
        UInt8(ascii: "E"): "E, EEE (short) and EEEE (full)",
        UInt8(ascii: "H"): "H and HH",
        UInt8(ascii: "h"): "h and hh",
        UInt8(ascii: "K"): "K and KK",
        UInt8(ascii: "k"): "k and kk",
        UInt8(ascii: "a"): "a",
        UInt8(ascii: "m"): "m and mm",
        UInt8(ascii: "s"): "s and ss",
        UInt8(ascii: "S"): "one to nine S",
        UInt8(ascii: "z"): "z (the abbreviation) and VV (the zone's name)",
        UInt8(ascii: "V"): "VV (the zone's name)",
        UInt8(ascii: "Z"): "Z (-0500), ZZZZ (GMT-05:00) and ZZZZZ (-05:00)",
        UInt8(ascii: "X"): "X (-05), XX (-0500) and XXX (-05:00)",
        UInt8(ascii: "x"): "x (-05), xx (-0500) and xxx (-05:00)",
        UInt8(ascii: "O"): "O (GMT-5) and OOOO (GMT-05:00)",
    ]
}
