/// Writes and reads bytes as Base64, RFC 4648 §4 and §5.
package enum Base64 {
    private static let standard = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let urlSafe = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// Returns bytes as Base64 with padding.
    package static func encoded(_ bytes: [UInt8]) -> String {
        encoded(bytes, alphabet: standard, padding: true)
    }

    /// Returns bytes as Base64 for URLs, without padding.
    package static func urlEncoded(_ bytes: [UInt8]) -> String {
        encoded(bytes, alphabet: urlSafe, padding: false)
    }

    /// Returns the bytes of a Base64 text of either alphabet, with or without padding; nil for any
    /// other text.
    package static func decoded(_ text: Substring) -> [UInt8]? {
        var result: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        var padding = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: byte) else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        // A lone last character, wrong padding or bits that nobody wrote: not what an encoder made.
        guard bits < 6, buffer & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        guard padding == 0 || padding == bits / 2 else { return nil }
        return result
    }

    /// Returns the bytes of a whole text, as the other form does of a part of one.
    package static func decoded(_ text: String) -> [UInt8]? { decoded(text[...]) }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    private static func encoded(_ bytes: [UInt8], alphabet: [UInt8], padding: Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
            }
            for index in 0...count {
                result.append(alphabet[Int(group >> UInt32(18 - 6 * index)) & 63])
            }
            if padding { result += Array(repeating: UInt8(ascii: "="), count: 3 - count) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
