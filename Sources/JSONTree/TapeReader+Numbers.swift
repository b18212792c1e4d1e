extension TapeReader {
    /// Reads a number and keeps its text.
    mutating func readNumber(_ text: Span<UInt8>) throws(ReadFault) {
        let start = at
        var index = start
        if text[index] == 0x2D || (isJSON5 && text[index] == 0x2B) { index += 1 }
        let end = try endOfUnsigned(text, from: index)
        if end < text.count, isWordByte(text[end]) { throw badNumber(text) }
        try append(TapeEntry(.number, start: start, end: end))
        at = end
    }

    private func endOfUnsigned(_ text: Span<UInt8>, from start: Int) throws(ReadFault) -> Int {
        var index = start
        guard index < text.count else { throw badNumber(text) }
        if isJSON5, let end = try endOfJSON5Form(text, from: index) { return end }
        let firstDigit = index
        while index < text.count, isDigit(text[index]) { index += 1 }
        let whole = index - firstDigit
        if whole > 1, text[firstDigit] == 0x30 { throw badNumber(text) }
        guard whole > 0 || isJSON5 else { throw badNumber(text) }
        if index < text.count, text[index] == 0x2E {
            let firstDecimal = index + 1
            index = firstDecimal
            while index < text.count, isDigit(text[index]) { index += 1 }
            let decimals = index - firstDecimal
            guard decimals > 0 || (isJSON5 && whole > 0) else { throw badNumber(text) }
        } else if whole == 0 {
            throw badNumber(text)
        }
        guard index < text.count, text[index] | 0x20 == 0x65 else { return index }
        index += 1
        if index < text.count, text[index] == 0x2B || text[index] == 0x2D { index += 1 }
        let firstExponent = index
        while index < text.count, isDigit(text[index]) { index += 1 }
        guard index > firstExponent else { throw badNumber(text) }
        return index
    }

    /// Reads what only JSON5 has: `Infinity`, `NaN` and hexadecimal.
    private func endOfJSON5Form(
        _ text: Span<UInt8>,
        from start: Int
    ) throws(ReadFault) -> Int? {
        switch text[start] {
        case 0x49:
            guard matches("Infinity", text, at: start) else { throw badNumber(text) }
            return start + 8
        case 0x4E:
            guard matches("NaN", text, at: start) else { throw badNumber(text) }
            return start + 3
        case 0x30 where start + 1 < text.count && text[start + 1] | 0x20 == 0x78:
            var index = start + 2
            while index < text.count, hexadecimalDigit(text[index]) != nil { index += 1 }
            guard index > start + 2 else { throw badNumber(text) }
            return index
        default:
            return nil
        }
    }

    /// Reads one of the three words, of which the last four letters are given.
    mutating func readWord(
        endingIn letters: UInt32,
        length: Int,
        _ kind: JSONKind,
        _ text: Span<UInt8>
    ) throws(ReadFault) {
        let end = at + length
        guard end <= text.count, lastFour(text, before: end) == letters,
            end == text.count || !isWordByte(text[end])
        else { throw unexpected(skipping: endOfWord(text)) }
        try append(TapeEntry(kind, start: at, end: end))
        at = end
    }

    @inline(__always)
    private func lastFour(_ text: Span<UInt8>, before end: Int) -> UInt32 {
        UInt32(text[end - 4]) << 24 | UInt32(text[end - 3]) << 16 | UInt32(text[end - 2]) << 8
            | UInt32(text[end - 1])
    }

    private func matches(_ word: StaticString, _ text: Span<UInt8>, at start: Int) -> Bool {
        var index = start
        for byte in word.description.utf8 {
            guard index < text.count, text[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private func badNumber(_ text: Span<UInt8>) -> ReadFault {
        let end = endOfWord(text)
        let isWord = at < text.count && (text[at] | 0x20 >= 0x61)
        return isWord
            ? unexpected(skipping: end)
            : ReadFault(
                at: at,
                expected: "a number as JSON\(isJSON5 ? "5" : "") writes it",
                resume: end
            )
    }

    private func unexpected(skipping end: Int) -> ReadFault {
        var fault = unexpected()
        fault.resume = end
        return fault
    }

    private func endOfWord(_ text: Span<UInt8>) -> Int {
        var index = at
        while index < text.count, isWordByte(text[index]) { index += 1 }
        return index
    }

    /// Tells whether a byte right after a number or word would belong to it.
    private func isWordByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == 0x2E || byte == 0x2B || byte == 0x2D || byte == 0x5F
            || byte == 0x24
    }
}
