// The moment in each year at which a zone's rule turns daylight time on or off.
struct YearlyMoment: Hashable, Sendable {
    enum Day: Hashable, Sendable {
        // Jn: 1…365, and 29 February is never counted.
        case withoutLeapDay(Int)
        // n: 0…365, and 29 February counts.
        case zeroBased(Int)
        // Mm.w.d: the w-th such weekday of the month, 0 for Sunday; week 5 is the last.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    let day: Day
    // Seconds after that day's local midnight, -167…167 hours.
    let secondOfDay: Int64

    // Local seconds since the epoch, on the clock that the moment's own offset defines.
    func localSeconds(in year: Int64) -> Int64 {
        days(in: year) * 86_400 + secondOfDay
    }

    private func days(in year: Int64) -> Int64 {
        let newYear = CivilDate.days(year: year, month: 1, day: 1)
        switch day {
        case .zeroBased(let count):
            return newYear + Int64(count)
        case .withoutLeapDay(let count):
            let skipsLeapDay = count >= 60 && CivilDate.isLeap(Int(year))
            return newYear + Int64(count) - 1 + (skipsLeapDay ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CivilDate.days(year: year, month: month, day: 1)
            let firstWeekday = CivilDate.weekday(ofDay: first) % 7
            let toFirstMatch = (weekday - firstWeekday + 7) % 7
            var dayOfMonth = 1 + toFirstMatch + (week - 1) * 7
            if dayOfMonth > CivilDate.length(ofMonth: month, in: Int(year)) { dayOfMonth -= 7 }
            return first + Int64(dayOfMonth) - 1
        }
    }
}
