/// Reads a text into a tape in one pass, without recursion.
struct TapeReader {
    /// What may come next.
    enum Step {
        case value
        case firstElement
        case nextElement
        case firstKey
        case nextKey
        case colon
        case afterValue
        case end
    }

    let isJSON5: Bool
    let depthLimit: Int
    var tape: [TapeEntry] = []
    var marks: [NoteMark] = []
    var markCount = 0

    var at: Int
    var step = Step.value
    /// The index of the container being read; -1 at the top.
    var open: Int32 = -1
    var isInObject = false
    /// How many members or elements the open container has so far.
    var members: UInt32 = 0
    /// One bit of 32 for every key of the open object, so that most new keys are known to be new.
    var seen: UInt32 = 0
    var depth = 0
    /// After a string that was never closed, which may have swallowed a comma.
    var forgivesComma = false

    init(dialect: JSONDialect, depthLimit: Int, text: Span<UInt8>) {
        isJSON5 = dialect == .json5
        self.depthLimit = depthLimit
        let hasMark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
        at = hasMark ? 3 : 0
        // Webhooks have an entry in 11 to 12 bytes.
        tape.reserveCapacity(text.count / 11 + 8)
    }

    /// Reads to the end of the text, or until the first fault.
    mutating func run(_ text: Span<UInt8>) throws(ReadFault) {
        while true {
            try skipSpace(text)
            guard at < text.count else {
                guard step == .end else { throw unexpected() }
                return
            }
            let byte = text[at]
            switch step {
            case .value, .firstElement, .nextElement:
                try readValue(byte, text)
            case .firstKey, .nextKey:
                try readKey(byte, text)
            case .colon:
                guard byte == 0x3A else { throw unexpected() }
                at += 1
                step = .value
            case .afterValue:
                try readAfterValue(byte, text)
            case .end:
                throw unexpected()
            }
        }
    }

    @inline(__always)
    private mutating func skipSpace(_ text: Span<UInt8>) throws(ReadFault) {
        var index = at
        while index < text.count {
            let byte = text[index]
            if byte > 0x20 {
                guard isJSON5, byte >= 0x80 || byte == 0x2F else { break }
            } else if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                index += 1
                continue
            } else if !isJSON5 {
                break
            }
            at = index
            guard try skipWideSpace(text) else { return }
            index = at
        }
        at = index
    }

    private mutating func readValue(_ byte: UInt8, _ text: Span<UInt8>) throws(ReadFault) {
        switch byte {
        case 0x22:
            try readString(text, quote: 0x22)
        case 0x7B:
            try push(.object)
            return
        case 0x5B:
            try push(.array)
            return
        case 0x5D where step == .firstElement || (isJSON5 && step == .nextElement):
            pop(text)
            return
        case 0x2D, 0x30...0x39:
            try readNumber(text)
        case 0x74:
            try readWord(endingIn: 0x7472_7565, length: 4, .true, text)
        case 0x66:
            try readWord(endingIn: 0x616C_7365, length: 5, .false, text)
        case 0x6E:
            try readWord(endingIn: 0x6E75_6C6C, length: 4, .null, text)
        case 0x27 where isJSON5:
            try readString(text, quote: 0x27)
        case 0x2B, 0x2E, 0x49, 0x4E:
            guard isJSON5 else { throw unexpected() }
            try readNumber(text)
        default:
            throw unexpected()
        }
        endValue()
    }

    private mutating func readKey(_ byte: UInt8, _ text: Span<UInt8>) throws(ReadFault) {
        if byte == 0x22 || (isJSON5 && byte == 0x27) {
            try readString(text, quote: byte)
        } else if byte == 0x7D, step == .firstKey || isJSON5 {
            pop(text)
            return
        } else if isJSON5 {
            try readBareKey(text)
        } else {
            throw unexpected()
        }
        noteKey(text)
        if at < text.count, text[at] == 0x3A {
            at += 1
            step = .value
        } else {
            step = .colon
        }
    }

    private mutating func readAfterValue(_ byte: UInt8, _ text: Span<UInt8>) throws(ReadFault) {
        if byte == 0x2C {
            at += 1
            step = isInObject ? .nextKey : .nextElement
        } else if byte == (isInObject ? 0x7D : 0x5D) {
            pop(text)
        } else if forgivesComma {
            step = isInObject ? .nextKey : .nextElement
        } else {
            throw unexpected()
        }
        forgivesComma = false
    }

    private mutating func push(_ kind: JSONKind) throws(ReadFault) {
        guard depth < depthLimit else { throw tooDeep() }
        if open >= 0 {
            tape[Int(open)].tag |= members << 5
            tape[Int(open)].end = seen
        }
        let index = Int32(truncatingIfNeeded: tape.count)
        try append(TapeEntry(kind, start: at, end: 0, next: open))
        open = index
        depth += 1
        members = 0
        seen = 0
        isInObject = kind == .object
        step = isInObject ? .firstKey : .firstElement
        at += 1
    }

    private mutating func pop(_ text: Span<UInt8>) {
        at += 1
        close(text)
    }

    /// Ends the open container at the reader's place and goes back to the one around it.
    mutating func close(_ text: Span<UInt8>) {
        let index = Int(open)
        var entry = tape[index]
        if isInObject, members > Self.pairwiseLimit { noteLateKeys(of: &entry, at: index, text) }
        open = entry.next
        entry.tag |= members << 5
        entry.end = UInt32(truncatingIfNeeded: at)
        entry.next = Int32(truncatingIfNeeded: tape.count)
        tape[index] = entry
        depth -= 1
        if open >= 0 {
            let outer = tape[Int(open)]
            members = UInt32(truncatingIfNeeded: outer.count)
            tape[Int(open)].tag &= TapeEntry.one - 1
            seen = outer.end
            isInObject = outer.isObject
        }
        endValue()
    }

    @inline(__always)
    mutating func endValue() {
        members += 1
        step = open >= 0 ? .afterValue : .end
    }

    @inline(__always)
    mutating func append(_ entry: TapeEntry) throws(ReadFault) {
        guard tape.count < TapeEntry.limit else { throw tooMany() }
        tape.append(entry)
    }
}
