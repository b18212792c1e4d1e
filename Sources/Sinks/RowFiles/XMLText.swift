/// Writes texts into XML 1.0.
///
/// Source: <https://www.w3.org/TR/xml/#charsets>
enum XMLText {
    /// Appends a text with what XML reserves escaped, and without what it cannot hold: control
    /// characters and two that are none.
    static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
            case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
            case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
            case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
            case 0..<0x20: if byte == 9 || byte == 10 { bytes.append(UInt8(ascii: " ")) }
            case 0xEF where isNoCharacter(text, at: index): index += 2
            default: bytes.append(byte)
            }
            index += 1
        }
    }

    /// Returns a text without what XML cannot hold, and with a line feed at the end of each line.
    static func kept(_ text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        let span = text.span
        var index = 0
        while index < span.count {
            switch span[index] {
            case UInt8(ascii: "\r"):
                let isBeforeLineFeed = index + 1 < span.count && span[index + 1] == 10
                if !isBeforeLineFeed { bytes.append(10) }
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"): bytes.append(span[index])
            case 0..<0x20: break
            case 0xEF where isNoCharacter(span, at: index): index += 2
            default: bytes.append(span[index])
            }
            index += 1
        }
        return bytes
    }

    /// Whether U+FFFE or U+FFFF stands at a place.
    static func isNoCharacter(_ text: Span<UInt8>, at index: Int) -> Bool {
        index + 2 < text.count && text[index] == 0xEF && text[index + 1] == 0xBF
            && text[index + 2] >= 0xBE
    }
}
