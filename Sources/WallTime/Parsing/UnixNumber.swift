// Reads a decimal number as time since 1970, in the unit that its size suggests.
//
// | whole part | unit | reaches |
// |---|---|---|
// | up to 99,999,999,999 | seconds | 1970-01-01 … 5138-11-16 |
// | up to 99,999,999,999,999 | milliseconds | 1973-03-03 … 5138-11-16 |
// | up to 99,999,999,999,999,999 | microseconds | 1973-03-03 … 5138-11-16 |
// | up to 9,223,372,036,854,775,807 | nanoseconds | 1973-03-03 … 2262-04-11 |
//
// Given up are seconds after 5138 and the finer units before March 1973: as numbers they are the
// same as others that do occur.
enum UnixNumber {
    static func fits(_ text: borrowing Span<UInt8>) -> Bool {
        guard text[0].isDigitOrSign else { return false }
        for at in 1..<max(text.count, 1) {
            let byte = text[at]
            if byte.isASCIIDigit || byte == UInt8(ascii: ".") { continue }
            // 1.7E9, and the sign that an exponent may have.
            if byte | 0x20 == UInt8(ascii: "e") { continue }
            guard byte.isDigitOrSign, text[at - 1] | 0x20 == UInt8(ascii: "e") else { return false }
        }
        return true
    }

    static func read(
        _ text: borrowing Span<UInt8>
    ) throws(TimestampProblem.Kind) -> Timestamp {
        if let whole = plainWhole(text) { return timestamp(whole, 0) }
        let isNegative = text[0] == UInt8(ascii: "-")
        let start = text[0].isASCIIDigit ? 0 : 1
        guard let number = DecimalParts(text, from: start) else { throw .notATime }
        guard !isNegative || number.isZero else { throw .outOfRange }
        guard let whole = number.whole else { throw .outOfRange }
        return timestamp(whole, number.billionths)
    }

    // What nearly every text is: digits alone, so few that 64 bits hold them.
    private static func plainWhole(_ text: borrowing Span<UInt8>) -> Int64? {
        guard text.count <= 18 else { return nil }
        var value: Int64 = 0
        for at in text.indices {
            let digit = text[at] &- 48
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    private static func timestamp(_ whole: Int64, _ billionths: Int32) -> Timestamp {
        switch whole {
        case ...99_999_999_999: Timestamp(seconds: whole, nanoseconds: billionths)
        case ...99_999_999_999_999: instant(whole, perSecond: 1_000, billionths)
        case ...99_999_999_999_999_999: instant(whole, perSecond: 1_000_000, billionths)
        default: instant(whole, perSecond: 1_000_000_000, billionths)
        }
    }

    private static func instant(
        _ whole: Int64,
        perSecond: Int64,
        _ billionths: Int32
    ) -> Timestamp {
        let nanosecondsPerUnit = 1_000_000_000 / perSecond
        let nanoseconds =
            whole % perSecond * nanosecondsPerUnit
            + Int64(billionths) / perSecond
        return Timestamp(seconds: whole / perSecond, nanoseconds: Int32(nanoseconds))
    }
}
