/// Writes and reads bytes as hexadecimal digits.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)
    // What each byte is worth as a digit; 255 for one that is none. A table, because random digits
    // defeat what guesses branches.
    private static let values = (UInt8.min...UInt8.max).map { value(of: $0) ?? 255 }

    /// Returns bytes as lower-case digits.
    package static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Returns the bytes of a text of digits in either case; nil for any other text.
    package static func decoded(_ text: Substring) -> [UInt8]? {
        let digits = text.utf8.span
        guard digits.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(digits.count / 2)
        let values = values.span
        var index = 0
        while index < digits.count {
            let high = values[Int(digits[index])]
            let low = values[Int(digits[index + 1])]
            guard high | low < 16 else { return nil }
            result.append(high << 4 | low)
            index += 2
        }
        return result
    }

    /// Returns the bytes of a text of digits in either case; nil for any other text.
    package static func decoded(_ text: String) -> [UInt8]? { decoded(text[...]) }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
