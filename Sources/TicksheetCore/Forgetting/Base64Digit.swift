/// The characters of Base64, in the alphabets of RFC 4648 §4 and §5.
enum Base64Digit {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        return values
    }()

    /// Returns a character's six bits, or nil for another character.
    static func value(of byte: UInt8) -> UInt8? {
        let value = values[Int(byte)]
        return value == 255 ? nil : value
    }

    /// Whether a character is one of them.
    static func isOne(_ byte: UInt8) -> Bool { values[Int(byte)] != 255 }

    /// Whether the byte that begins with a character may be a digit, U+0030 to U+0039.
    static func beginsWithDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "M") && byte <= UInt8(ascii: "O")
    }

    /// Returns the character of six bits.
    static func digit(_ value: UInt8) -> UInt8 { digits[Int(value & 63)] }

    /// Returns the whole bytes that characters hold, whatever stands behind the last one.
    static func decoded(_ characters: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(characters.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for character in characters {
            buffer = buffer << 6 | UInt32(values[Int(character)])
            bits += 6
            if bits >= 8 {
                bits -= 8
                decoded.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return decoded
    }
}
