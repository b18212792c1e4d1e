// What the fields of a pattern have found in a text so far.
//
// A part may be found twice, as the month in 2026-03-01 (March); both have to agree.
struct PatternFindings {
    private var year: Int?
    private var month: Int?
    private var day: Int?
    private var weekday: Int?
    // 0…24.
    private var hour: Int?
    // 0…11.
    private var hourOfHalf: Int?
    private var isAfternoon: Bool?
    private var minute: Int?
    private var second: Int?
    private var nanoseconds: Int32?
    private var offset: Int32?

    mutating func keep(year value: Int) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &year, "year")
    }

    mutating func keep(month value: Int) throws(TimestampProblem.Kind) {
        guard 1...12 ~= value else { throw .noSuchTime("a month is 1 to 12, not \(value)") }
        try PatternFindings.keep(value, in: &month, "month")
    }

    mutating func keep(day value: Int) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &day, "day")
    }

    mutating func keep(weekday value: Int) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &weekday, "day of the week")
    }

    mutating func keep(
        hour value: Int,
        _ cycle: FormatPiece.HourCycle
    ) throws(TimestampProblem.Kind) {
        switch cycle {
        case .from0to23:
            try PatternFindings.keep(value, in: &hour, "hour")
        case .from1to24:
            guard 1...24 ~= value else { throw .noSuchTime("this hour is 1 to 24, not \(value)") }
            try PatternFindings.keep(value % 24, in: &hour, "hour")
        case .from1to12:
            guard 1...12 ~= value else { throw .noSuchTime("this hour is 1 to 12, not \(value)") }
            try PatternFindings.keep(value % 12, in: &hourOfHalf, "hour")
        case .from0to11:
            guard 0...11 ~= value else { throw .noSuchTime("this hour is 0 to 11, not \(value)") }
            try PatternFindings.keep(value, in: &hourOfHalf, "hour")
        }
    }

    mutating func keep(isAfternoon value: Bool) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &isAfternoon, "half of the day")
    }

    mutating func keep(minute value: Int) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &minute, "minute")
    }

    mutating func keep(second value: Int) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &second, "second")
    }

    mutating func keep(nanoseconds value: Int32) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &nanoseconds, "fraction of the second")
    }

    mutating func keep(offset value: Int32) throws(TimestampProblem.Kind) {
        try PatternFindings.keep(value, in: &offset, "offset")
    }

    private static func keep<Value: Equatable>(
        _ value: Value,
        in part: inout Value?,
        _ name: StaticString
    ) throws(TimestampProblem.Kind) {
        if let part, part != value {
            throw .noSuchTime("it names the \(name) twice, and not the same one")
        }
        part = value
    }

    func writtenTime() throws(TimestampProblem.Kind) -> WrittenTime {
        guard let year, let month, let day,
            let date = CivilDate(year: year, month: month, day: day)
        else {
            guard year != 0 else { throw .outOfRange }
            throw .noSuchTime("the calendar has no such day")
        }
        if let weekday, weekday != date.weekday {
            throw .noSuchTime("that day is another day of the week")
        }
        var time = WrittenTime(date: date)
        time.nanoseconds = nanoseconds ?? 0
        time.offset = offset
        try time.setClock(try wholeHour(), minute ?? 0, second ?? 0)
        return time
    }

    private func wholeHour() throws(TimestampProblem.Kind) -> Int {
        var whole = hour
        if let hourOfHalf, let isAfternoon {
            try PatternFindings.keep(hourOfHalf + (isAfternoon ? 12 : 0), in: &whole, "hour")
        } else if let hour, let isAfternoon, (hour % 24 >= 12) != isAfternoon {
            throw .noSuchTime("that hour lies in the other half of the day")
        }
        return whole ?? 0
    }
}
