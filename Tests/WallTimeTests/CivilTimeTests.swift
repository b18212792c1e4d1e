import Testing

@testable import WallTime

@Test
func `every day from year 1 to 9999 follows the one before`() throws {
    var day: Int64 = -719_162  // 0001-01-01, a Monday
    var weekday = 1
    for year in 1...9_999 {
        var dayOfYear = 1
        let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for month in 1...12 {
            for dayOfMonth in 1...lengths[month - 1] {
                let date = CivilDate(daysSince1970: day)
                guard date.year == year, date.month == month, date.day == dayOfMonth,
                    date.weekday == weekday, date.dayOfYear == dayOfYear,
                    CivilDate(year: year, month: month, day: dayOfMonth) == date
                else {
                    Issue.record("day \(day) became \(date), not \(year)-\(month)-\(dayOfMonth)")
                    return
                }
                day += 1
                dayOfYear += 1
                weekday = weekday % 7 + 1
            }
        }
    }
    #expect(day == 2_932_897)
}

@Test(
    arguments: [
        (2025, 2, 29, 0, 0, 0), (1900, 2, 29, 0, 0, 0), (2026, 4, 31, 0, 0, 0),
        (2026, 0, 1, 0, 0, 0), (2026, 13, 1, 0, 0, 0), (0, 1, 1, 0, 0, 0),
        (10_000, 1, 1, 0, 0, 0), (2026, 1, 1, 24, 0, 0), (2026, 1, 1, 0, 60, 0),
        (2026, 1, 1, 0, 0, 60), (2026, 1, 1, -1, 0, 0), (.max, .max, .max, .max, .max, .max),
    ]
)
func `what calendar and clock do not have is refused`(
    year: Int,
    month: Int,
    day: Int,
    hour: Int,
    minute: Int,
    second: Int
) {
    let civil = CivilTime(
        year: year,
        month: month,
        day: day,
        hour: hour,
        minute: minute,
        second: second
    )
    #expect(civil == nil)
}

@Test
func `an offset moves the clock over midnight`() {
    let civil = CivilTime(seconds: 1_767_225_600, offset: -18_000, nanosecond: 7)
    #expect(civil.year == 2025 && civil.month == 12 && civil.day == 31)
    #expect(civil.hour == 19 && civil.minute == 0 && civil.second == 0 && civil.nanosecond == 7)
    #expect(civil.weekday == 3 && civil.dayOfYear == 365)
}

@Test(
    arguments: [
        (2026, 1, 1, 0, 0, 46_023, 46_023.0), (2026, 1, 1, 18, 0, 46_023, 46_023.75),
        (1970, 1, 1, 0, 0, 25_569, 25_569.0), (1900, 3, 1, 6, 0, 61, 61.25),
        (1899, 12, 29, 12, 0, -1, -0.5),
    ] as [(Int, Int, Int, Int, Int, Int64, Double)]
)
func `a spreadsheet serial counts days from 30 December 1899`(
    year: Int,
    month: Int,
    day: Int,
    hour: Int,
    minute: Int,
    serialDay: Int64,
    value: Double
) throws {
    let civil = try #require(
        CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)
    )
    let serial = SpreadsheetSerial(civil)
    #expect(serial.day == serialDay)
    #expect(serial.secondOfDay == hour * 3_600 + minute * 60)
    #expect(serial.value == value)
}
