// Reads 2026-01-01T00:00:00.000Z and what is commonly written in its place: a space or a small t,
// a comma, no seconds, an offset in any short form, no offset, or the date alone.
//
// Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
enum RFC3339Text {
    static func fits(_ text: borrowing Span<UInt8>) -> Bool {
        text.count >= 10 && text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-")
            && text[0].isASCIIDigit
    }

    static func read(
        _ text: borrowing Span<UInt8>
    ) throws(TimestampProblem.Kind) -> WrittenTime {
        guard let century = text.twoDigits(at: 0), let yearOfCentury = text.twoDigits(at: 2),
            let month = text.twoDigits(at: 5), let day = text.twoDigits(at: 8)
        else { throw .notATime }
        let year = century * 100 + yearOfCentury
        guard let date = CivilDate(year: year, month: month, day: day) else {
            guard year > 0 else { throw .outOfRange }
            throw .noSuchTime("the calendar has no such day")
        }
        var time = WrittenTime(date: date)
        guard text.count > 10 else { return time }
        guard text.isLetter("t", at: 10) || text[10] == 32,
            let hour = text.twoDigits(at: 11), text.has(":", at: 13),
            let minute = text.twoDigits(at: 14)
        else { throw .notATime }
        var at = 16
        var second = 0
        if text.has(":", at: at) {
            guard let value = text.twoDigits(at: at + 1) else { throw .notATime }
            second = value
            at += 3
            if text.has(".", at: at) || text.has(",", at: at) {
                guard let fraction = text.fraction(at: at + 1) else { throw .notATime }
                time.nanoseconds = fraction.nanoseconds
                at = fraction.end
            }
        }
        try time.setClock(hour, minute, second)
        at = text.afterSpaces(at)
        guard at < text.count else { return time }
        time.offset = try OffsetText.seconds(text, from: at)
        guard time.offset != nil else { throw .notATime }
        return time
    }
}
