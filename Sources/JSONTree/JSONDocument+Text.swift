extension JSONDocument {
    /// Returns a value as text.
    ///
    /// A string or key decoded; a number, true, false and null as they stand there; an object or array
    /// as its JSON text.
    package func text(_ node: Node) -> String {
        let entry = entry(node)
        guard entry.kind == .string, entry.isSpecial else {
            return String(decoding: bytes[entry.range], as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(entry.range.count)
        EscapedText.append(bytes.span, entry.range, to: &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Tells whether a string begins with an ASCII letter, digit or mark that stands there as it is.
    package func beginsPlainly(_ node: Node) -> Bool {
        let entry = entry(node)
        guard entry.kind == .string, entry.start < entry.end else { return false }
        let first = bytes[Int(entry.start)]
        return first > 0x20 && first < 0x7F && first != UInt8(ascii: "\\")
    }

    /// Appends the UTF-8 form of ``text(_:)`` without making a String.
    package func append(_ node: Node, to output: inout [UInt8]) {
        let entry = entry(node)
        if entry.kind == .string, entry.isSpecial {
            EscapedText.append(bytes.span, entry.range, to: &output)
        } else if entry.isContainer, noteCount > 0 {
            // There may be bytes inside that are no UTF-8.
            output.append(contentsOf: text(node).utf8)
        } else {
            output.append(contentsOf: bytes[entry.range])
        }
    }

    /// Returns the exact text of a number; nil when the node is none.
    package func numberText(_ node: Node) -> String? {
        kind(node) == .number ? text(node) : nil
    }

    /// Returns a number that is written as a whole one and fits 64 bits; nil otherwise.
    ///
    /// `1.0` and `1e3` are not written as whole numbers; hexadecimal is. `-0` is 0.
    package func integer(_ node: Node) -> Int64? {
        guard kind(node) == .number else { return nil }
        return NumberText.integer(bytes.span, entry(node).range)
    }

    /// Returns a number as the nearest binary one; nil when the node is none.
    ///
    /// A number beyond the range is infinite, one too small is 0.
    package func double(_ node: Node) -> Double? {
        guard kind(node) == .number else { return nil }
        return NumberText.double(bytes.span, entry(node).range)
    }

    /// Returns true or false; nil when the node is neither.
    package func bool(_ node: Node) -> Bool? {
        switch kind(node) {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// Returns where the value stands in ``bytes``, with the quotes of a string.
    package func range(_ node: Node) -> Range<Int> {
        let entry = entry(node)
        guard entry.kind == .string, !entry.isBare else { return entry.range }
        return Int(entry.start) - 1..<Int(entry.end) + 1
    }

    /// Returns the exact bytes of the value, with the quotes of a string.
    package func source(_ node: Node) -> ArraySlice<UInt8> {
        bytes[range(node)]
    }

    /// Tells whether a value's text is exactly these UTF-8 bytes, without making a String.
    package func isText(_ node: Node, _ expected: JSONKey) -> Bool {
        let entry = entry(node)
        if entry.kind == .string, entry.isSpecial {
            var decoded: [UInt8] = []
            EscapedText.append(bytes.span, entry.range, to: &decoded)
            return decoded == expected.bytes
        }
        guard entry.range.count == expected.bytes.count else { return false }
        var index = Int(entry.start)
        for byte in expected.bytes {
            guard bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }
}
