// Reads the offset from UTC with which a written time ends.
enum OffsetText {
    private static let namesOfUTC = ThreeLetters.numbers("gmt utc")

    // Z, ±hh, ±hhmm, ±hh:mm, or one of the names that RFC 2822 gives to UTC. Nil if it is none.
    //
    // -00:00 says that the local zone is unknown and the time is UTC (RFC 3339 §4.3).
    static func seconds(
        _ text: borrowing Span<UInt8>,
        from start: Int
    ) throws(TimestampProblem.Kind) -> Int32? {
        let length = text.count - start
        guard length > 0 else { return nil }
        let sign = text[start]
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            if length == 1, text.isLetter("z", at: start) { return 0 }
            if length == 2, text.isLetter("u", at: start), text.isLetter("t", at: start + 1) {
                return 0
            }
            let isUTC = length == 3 && namesOfUTC.contains(text.word(at: start))
            return isUTC ? 0 : nil
        }
        guard let hours = text.twoDigits(at: start + 1) else { return nil }
        var minutes = 0
        if length != 3 {
            let place = text.has(":", at: start + 3) ? start + 4 : start + 3
            guard let value = text.twoDigits(at: place), place + 2 == text.count else { return nil }
            minutes = value
        }
        guard hours < 24, minutes < 60 else {
            throw .noSuchTime("an offset goes up to 23:59")
        }
        let magnitude = Int32(hours * 3_600 + minutes * 60)
        return sign == UInt8(ascii: "-") ? -magnitude : magnitude
    }
}
