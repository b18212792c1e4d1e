extension Span<UInt8> {
    // The two digits at a place, or nil.
    @inline(__always)
    func twoDigits(at place: Int) -> Int? {
        guard place >= 0, place + 2 <= count else { return nil }
        let tens = self[place] &- 48
        let ones = self[place + 1] &- 48
        guard tens < 10, ones < 10 else { return nil }
        return Int(tens) * 10 + Int(ones)
    }

    @inline(__always)
    func has(_ character: Unicode.Scalar, at place: Int) -> Bool {
        place < count && self[place] == UInt8(ascii: character)
    }

    func isLetter(_ letter: Unicode.Scalar, at place: Int) -> Bool {
        place < count && self[place] | 0x20 == UInt8(ascii: letter) | 0x20
    }

    // Three letters in one number, small ones; 0 if no three letters stand there.
    func word(at place: Int) -> UInt32 {
        guard place + 3 <= count, self[place].isASCIILetter, self[place + 1].isASCIILetter,
            self[place + 2].isASCIILetter
        else { return 0 }
        return (UInt32(self[place]) << 16 | UInt32(self[place + 1]) << 8 | UInt32(self[place + 2]))
            | 0x20_20_20
    }

    func afterSpaces(_ place: Int) -> Int {
        var at = place
        while at < count, self[at].isASCIISpace { at += 1 }
        return at
    }

    // Where the text lies between the spaces around it.
    var withoutOuterSpaces: Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start].isASCIISpace { start += 1 }
        while end > start, self[end - 1].isASCIISpace { end -= 1 }
        return start..<end
    }

    // Nanoseconds of the digits from a place on; those past the ninth are cut. Nil without digits.
    func fraction(at place: Int) -> (nanoseconds: Int32, end: Int)? {
        var at = place
        var value: Int32 = 0
        var scale: Int32 = 100_000_000
        while at < count, self[at].isASCIIDigit {
            value += Int32(self[at] - 48) * scale
            scale /= 10
            at += 1
        }
        return at == place ? nil : (value, at)
    }
}
