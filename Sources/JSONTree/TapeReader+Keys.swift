// Finding repeated keys. Up to sixteen members each new key is compared with the earlier ones, and only
// when its bit was seen before; beyond, keyed hashes decide. Neither grows with the square of a body.
extension TapeReader {
    static var pairwiseLimit: UInt32 { 16 }
    /// So many notes are kept; the rest are only counted.
    static var markLimit: Int { 100 }

    mutating func mark(_ mark: NoteMark) {
        markCount += 1
        if marks.count < Self.markLimit { marks.append(mark) }
    }

    /// Looks whether the key that was just read stands earlier in the open object.
    @inline(__always)
    mutating func noteKey(_ text: Span<UInt8>) {
        guard members < Self.pairwiseLimit else { return }
        let entry = tape[tape.count - 1]
        let bit: UInt32
        if entry.isSpecial {
            let decoded = decodedKey(entry, text)
            bit = Self.bit(of: decoded.span, 0..<decoded.count)
        } else {
            bit = Self.bit(of: text, entry.range)
        }
        if seen & bit != 0 { compareKey(text) }
        seen |= bit
    }

    /// One bit of 32 for a key, from its length and three of its bytes.
    @inline(__always)
    private static func bit(of text: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        var mix = UInt32(truncatingIfNeeded: range.count)
        if !range.isEmpty {
            let first = UInt32(text[range.lowerBound])
            let middle = UInt32(text[range.lowerBound + range.count / 2])
            let last = UInt32(text[range.upperBound - 1])
            mix = mix &* 31 &+ first &* 7 &+ middle &* 131 &+ last
        }
        return 1 << ((mix &* 0x9E37_79B1) >> 27)
    }

    private mutating func compareKey(_ text: Span<UInt8>) {
        let last = tape.count - 1
        let key = tape[last].range
        let isSpecial = tape[last].isSpecial
        let decoded = isSpecial ? decodedKey(tape[last], text) : []
        var scratch: [UInt8] = []
        var index = Int(open) + 1
        for _ in 0..<members {
            let isRepeated: Bool
            if isSpecial || tape[index].isSpecial {
                // One buffer for all, so that a body of escaped keys allocates little.
                scratch.removeAll(keepingCapacity: true)
                EscapedText.append(text, tape[index].range, to: &scratch)
                isRepeated =
                    isSpecial
                    ? scratch == decoded : isEqual(scratch.span, 0..<scratch.count, text, key)
            } else {
                isRepeated = isEqual(text, tape[index].range, text, key)
            }
            if isRepeated {
                tape[Int(open)].tag |= TapeEntry.special
                mark(NoteMark(offset: Int(tape[last].start), key: last))
                return
            }
            let value = tape[index + 1]
            index = value.isContainer ? Int(value.next) : index + 2
        }
    }

    private func equalKeys(_ one: TapeEntry, _ other: TapeEntry, _ text: Span<UInt8>) -> Bool {
        one.isSpecial || other.isSpecial
            ? decodedKey(one, text) == decodedKey(other, text)
            : isEqual(text, one.range, text, other.range)
    }

    private func isEqual(
        _ left: Span<UInt8>,
        _ one: Range<Int>,
        _ right: Span<UInt8>,
        _ other: Range<Int>
    ) -> Bool {
        guard one.count == other.count else { return false }
        var offset = other.lowerBound
        for index in one {
            guard left[index] == right[offset] else { return false }
            offset += 1
        }
        return true
    }

    private func decodedKey(_ entry: TapeEntry, _ text: Span<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        EscapedText.append(text, entry.range, to: &decoded)
        return decoded
    }
}

extension TapeReader {
    /// Finds the repeated keys among those of a large object that came after the pairwise ones.
    mutating func noteLateKeys(
        of object: inout TapeEntry,
        at index: Int,
        _ text: Span<UInt8>
    ) {
        var known: [Int: Int] = [:]
        known.reserveCapacity(Int(members))
        var key = index + 1
        for ordinal in 0..<members {
            let hash = keyHash(tape[key], text)
            if let earlier = known[hash] {
                if ordinal >= Self.pairwiseLimit, equalKeys(tape[earlier], tape[key], text) {
                    object.tag |= TapeEntry.special
                    mark(NoteMark(offset: Int(tape[key].start), key: key))
                }
            } else {
                known[hash] = key
            }
            let value = tape[key + 1]
            key = value.isContainer ? Int(value.next) : key + 2
        }
    }

    /// The standard library's hash, whose secret changes with every process.
    private func keyHash(_ entry: TapeEntry, _ text: Span<UInt8>) -> Int {
        var hasher = Hasher()
        if entry.isSpecial {
            let decoded = decodedKey(entry, text)
            combine(decoded.span, 0..<decoded.count, into: &hasher)
        } else {
            combine(text, entry.range, into: &hasher)
        }
        return hasher.finalize()
    }

    private func combine(_ text: Span<UInt8>, _ range: Range<Int>, into hasher: inout Hasher) {
        var word: UInt64 = 0
        for index in range {
            word = word << 8 | UInt64(text[index])
            if (index - range.lowerBound) & 7 == 7 {
                hasher.combine(word)
                word = 0
            }
        }
        hasher.combine(word)
        hasher.combine(range.count)
    }
}
