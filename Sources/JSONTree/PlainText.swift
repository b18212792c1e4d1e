/// Finds where the plain part of a string ends, eight bytes at a time.
enum PlainText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Returns the offset of the first byte that is the quote, a backslash, below 0x20 or above 0x7F.
    @inline(__always)
    static func end(in text: Span<UInt8>, from start: Int, quote: UInt8) -> Int {
        let quotes = Self.ones &* UInt64(quote)
        var index = start
        while index <= text.count &- 8 {
            let word = word(in: text, at: index)
            // The lowest marked byte is exact; a borrow can only mark bytes after it.
            let marks =
                (zeros(word ^ quotes) | zeros(word ^ ones &* 0x5C) | below(word) | word) & tops
            if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < text.count {
            let byte = text[index]
            guard byte != quote, byte != 0x5C, byte >= 0x20, byte < 0x80 else { break }
            index &+= 1
        }
        return index
    }

    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word
    }

    @inline(__always)
    private static func below(_ word: UInt64) -> UInt64 {
        (word &- ones &* 0x20) & ~word
    }

    /// Eight bytes with the first one lowest; the compiler makes one load of it.
    @inline(__always)
    private static func word(in text: Span<UInt8>, at index: Int) -> UInt64 {
        let eight = text.extracting(index..<index &+ 8)
        let low =
            UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16
            | UInt64(eight[3]) << 24
        let high =
            UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16
            | UInt64(eight[7]) << 24
        return low | high << 32
    }
}
