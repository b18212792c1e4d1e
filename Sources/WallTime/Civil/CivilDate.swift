/// Names a day of the Gregorian calendar, also before the calendar was introduced.
package struct CivilDate: Hashable, Sendable {
    /// Counts the days since 1970-01-01.
    package let daysSince1970: Int64
    /// Names the year; 0 is the year before 1.
    package let year: Int
    /// Names the month, 1…12.
    package let month: Int
    /// Names the day of the month, 1…31.
    package let day: Int

    /// Returns the date that many days after 1970-01-01, or before it if negative.
    package init(daysSince1970: Int64) {
        self.daysSince1970 = daysSince1970
        // Years are counted from March so that the leap day is the last of its year; 719,468 days
        // lie between 0000-03-01 and the epoch, 146,097 in 400 years.
        // Source: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
        let (shifted, overflow) = daysSince1970.addingReportingOverflow(719_468)
        let fromMarch = overflow ? Int64.max : shifted
        let era = fromMarch.flooredQuotient(by: 146_097)
        let dayOfEra = fromMarch &- era &* 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Returns the date with these parts, or nil if the calendar has no such day.
    ///
    /// Years 1…9999.
    package init?(year: Int, month: Int, day: Int) {
        guard 1...9_999 ~= year, 1...12 ~= month, day >= 1,
            day <= CivilDate.length(ofMonth: month, in: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        daysSince1970 = CivilDate.days(year: Int64(year), month: month, day: day)
    }

    /// Names the day of the week, 1 for Monday … 7 for Sunday.
    package var weekday: Int { CivilDate.weekday(ofDay: daysSince1970) }

    /// Counts the day within its year, 1…366.
    package var dayOfYear: Int {
        // (367 m - 362) / 12 counts the days before month m if February had 30.
        let before = (367 * month - 362) / 12
        guard month > 2 else { return before + day }
        return before + day - (CivilDate.isLeap(year) ? 1 : 2)
    }

    static func weekday(ofDay daysSince1970: Int64) -> Int {
        // 1970-01-01 was a Thursday.
        let step = daysSince1970 % 7 + 3
        return Int(step < 0 ? step + 7 : step % 7) + 1
    }

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // The caller keeps the year within a few billions; the sum then fits.
    // Source: https://howardhinnant.github.io/date_algorithms.html#days_from_civil
    static func days(year: Int64, month: Int, day: Int) -> Int64 {
        let fromMarch = month <= 2 ? year - 1 : year
        let era = fromMarch.flooredQuotient(by: 400)
        let yearOfEra = fromMarch - era * 400
        let shiftedMonth = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
