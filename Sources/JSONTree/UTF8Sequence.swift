/// Measures UTF-8 sequences as the Unicode Standard's table of well-formed ones has them.
///
/// Source: <https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506>
package enum UTF8Sequence {
    /// Returns the length of the sequence that starts at `index`.
    ///
    /// Positive when well-formed (1…4). Negative when not: then its magnitude is the number of bytes
    /// that one U+FFFD stands for (the maximal subpart, 1…3).
    package static func length(in text: Span<UInt8>, at index: Int) -> Int {
        let first = text[index]
        guard first >= 0x80 else { return 1 }
        let follow: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch first {
        case 0xC2...0xDF:
            follow = 1
        case 0xE0:
            follow = 2
            low = 0xA0
        case 0xED:
            follow = 2
            high = 0x9F
        case 0xE1...0xEF:
            follow = 2
        case 0xF0:
            follow = 3
            low = 0x90
        case 0xF1...0xF3:
            follow = 3
        case 0xF4:
            follow = 3
            high = 0x8F
        default:
            return -1
        }
        for step in 1...follow {
            guard index + step < text.count else { return -step }
            let byte = text[index + step]
            guard byte >= low, byte <= high else { return -step }
            low = 0x80
            high = 0xBF
        }
        return follow + 1
    }

    /// Reads the scalar at `index`; nil when the bytes there are no UTF-8.
    package static func scalar(
        in text: Span<UInt8>,
        at index: Int
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        let length = length(in: text, at: index)
        guard length > 0 else { return nil }
        guard length > 1 else { return (Unicode.Scalar(text[index]), 1) }
        var value = UInt32(text[index]) & (0x7F >> UInt32(length))
        for step in 1..<length {
            value = value << 6 | UInt32(text[index + step] & 0x3F)
        }
        guard let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }

    /// Appends the UTF-8 form of a scalar.
    package static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        let value = scalar.value
        switch value {
        case 0..<0x80:
            output.append(UInt8(truncatingIfNeeded: value))
        case 0x80..<0x800:
            output.append(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
            output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        case 0x800..<0x10000:
            output.append(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
            output.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        default:
            output.append(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
            output.append(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        }
    }
}
