// Reads Thu, 1 Jan 2026 00:00:00 +0000, with or without weekday and seconds, and with a comment
// in brackets at its end.
//
// Source: https://www.rfc-editor.org/rfc/rfc2822#section-3.3
enum RFC2822Text {
    private static let weekdays = ThreeLetters.numbers("mon tue wed thu fri sat sun")
    private static let months = ThreeLetters.numbers(
        "jan feb mar apr may jun jul aug sep oct nov dec"
    )

    static func read(
        _ text: borrowing Span<UInt8>
    ) throws(TimestampProblem.Kind) -> WrittenTime {
        var at = 0
        var weekday: Int?
        if text[0].isASCIILetter {
            guard let index = weekdays.firstIndex(of: text.word(at: 0)), text.has(",", at: 3)
            else { throw .notATime }
            weekday = index + 1
            at = text.afterSpaces(4)
        }
        guard let (date, next) = try date(in: text, at: at) else { throw .notATime }
        var time = WrittenTime(date: date)
        at = next
        if let weekday, weekday != date.weekday {
            throw .noSuchTime("that day is another day of the week")
        }
        guard let hour = text.twoDigits(at: at), text.has(":", at: at + 2),
            let minute = text.twoDigits(at: at + 3)
        else { throw .notATime }
        at += 5
        var second = 0
        if text.has(":", at: at) {
            guard let value = text.twoDigits(at: at + 1) else { throw .notATime }
            second = value
            at += 3
        }
        try time.setClock(hour, minute, second)
        let end = endOfZone(in: text, from: at)
        at = text.afterSpaces(at)
        guard at < end else { return time }
        time.offset = try OffsetText.seconds(text.extracting(0..<end), from: at)
        guard time.offset != nil else { throw .notATime }
        return time
    }

    private static func date(
        in text: borrowing Span<UInt8>,
        at start: Int
    ) throws(TimestampProblem.Kind) -> (CivilDate, end: Int)? {
        var at = start
        var day = 0
        while at < text.count, at - start < 2, text[at].isASCIIDigit {
            day = day * 10 + Int(text[at] - 48)
            at += 1
        }
        guard at > start, text.has(" ", at: at) else { return nil }
        at = text.afterSpaces(at)
        guard let month = months.firstIndex(of: text.word(at: at)), text.has(" ", at: at + 3)
        else { return nil }
        at = text.afterSpaces(at + 3)
        guard let century = text.twoDigits(at: at), let yearOfCentury = text.twoDigits(at: at + 2),
            text.has(" ", at: at + 4)
        else { return nil }
        let year = century * 100 + yearOfCentury
        guard let date = CivilDate(year: year, month: month + 1, day: day) else {
            guard year > 0 else { throw .outOfRange }
            throw .noSuchTime("the calendar has no such day")
        }
        return (date, text.afterSpaces(at + 4))
    }

    // Mail programs add the zone's name: +0000 (UTC).
    private static func endOfZone(in text: borrowing Span<UInt8>, from start: Int) -> Int {
        var end = text.count
        guard end > start, text[end - 1] == UInt8(ascii: ")") else { return end }
        while end > start, text[end - 1] != UInt8(ascii: "(") { end -= 1 }
        guard end > start else { return text.count }
        end -= 1
        while end > start, text[end - 1].isASCIISpace { end -= 1 }
        return end
    }
}
