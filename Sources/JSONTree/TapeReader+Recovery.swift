// Going on after a fault, so that a person sees all problems of a file at once.
extension TapeReader {
    /// Moves to the next place where reading makes sense again; false when there is none.
    ///
    /// A missing comma is taken as there. Otherwise what cannot be read is passed over up to the next
    /// comma or closing bracket of the same depth, or to a line that begins with a key.
    mutating func recover(_ text: Span<UInt8>, from fault: ReadFault) -> Bool {
        guard fault.isRecoverable, open >= 0 else {
            while open >= 0 { abandon(text) }
            return false
        }
        let isComma = step == .afterValue
        at = fault.resume
        if isComma, startsMember(text, at: at) {
            step = isInObject ? .nextKey : .nextElement
            return true
        }
        fillHole()
        var depth = 0
        while at < text.count {
            let byte = text[at]
            switch byte {
            case 0x22, 0x27:
                skipString(text, quote: byte)
                continue
            case 0x2F where isJSON5:
                if skipCommentQuietly(text) { continue }
            case 0x7B, 0x5B:
                depth += 1
            case 0x7D, 0x5D:
                if depth > 0 {
                    depth -= 1
                } else if closesOpenContainer(byte, text) {
                    return true
                }
            case 0x2C where depth == 0:
                at += 1
                step = isInObject ? .nextKey : .nextElement
                return true
            case 0x0A where depth == 0 && isInObject:
                if startsMember(text, at: at + 1) {
                    step = .nextKey
                    return true
                }
            default:
                break
            }
            at += 1
        }
        while open >= 0 { abandon(text) }
        return false
    }

    /// Puts a null that is marked as unreadable where a value was due, and marks the container.
    private mutating func fillHole() {
        switch step {
        case .value, .colon, .nextElement, .firstElement:
            tape.append(TapeEntry(.null, start: at, end: at, flags: TapeEntry.bare))
            members += 1
        case .firstKey, .nextKey, .afterValue, .end:
            break
        }
        tape[Int(open)].tag |= TapeEntry.bare
        step = .afterValue
    }

    /// Closes the open container where the text ended or went wrong.
    private mutating func abandon(_ text: Span<UInt8>) {
        if step == .value || step == .colon { fillHole() }
        tape[Int(open)].tag |= TapeEntry.bare
        close(text)
    }

    /// Leaves the reader at a closing bracket that belongs to an open container.
    private mutating func closesOpenContainer(_ bracket: UInt8, _ text: Span<UInt8>) -> Bool {
        let kind: JSONKind = bracket == 0x7D ? .object : .array
        var index = open
        while index >= 0, tape[Int(index)].kind != kind { index = tape[Int(index)].next }
        guard index >= 0 else { return false }
        if open != index, tape[Int(index)].next < 0, hasMore(text, from: at + 1) {
            // Closing the whole text here would make nonsense of the rest: one bracket was mistyped.
            at += 1
            abandon(text)
            return true
        }
        while open != index { abandon(text) }
        step = .afterValue
        return true
    }

    private func hasMore(_ text: Span<UInt8>, from start: Int) -> Bool {
        var index = start
        while index < text.count, text[index] <= 0x20 { index += 1 }
        return index < text.count
    }

    private mutating func skipString(_ text: Span<UInt8>, quote: UInt8) {
        at = endOfString(text, from: at + 1, quote: quote)
        forgivesComma = at < text.count && text[at - 1] != quote
    }

    private mutating func skipCommentQuietly(_ text: Span<UInt8>) -> Bool {
        do throws(ReadFault) {
            return try skipWideSpace(text)
        } catch {
            at = error.resume
            return true
        }
    }

    /// Tells whether a member or element plainly begins here: a key with its colon, or a value.
    private func startsMember(_ text: Span<UInt8>, at start: Int) -> Bool {
        var index = start
        while index < text.count, text[index] <= 0x20 { index += 1 }
        guard index < text.count else { return false }
        let byte = text[index]
        let isQuoted = byte == 0x22 || (isJSON5 && byte == 0x27)
        guard isInObject else {
            return isQuoted || isAlphanumeric(byte) || byte == 0x7B || byte == 0x5B || byte == 0x2D
        }
        if isQuoted {
            index = endOfString(text, from: index + 1, quote: byte)
        } else {
            guard isJSON5 else { return false }
            let first = index
            while index < text.count, isAlphanumeric(text[index]) || text[index] == 0x5F {
                index += 1
            }
            guard index > first else { return false }
        }
        while index < text.count, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
        return index < text.count && text[index] == 0x3A
    }
}

extension TapeReader {
    /// Closes what is still open, after the last problem that is reported.
    mutating func closeAll(_ text: Span<UInt8>) {
        while open >= 0 { abandon(text) }
    }
}
