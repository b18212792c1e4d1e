// Reads a POSIX TZ string with the extensions that RFC 9636 §3.3.1 allows in zone files.
struct ZoneRuleReader {
    private let bytes: [UInt8]
    private var at = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func read(_ bytes: [UInt8]) throws(TimeZoneProblem) -> ZoneRule {
        var reader = ZoneRuleReader(bytes)
        let rule = try reader.rule()
        guard reader.at == bytes.count else { throw reader.expected("the rule's end") }
        return rule
    }

    private mutating func rule() throws(TimeZoneProblem) -> ZoneRule {
        let name = try abbreviation()
        let seconds = try -duration(hours: 24, "hours from UTC, 0…24")
        let standard = ZoneOffset(seconds: Int32(seconds), abbreviation: name)
        guard at < bytes.count else { return ZoneRule(standard: standard, daylight: nil) }
        let daylightName = try abbreviation()
        var daylightSeconds = seconds + 3_600
        if let next = peek(), next != UInt8(ascii: ",") {
            daylightSeconds = try -duration(hours: 24, "hours from UTC, 0…24, or a comma")
        }
        let daylight = ZoneOffset(
            seconds: Int32(daylightSeconds),
            isDaylight: true,
            abbreviation: daylightName
        )
        let start = try moment()
        let end = try moment()
        return ZoneRule(
            standard: standard,
            daylight: ZoneRule.Daylight(offset: daylight, start: start, end: end)
        )
    }

    private mutating func abbreviation() throws(TimeZoneProblem) -> String {
        let isQuoted = take(UInt8(ascii: "<"))
        let start = at
        while let byte = peek(), byte.isASCIILetter || (isQuoted && byte.isDigitOrSign) { at += 1 }
        guard at - start >= 3 else { throw expected("a name of three letters or more") }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        if isQuoted, !take(UInt8(ascii: ">")) { throw expected("\">\" after the name") }
        return name
    }

    private mutating func moment() throws(TimeZoneProblem) -> YearlyMoment {
        guard take(UInt8(ascii: ",")) else { throw expected("a comma and a date") }
        let day: YearlyMoment.Day
        if take(UInt8(ascii: "J")) {
            day = .withoutLeapDay(try number(1...365, "a day, 1…365"))
        } else if take(UInt8(ascii: "M")) {
            let month = try number(1...12, "a month, 1…12")
            guard take(UInt8(ascii: ".")) else { throw expected("a point and a week") }
            let week = try number(1...5, "a week, 1…5")
            guard take(UInt8(ascii: ".")) else { throw expected("a point and a weekday") }
            day = .weekday(month: month, week: week, weekday: try number(0...6, "a weekday, 0…6"))
        } else {
            day = .zeroBased(try number(0...365, "a day: 0…365, J1…J365 or Mm.w.d"))
        }
        // Without a time of day the change comes at two o'clock.
        guard take(UInt8(ascii: "/")) else { return YearlyMoment(day: day, secondOfDay: 7_200) }
        let time = try duration(hours: 167, "hours, -167…167")
        return YearlyMoment(day: day, secondOfDay: time)
    }

    private mutating func duration(
        hours: Int,
        _ expectation: String
    ) throws(TimeZoneProblem) -> Int64 {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        var seconds = Int64(try number(0...hours, expectation)) * 3_600
        if take(UInt8(ascii: ":")) {
            seconds += Int64(try number(0...59, "minutes, 0…59")) * 60
            if take(UInt8(ascii: ":")) { seconds += Int64(try number(0...59, "seconds, 0…59")) }
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func number(
        _ range: ClosedRange<Int>,
        _ expectation: String
    ) throws(TimeZoneProblem) -> Int {
        let start = at
        var value = 0
        // Three digits are the most that any part of a rule has.
        while at - start < 3, let byte = peek(), byte.isASCIIDigit {
            value = value * 10 + Int(byte - 48)
            at += 1
        }
        guard at > start, range ~= value else {
            at = start
            throw expected(expectation)
        }
        return value
    }

    private func peek() -> UInt8? {
        at < bytes.count ? bytes[at] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        at += 1
        return true
    }

    private func expected(_ expectation: String) -> TimeZoneProblem {
        .brokenRule(
            text: String(decoding: bytes, as: UTF8.self),
            position: at + 1,
            expected: expectation
        )
    }
}
