/// Names what calendar and clock on a wall show, without saying where the wall is.
package struct CivilTime: Hashable, Sendable {
    /// Names the day.
    package let date: CivilDate
    /// Counts the seconds since the day's midnight on the clock, 0…86,399.
    package let secondOfDay: Int
    /// Counts the nanoseconds after the second, 0…999,999,999.
    package let nanosecond: Int32

    /// Returns what a clock shows at that Unix second where it runs `offset` seconds ahead of UTC.
    package init(seconds: Int64, offset: Int32 = 0, nanosecond: Int32 = 0) {
        self.init(localSeconds: seconds.saturatingSum(Int64(offset)), nanosecond: nanosecond)
    }

    /// Returns what a clock shows at an instant under an offset.
    package init(_ timestamp: Timestamp, at offset: ZoneOffset) {
        self.init(
            seconds: timestamp.seconds,
            offset: offset.seconds,
            nanosecond: timestamp.nanoseconds
        )
    }

    /// Returns the time with these parts, or nil if calendar or clock have no such time.
    ///
    /// Years 1…9999; the hour is at most 23, the second at most 59.
    package init?(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        nanosecond: Int32 = 0
    ) {
        guard let date = CivilDate(year: year, month: month, day: day),
            0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second, 0..<1_000_000_000 ~= nanosecond
        else { return nil }
        self.date = date
        secondOfDay = hour * 3_600 + minute * 60 + second
        self.nanosecond = nanosecond
    }

    init(localSeconds: Int64, nanosecond: Int32) {
        let days = localSeconds.flooredQuotient(by: 86_400)
        date = CivilDate(daysSince1970: days)
        // At the edge of 64 bits the day begins before the first number there is; the wrap undoes itself.
        secondOfDay = Int(localSeconds &- days &* 86_400)
        self.nanosecond = nanosecond
    }

    /// Names the year; 0 is the year before 1.
    package var year: Int { date.year }
    /// Names the month, 1…12.
    package var month: Int { date.month }
    /// Names the day of the month, 1…31.
    package var day: Int { date.day }
    /// Names the hour, 0…23.
    package var hour: Int { secondOfDay / 3_600 }
    /// Names the minute, 0…59.
    package var minute: Int { secondOfDay / 60 % 60 }
    /// Names the second, 0…59.
    package var second: Int { secondOfDay % 60 }
    /// Names the day of the week, 1 for Monday … 7 for Sunday.
    package var weekday: Int { date.weekday }
    /// Counts the day within its year, 1…366.
    package var dayOfYear: Int { date.dayOfYear }

    // Seconds since the epoch on a wall that shows UTC.
    var localSeconds: Int64 {
        let (product, overflow) = date.daysSince1970.multipliedReportingOverflow(by: 86_400)
        guard !overflow else { return date.daysSince1970 < 0 ? .min : .max }
        return product.saturatingSum(Int64(secondOfDay))
    }
}
