/// Quotes what stands somewhere in a text, short enough for a message.
package enum FoundToken {
    /// More than this much of somebody's text is never repeated.
    private static let limit = 20

    /// Returns the token at an offset in double quotes, cut to about 20 bytes.
    package static func quoted(in text: Span<UInt8>, at offset: Int) -> String {
        guard offset < text.count else { return "the end of the text" }
        guard let first = UTF8Sequence.scalar(in: text, at: offset) else {
            return "the byte 0x\(hexadecimal(UInt32(text[offset]), width: 2)), which is no UTF-8"
        }
        guard isShown(first.scalar) else {
            return "U+\(hexadecimal(first.scalar.value, width: 4))"
        }
        var end = offset + first.length
        if text[offset] == 0x22 || text[offset] == 0x27 {
            end = endOfString(in: text, from: offset)
        } else if isWord(first.scalar) {
            while let next = scalar(in: text, at: end), isWord(next.scalar) {
                end += next.length
                guard end - offset <= limit else { break }
            }
        }
        var quoted = "\""
        var index = offset
        while index < end, index - offset < limit, let next = scalar(in: text, at: index) {
            quoted.unicodeScalars.append(next.scalar)
            index += next.length
        }
        return quoted + (index < end ? "…\"" : "\"")
    }

    private static func scalar(
        in text: Span<UInt8>,
        at index: Int
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        index < text.count ? UTF8Sequence.scalar(in: text, at: index) : nil
    }

    /// Goes to the closing quote, but not past the line, the limit or what cannot be shown.
    private static func endOfString(in text: Span<UInt8>, from offset: Int) -> Int {
        var index = offset + 1
        while let next = scalar(in: text, at: index), isShown(next.scalar) {
            index += next.length
            if text[index - next.length] == text[offset] || index - offset > limit { break }
        }
        return index
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
            .privateUse:
            false
        case .spaceSeparator:
            scalar == " "
        default:
            true
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "$", ".", "+", "-": true
        default: scalar.properties.isIDContinue
        }
    }

    private static func hexadecimal(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
