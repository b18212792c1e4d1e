// A decimal number in text, as its whole part and nine digits after the point.
struct DecimalParts {
    // Nil if 64 bits do not hold it.
    let whole: Int64?
    // Further digits are cut.
    let billionths: Int32
    let isZero: Bool

    // Nil if the bytes are no number without a sign, such as 17, 17.5 or 1.75e1.
    init?(_ text: borrowing Span<UInt8>, from start: Int) {
        var at = start
        while at < text.count, text[at].isASCIIDigit { at += 1 }
        let point = at
        guard point > start else { return nil }
        var end = point
        if text.has(".", at: point) {
            at += 1
            while at < text.count, text[at].isASCIIDigit { at += 1 }
            guard at > point + 1 else { return nil }
            end = at
        }
        guard let exponent = DecimalParts.exponent(text, from: at) else { return nil }
        // The point moves `exponent` places; places without a digit hold a zero.
        let wholeDigits = point - start + exponent
        func digit(_ index: Int) -> Int64 {
            guard index >= 0 else { return 0 }
            let place = start + index < point ? start + index : start + index + 1
            return place < end ? Int64(text[place] - 48) : 0
        }
        isZero = DecimalParts.isZero(text, start..<end)
        var value: Int64 = 0
        var isHeld = true
        for index in 0..<max(wholeDigits, 0) {
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tenfold.addingReportingOverflow(digit(index))
            if overflow || overflowsToo {
                isHeld = false
                break
            }
            value = sum
        }
        whole = isHeld ? value : nil
        var fraction: Int64 = 0
        for index in wholeDigits..<wholeDigits + 9 { fraction = fraction * 10 + digit(index) }
        billionths = Int32(fraction)
    }

    private static func isZero(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        for at in range where text[at] != 48 && text[at] != UInt8(ascii: ".") { return false }
        return true
    }

    // 0 where no exponent stands; nil where it is none or its size is absurd.
    private static func exponent(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
        guard start < text.count else { return 0 }
        guard text.isLetter("e", at: start) else { return nil }
        var at = start + 1
        let isNegative = text.has("-", at: at)
        if isNegative || text.has("+", at: at) { at += 1 }
        guard 1...3 ~= text.count - at else { return nil }
        var value = 0
        while at < text.count {
            guard text[at].isASCIIDigit else { return nil }
            value = value * 10 + Int(text[at] - 48)
            at += 1
        }
        return isNegative ? -value : value
    }
}
