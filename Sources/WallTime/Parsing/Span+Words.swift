extension Span<UInt8> {
    // The byte as in small letters: those of ASCII, and À…Þ in UTF-8, which is all that the names of
    // months and days here are written with.
    @inline(__always)
    func smallByte(at place: Int) -> UInt8 {
        let byte = self[place]
        if byte &- 65 < 26 { return byte | 0x20 }
        guard byte &- 0x80 < 0x1F, byte != 0x97, place > 0, self[place - 1] == 0xC3 else {
            return byte
        }
        return byte | 0x20
    }

    // Whether a stretch of another text stands at a place, in small or capital letters.
    func has(_ word: borrowing Span<UInt8>, _ start: Int, _ end: Int, at place: Int) -> Bool {
        guard place >= 0, place <= count - (end - start) else { return false }
        for index in start..<end
        where smallByte(at: place + index - start) != word.smallByte(at: index) { return false }
        return true
    }

    // How many bytes the space at a place has, also one that does not break a line; 0 if none is there.
    func lengthOfSpace(at place: Int) -> Int {
        guard place < count else { return 0 }
        if self[place] == 32 || self[place] == 9 { return 1 }
        // U+00A0, and U+202F, which newer systems write before AM and PM.
        if self[place] == 0xC2, place + 1 < count, self[place + 1] == 0xA0 { return 2 }
        guard self[place] == 0xE2, place + 2 < count, self[place + 1] == 0x80,
            self[place + 2] == 0xAF
        else { return 0 }
        return 3
    }
}
