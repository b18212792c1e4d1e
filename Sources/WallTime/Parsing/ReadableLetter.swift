// What a run of one letter reads in a pattern, or why it reads nothing.
enum ReadableLetter {
    static func field(for letter: UInt8, count: Int) -> FormatPiece? {
        let piece = PatternLetter.piece(for: letter, count: count)
        switch piece {
        case .year(1), .year(4): return piece
        case .year, .dayOfYear, .zoneName, .offset(.shortGMT), .offset(.longGMT): return nil
        default: return piece
        }
    }

    static func refusal(of letter: UInt8, count: Int) -> PatternLetter.Refusal {
        switch UnicodeScalar(letter) {
        case "Y", "T":
            return PatternLetter.refusal(of: letter, count: count)
        case "D":
            return PatternLetter.Refusal(
                reason: "D counts the days of the year, which is not read",
                remedy: "Did you mean \"\(count == 1 ? "d" : "dd")\", the day of the month?"
            )
        case "V", "v", "O":
            return PatternLetter.Refusal(
                reason: "a zone's name is not read from a text",
                remedy: "Allowed are \(offsets); a zone that all texts are meant in is set beside "
                    + "the pattern."
            )
        default:
            break
        }
        guard let allowed = allowed[letter] else {
            return PatternLetter.Refusal(
                reason: "this letter stands for no part of a time",
                remedy: "Allowed are y u M L d E H h K k a m s S X x Z z, and text between "
                    + "apostrophes."
            )
        }
        return PatternLetter.Refusal(
            reason: "this letter does not come \(count) \(count == 1 ? "time" : "times")",
            remedy: "Allowed are \(allowed)."
        )
    }

    private static let offsets = "XXX (-05:00), XX (-0500), X (-05) and z (UTC, GMT or Z)"

    private static let allowed: [UInt8: String] = [
        UInt8(ascii: "y"): "y and yyyy (2026), and yy (26)",
        UInt8(ascii: "u"): "u and uuuu (2026)",
        UInt8(ascii: "M"): "M and MM (3, 03), MMM and MMMM (Mar, March)",
        UInt8(ascii: "L"): "L and LL (3, 03), LLL and LLLL (Mar, March)",
        UInt8(ascii: "d"): "d and dd",
        UInt8(ascii: "E"): "E, EEE and EEEE",
        UInt8(ascii: "H"): "H and HH",
        UInt8(ascii: "h"): "h and hh",
        UInt8(ascii: "K"): "K and KK",
        UInt8(ascii: "k"): "k and kk",
        UInt8(ascii: "a"): "a",
        UInt8(ascii: "m"): "m and mm",
        UInt8(ascii: "s"): "s and ss",
        UInt8(ascii: "S"): "one to nine S",
        UInt8(ascii: "z"): "z (UTC, GMT or Z)",
        UInt8(ascii: "Z"): "Z (-0500) and ZZZZZ (-05:00)",
        UInt8(ascii: "X"): "X (-05), XX (-0500) and XXX (-05:00)",
        UInt8(ascii: "x"): "x (-05), xx (-0500) and xxx (-05:00)",
    ]
}
