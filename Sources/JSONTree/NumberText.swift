/// Converts the text of a number.
enum NumberText {
    static func integer(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
        var index = range.lowerBound
        guard index < range.upperBound else { return nil }
        let isNegative = text[index] == 0x2D
        if isNegative || text[index] == 0x2B { index += 1 }
        let isHexadecimal =
            index + 2 < range.upperBound && text[index] == 0x30 && text[index + 1] | 0x20 == 0x78
        if isHexadecimal { index += 2 }
        guard index < range.upperBound else { return nil }
        let base: Int64 = isHexadecimal ? 16 : 10
        var value: Int64 = 0
        while index < range.upperBound {
            guard let digit = hexadecimalDigit(text[index]), isHexadecimal || digit < 10 else {
                return nil
            }
            // Counted downwards, because the smallest number has no positive counterpart.
            let (product, overflows) = value.multipliedReportingOverflow(by: base)
            let (difference, underflows) = product.subtractingReportingOverflow(Int64(digit))
            guard !overflows, !underflows else { return nil }
            value = difference
            index += 1
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func double(_ text: Span<UInt8>, _ range: Range<Int>) -> Double? {
        if let integer = integer(text, range), integer != 0 { return Double(integer) }
        var words = ""
        for index in range { words.unicodeScalars.append(Unicode.Scalar(text[index])) }
        // The standard library wants neither a leading "+" nor a bare decimal point.
        if words.hasPrefix("+") { words.removeFirst() }
        let isNegative = words.hasPrefix("-")
        if isNegative { words.removeFirst() }
        if words.hasPrefix(".") { words = "0" + words }
        if let point = words.firstIndex(of: ".") {
            let next = words.index(after: point)
            let hasDecimals = next < words.endIndex && words[next].isNumber
            if !hasDecimals { words.insert("0", at: next) }
        }
        guard let value = Double(words == "Infinity" ? "inf" : words) else { return nil }
        return isNegative ? -value : value
    }
}
