// Cuts a pattern into runs of one letter and the texts between them.
struct PatternScanner {
    enum Token {
        case letters(UInt8, count: Int, position: Int)
        // Without its apostrophes. Several may follow each other.
        case text([UInt8])
    }

    private let bytes: [UInt8]
    private var at = 0

    init(_ pattern: String) {
        bytes = Array(pattern.utf8)
    }

    mutating func next() throws(PatternFault) -> Token? {
        guard at < bytes.count else { return nil }
        let byte = bytes[at]
        let start = at
        if byte == UInt8(ascii: "'") { return .text(try quoted()) }
        if byte.isASCIILetter {
            while at < bytes.count, bytes[at] == byte { at += 1 }
            return .letters(byte, count: at - start, position: position(start))
        }
        while at < bytes.count, !bytes[at].isASCIILetter, bytes[at] != UInt8(ascii: "'") { at += 1 }
        return .text(Array(bytes[start..<at]))
    }

    private mutating func quoted() throws(PatternFault) -> [UInt8] {
        let start = at
        at += 1
        // Two apostrophes are one, inside quotes and outside.
        if at < bytes.count, bytes[at] == UInt8(ascii: "'") {
            at += 1
            return [UInt8(ascii: "'")]
        }
        var text: [UInt8] = []
        while at < bytes.count {
            if bytes[at] != UInt8(ascii: "'") {
                text.append(bytes[at])
                at += 1
            } else if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "'") {
                text.append(UInt8(ascii: "'"))
                at += 2
            } else {
                at += 1
                return text
            }
        }
        throw PatternFault(
            position: position(start),
            found: String(decoding: bytes[start...], as: UTF8.self),
            reason: "the quoted text has no end",
            remedy: "Close it with an apostrophe; for an apostrophe itself write two."
        )
    }

    private func position(_ index: Int) -> Int {
        String(decoding: bytes[..<index], as: UTF8.self).count + 1
    }
}
