/// A text as it is read, and how each of its bytes is written.
///
/// The escapes of JSON (`\u0035`, `\/`) and of forms (`%35`) are decoded alike, for either may stand in
/// the other. What is put in the place of a byte is escaped as that byte is.
struct DecodedText {
    // Neither a digit nor a character of Base64.
    private static let other: UInt8 = 0xFF
    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// The text with escapes decoded so many times.
    private struct Level {
        var bytes: [UInt8]
        // Behind which byte of the level before each byte ends.
        let ends: [Int]
    }

    private var levels: [Level]

    /// Reads a text as it is written.
    init(_ written: [UInt8]) {
        levels = [Level(bytes: written, ends: [])]
    }

    /// The text as it is written.
    var written: [UInt8] { levels[0].bytes }

    /// The text as it is read.
    var bytes: [UInt8] { levels[levels.count - 1].bytes }

    /// Decodes its escapes once more.
    ///
    /// - Returns: Whether there was one.
    mutating func decode() -> Bool {
        let bytes = bytes
        guard bytes.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") }) else {
            return false
        }
        var decoded: [UInt8] = []
        var ends: [Int] = []
        decoded.reserveCapacity(bytes.count)
        ends.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (byte, length) = Self.escape(in: bytes, at: index) ?? (bytes[index], 1)
            index += length
            decoded.append(byte)
            ends.append(index)
        }
        guard decoded.count < bytes.count else { return false }
        levels.append(Level(bytes: decoded, ends: ends))
        return true
    }

    /// Returns where bytes of the text are written.
    func places(of range: Range<Int>) -> Range<Int> {
        levels.indices.dropFirst().reversed().reduce(range) { place(of: $1, $0) }
    }

    /// Puts another byte in the place of one; without effect where its escape can stand for no other.
    mutating func put(_ byte: UInt8, at index: Int) { put(byte, at: index, levels.count - 1) }

    private func place(of level: Int, _ range: Range<Int>) -> Range<Int> {
        let ends = levels[level].ends
        return (range.lowerBound == 0 ? 0 : ends[range.lowerBound - 1])..<ends[range.upperBound - 1]
    }

    private mutating func put(_ byte: UInt8, at index: Int, _ level: Int) {
        guard levels[level].bytes[index] != byte else { return }
        if level > 0 {
            let place = place(of: level, index..<index + 1)
            let last = place.upperBound - 1
            switch place.count {
            case 1:
                put(byte, at: last, level - 1)
            case 2:
                return
            default:
                // Either escape ends with the two digits of its byte.
                put(Self.hexDigits[Int(byte >> 4)], at: last - 1, level - 1)
                put(Self.hexDigits[Int(byte & 15)], at: last, level - 1)
            }
        }
        levels[level].bytes[index] = byte
    }

    private static func escape(in bytes: [UInt8], at index: Int) -> (byte: UInt8, length: Int)? {
        switch bytes[index] {
        case UInt8(ascii: "%"):
            guard let value = number(in: bytes, index + 1..<index + 3) else { return nil }
            return (UInt8(truncatingIfNeeded: value), 3)
        case UInt8(ascii: "\\") where index + 1 < bytes.count:
            switch bytes[index + 1] {
            case UInt8(ascii: "u"):
                guard let value = number(in: bytes, index + 2..<index + 6) else { return nil }
                return (value < 0x80 ? UInt8(truncatingIfNeeded: value) : other, 6)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
                return (bytes[index + 1], 2)
            case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
                UInt8(ascii: "t"):
                return (other, 2)
            default:
                return nil
            }
        default:
            return nil
        }
    }

    private static func number(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard range.upperBound <= bytes.count else { return nil }
        var value = 0
        for index in range {
            guard let digit = Character(UnicodeScalar(bytes[index])).hexDigitValue else {
                return nil
            }
            value = value << 4 | digit
        }
        return value
    }
}
