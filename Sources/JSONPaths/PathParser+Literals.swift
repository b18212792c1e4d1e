import JSONTree

extension PathParser {
    /// Whole numbers in a path stay within those that every JSON implementation keeps exactly.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc9535#section-2.1>
    private static let integerLimit = (1 << 53) - 1

    /// Reads an index or a part of a slice.
    mutating func readInteger() throws(JSONPathProblem) -> Int {
        let start = at
        let isNegative = take("-")
        let digits = at
        var value = 0
        while let byte, byte >= 0x30, byte <= 0x39 {
            value = min(value * 10 + Int(byte - 0x30), Self.integerLimit + 1)
            at += 1
        }
        let hasLeadingZero = text[digits...].first == 0x30 && (at > digits + 1 || isNegative)
        guard at > digits, !hasLeadingZero, value <= Self.integerLimit else {
            throw problem(
                at: start,
                expected: at > digits && !hasLeadingZero
                    ? "a whole number of at most 9007199254740991 either way"
                    : "a whole number without leading zeros"
            )
        }
        return isNegative ? -value : value
    }

    /// Reads a number as a comparison has it.
    mutating func readNumber() throws(JSONPathProblem) -> PathNumber {
        let start = at
        _ = take("-")
        let digits = at
        skipDigits()
        let whole = at - digits
        let isZeroLed = whole > 1 && text[digits] == 0x30
        guard whole > 0, !isZeroLed else { throw badNumber(start) }
        if take(".") {
            let decimals = at
            skipDigits()
            guard at > decimals else { throw badNumber(start) }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            let exponent = at
            skipDigits()
            guard at > exponent else { throw badNumber(start) }
        }
        let words = String(decoding: text[start..<at], as: UTF8.self)
        guard let double = Double(words) else { throw badNumber(start) }
        return PathNumber(integer: Int64(words), double: double)
    }

    private mutating func skipDigits() {
        while let byte, byte >= 0x30, byte <= 0x39 { at += 1 }
    }

    private func badNumber(_ start: Int) -> JSONPathProblem {
        problem(at: start, expected: "a number as JSON writes it")
    }

    /// Reads a string literal in single or double quotes.
    mutating func readString() throws(JSONPathProblem) -> JSONKey {
        let quote = text[at]
        let start = at
        at += 1
        var bytes: [UInt8] = []
        while let byte {
            switch byte {
            case quote:
                at += 1
                return JSONKey(bytes: bytes)
            case 0x5C:
                try readEscape(quote, into: &bytes)
            case 0..<0x20:
                throw problem(expected: "an escape such as \"\\n\" in its place in a string")
            default:
                bytes.append(byte)
                at += 1
            }
        }
        let closing = quote == 0x22 ? "\"" : "'"
        throw problem(at: start, expected: "its closing \(closing) before the end of the text")
    }

    private mutating func readEscape(
        _ quote: UInt8,
        into bytes: inout [UInt8]
    ) throws(JSONPathProblem) {
        let start = at
        at += 1
        let letter = byte
        at += 1
        switch letter {
        case 0x62: bytes.append(0x08)
        case 0x66: bytes.append(0x0C)
        case 0x6E: bytes.append(0x0A)
        case 0x72: bytes.append(0x0D)
        case 0x74: bytes.append(0x09)
        case 0x2F: bytes.append(0x2F)
        case 0x5C: bytes.append(0x5C)
        case quote: bytes.append(quote)
        case 0x75: UTF8Sequence.append(try readUnicodeEscape(start), to: &bytes)
        default: throw badEscape(start)
        }
    }

    private mutating func readUnicodeEscape(_ start: Int) throws(JSONPathProblem) -> Unicode.Scalar
    {
        let first = try readHexadecimal(start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\u") else { throw badEscape(start) }
        let second = try readHexadecimal(start)
        guard second & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF))
        else { throw badEscape(start) }
        return scalar
    }

    private mutating func readHexadecimal(_ start: Int) throws(JSONPathProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw badEscape(start)
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }

    private func badEscape(_ start: Int) -> JSONPathProblem {
        var end = min(start + 2, text.count)
        while end < min(start + 6, text.count), text[end] < 0x80, text[end] > 0x20,
            text[start + 1] == 0x75
        {
            end += 1
        }
        return problem(
            at: start,
            found: "\"\(String(decoding: text[start..<end], as: UTF8.self))\"",
            expected: "an escape such as \"\\n\", \"\\'\" or \"\\u00e9\""
        )
    }
}
