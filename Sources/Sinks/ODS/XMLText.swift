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

    /// Whether U+FFFE or U+FFFF stands at a place.
    static func isNoCharacter(_ text: Span<UInt8>, at index: Int) -> Bool {
        index + 2 < text.count && text[index] == 0xEF && text[index + 1] == 0xBF
            && text[index + 2] >= 0xBE
    }
}
