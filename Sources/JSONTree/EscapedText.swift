/// Decodes the inside of a string that has escapes, or bytes that are no UTF-8.
enum EscapedText {
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// Appends the decoded text, always well-formed UTF-8.
    ///
    /// The escapes of both dialects are understood; the reader has refused the wrong ones. A surrogate
    /// without its partner becomes U+FFFD.
    static func append(_ text: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            if byte == 0x5C, index + 1 < range.upperBound {
                index = appendEscape(text, at: index + 1, range.upperBound, to: &output)
            } else if byte < 0x80 {
                output.append(byte)
                index += 1
            } else {
                index = appendSequence(text, at: index, to: &output)
            }
        }
    }

    private static func appendSequence(
        _ text: Span<UInt8>,
        at index: Int,
        to output: inout [UInt8]
    ) -> Int {
        let length = UTF8Sequence.length(in: text, at: index)
        guard length > 0 else {
            UTF8Sequence.append(replacement, to: &output)
            return index - length
        }
        for next in index..<index + length {
            output.append(text[next])
        }
        return index + length
    }

    /// Appends what the escape stands for; `index` is that of the byte after the backslash.
    private static func appendEscape(
        _ text: Span<UInt8>,
        at index: Int,
        _ end: Int,
        to output: inout [UInt8]
    ) -> Int {
        let byte = text[index]
        switch byte {
        case 0x62: output.append(0x08)
        case 0x66: output.append(0x0C)
        case 0x6E: output.append(0x0A)
        case 0x72: output.append(0x0D)
        case 0x74: output.append(0x09)
        case 0x76: output.append(0x0B)
        case 0x30: output.append(0x00)
        case 0x0A: break
        case 0x0D: return index + 1 < end && text[index + 1] == 0x0A ? index + 2 : index + 1
        case 0x75: return appendUnicode(text, at: index + 1, end, to: &output)
        case 0x78:
            let value = number(text, index + 1..<min(index + 3, end))
            UTF8Sequence.append(Unicode.Scalar(value) ?? replacement, to: &output)
            return index + 3
        case 0xE2 where isLineSeparator(text, at: index): return index + 3
        case 0x80...: return appendSequence(text, at: index, to: &output)
        default: output.append(byte)
        }
        return index + 1
    }

    private static func appendUnicode(
        _ text: Span<UInt8>,
        at index: Int,
        _ end: Int,
        to output: inout [UInt8]
    ) -> Int {
        let first = number(text, index..<min(index + 4, end))
        if first & 0xFC00 == 0xD800, index + 10 <= end, text[index + 4] == 0x5C,
            text[index + 5] == 0x75
        {
            let second = number(text, index + 6..<index + 10)
            if second & 0xFC00 == 0xDC00 {
                let value = 0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)
                UTF8Sequence.append(Unicode.Scalar(value) ?? replacement, to: &output)
                return index + 10
            }
        }
        UTF8Sequence.append(Unicode.Scalar(first) ?? replacement, to: &output)
        return index + 4
    }

    private static func number(_ text: Span<UInt8>, _ digits: Range<Int>) -> UInt32 {
        var value: UInt32 = 0
        for index in digits {
            value = value << 4 | (hexadecimalDigit(text[index]) ?? 0)
        }
        return value
    }

    private static func isLineSeparator(_ text: Span<UInt8>, at index: Int) -> Bool {
        guard let next = UTF8Sequence.scalar(in: text, at: index) else { return false }
        return next.scalar == "\u{2028}" || next.scalar == "\u{2029}"
    }
}
