// What only JSON5 has between and around the values.
extension TapeReader {
    /// Passes over one comment or one wider white space character; false when there is none.
    mutating func skipWideSpace(_ text: Span<UInt8>) throws(ReadFault) -> Bool {
        let byte = text[at]
        if byte == 0x0B || byte == 0x0C {
            at += 1
            return true
        }
        if byte == 0x2F { return try skipComment(text) }
        guard byte >= 0x80, let next = UTF8Sequence.scalar(in: text, at: at) else { return false }
        switch next.scalar {
        case "\u{FEFF}", "\u{2028}", "\u{2029}":
            break
        default:
            guard next.scalar.properties.generalCategory == .spaceSeparator else { return false }
        }
        at += next.length
        return true
    }

    private mutating func skipComment(_ text: Span<UInt8>) throws(ReadFault) -> Bool {
        guard at + 1 < text.count else { return false }
        let isLine = text[at + 1] == 0x2F
        guard isLine || text[at + 1] == 0x2A else { return false }
        var index = at + 2
        while index < text.count {
            let byte = text[index]
            if isLine, byte == 0x0A || byte == 0x0D { break }
            if !isLine, byte == 0x2A, index + 1 < text.count, text[index + 1] == 0x2F {
                at = index + 2
                return true
            }
            guard byte >= 0x80 else {
                index += 1
                continue
            }
            guard let next = UTF8Sequence.scalar(in: text, at: index) else {
                throw ReadFault(at: index, expected: "UTF-8 in a comment", resume: index + 1)
            }
            if isLine, next.scalar == "\u{2028}" || next.scalar == "\u{2029}" { break }
            index += next.length
        }
        guard isLine else {
            var fault = ReadFault(
                at: at,
                expected: "its closing */ before the end of the text",
                resume: text.count
            )
            fault.found = .phrase("\"/*\"")
            fault.isRecoverable = false
            throw fault
        }
        at = index
        return true
    }

    /// Reads a key without quotes: an ECMAScript 5.1 identifier.
    mutating func readBareKey(_ text: Span<UInt8>) throws(ReadFault) {
        let start = at
        var index = at
        var flags = TapeEntry.bare
        while index < text.count {
            let byte = text[index]
            if isAlphanumeric(byte) || byte == 0x5F || byte == 0x24 {
                guard index > start || !isDigit(byte) else { throw unexpected() }
                index += 1
            } else if byte == 0x5C {
                guard let scalar = unicodeEscape(text, at: index),
                    isIdentifier(scalar, isFirst: index == start)
                else { throw unexpected() }
                flags |= TapeEntry.special
                index += 6
            } else if byte >= 0x80, let next = UTF8Sequence.scalar(in: text, at: index),
                isIdentifier(next.scalar, isFirst: index == start)
            {
                index += next.length
            } else {
                break
            }
        }
        guard index > start else { throw unexpected() }
        try append(TapeEntry(.string, start: start, end: index, flags: flags))
        at = index
    }

    private func unicodeEscape(_ text: Span<UInt8>, at index: Int) -> Unicode.Scalar? {
        guard index + 6 <= text.count, text[index + 1] == 0x75 else { return nil }
        var value: UInt32 = 0
        for next in index + 2..<index + 6 {
            guard let digit = hexadecimalDigit(text[next]) else { return nil }
            value = value << 4 | digit
        }
        return Unicode.Scalar(value)
    }

    private func isIdentifier(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        if scalar == "$" || scalar == "_" { return true }
        if isFirst { return scalar.properties.isIDStart }
        return scalar.properties.isIDContinue || scalar == "\u{200C}" || scalar == "\u{200D}"
    }
}
