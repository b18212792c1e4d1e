extension TapeReader {
    /// Reads a quoted string and checks its escapes, without decoding it.
    mutating func readString(_ text: Span<UInt8>, quote: UInt8) throws(ReadFault) {
        let start = at + 1
        var index = start
        var flags: UInt32 = 0
        while index < text.count {
            index = PlainText.end(in: text, from: index, quote: quote)
            guard index < text.count else { break }
            let byte = text[index]
            if byte == quote {
                try append(TapeEntry(.string, start: start, end: index, flags: flags))
                at = index + 1
                return
            }
            if byte == 0x5C {
                flags |= TapeEntry.special
                index = try endOfEscape(text, at: index)
            } else if byte >= 0x80 {
                let length = UTF8Sequence.length(in: text, at: index)
                if length < 0 {
                    flags |= TapeEntry.special
                    mark(NoteMark(offset: index, key: nil))
                }
                index += abs(length)
            } else if byte == 0x0A || byte == 0x0D {
                break
            } else if isJSON5 {
                index += 1
            } else {
                throw ReadFault(
                    at: index,
                    expected: "an escape such as \"\\u0009\" in its place in a string",
                    resume: endOfString(text, from: index, quote: quote)
                )
            }
        }
        throw unclosed(text, start: start, end: min(index, text.count), quote: quote)
    }

    private func unclosed(
        _ text: Span<UInt8>,
        start: Int,
        end: Int,
        quote: UInt8
    ) -> ReadFault {
        let closing = quote == 0x22 ? "\"" : "'"
        let place = end < text.count ? "line" : "text"
        return ReadFault(
            at: start - 1,
            expected: "its closing \(closing) before the end of the \(place)",
            resume: end
        )
    }

    /// Finds the end of a string that holds a mistake: after its closing quote, or the line's end.
    func endOfString(_ text: Span<UInt8>, from start: Int, quote: UInt8) -> Int {
        var index = start
        while index < text.count, text[index] != 0x0A, text[index] != 0x0D {
            if text[index] == quote { return index + 1 }
            index += text[index] == 0x5C ? 2 : 1
        }
        return min(index, text.count)
    }

    /// Checks the escape whose backslash stands at `index` and returns the offset after it.
    private func endOfEscape(_ text: Span<UInt8>, at index: Int) throws(ReadFault) -> Int {
        guard index + 1 < text.count else { return index + 1 }
        let byte = text[index + 1]
        switch byte {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
            return index + 2
        case 0x75:
            return try endOfHexadecimal(text, at: index, digits: 4)
        default:
            guard isJSON5 else { throw badEscape(text, at: index) }
        }
        switch byte {
        case 0x78:
            return try endOfHexadecimal(text, at: index, digits: 2)
        case 0x30:
            guard index + 2 < text.count, isDigit(text[index + 2]) else { return index + 2 }
            throw badEscape(text, at: index)
        case 0x31...0x39:
            throw badEscape(text, at: index)
        case 0x0D:
            let isPair = index + 2 < text.count && text[index + 2] == 0x0A
            return index + (isPair ? 3 : 2)
        case 0x80...:
            // A scalar that escapes to itself; its bytes are looked at on their own.
            return index + 1
        default:
            return index + 2
        }
    }

    private func endOfHexadecimal(
        _ text: Span<UInt8>,
        at index: Int,
        digits: Int
    ) throws(ReadFault) -> Int {
        let end = index + 2 + digits
        var next = index + 2
        while next < end {
            guard next < text.count, hexadecimalDigit(text[next]) != nil else {
                throw badEscape(text, at: index)
            }
            next += 1
        }
        return end
    }

    private func badEscape(_ text: Span<UInt8>, at index: Int) -> ReadFault {
        let quote = openingQuote(text)
        var fault = ReadFault(
            at: index,
            expected: isJSON5
                ? "an escape such as \"\\n\", \"\\x41\" or \"\\u0041\""
                : "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits",
            resume: endOfString(text, from: index + 1, quote: quote)
        )
        fault.found = .phrase(escapeText(text, at: index))
        return fault
    }

    /// The reader stands at the opening quote for as long as it reads a string.
    private func openingQuote(_ text: Span<UInt8>) -> UInt8 {
        at < text.count && text[at] == 0x27 ? 0x27 : 0x22
    }

    private func escapeText(_ text: Span<UInt8>, at index: Int) -> String {
        var words = "\"\\"
        var next = index + 1
        while next < min(index + 6, text.count), (0x21..<0x7F).contains(text[next]) {
            guard next == index + 1 || isAlphanumeric(text[next]) else { break }
            words.unicodeScalars.append(Unicode.Scalar(text[next]))
            next += 1
        }
        return words + "\""
    }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39
}

@inline(__always)
func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
}

@inline(__always)
func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
}
