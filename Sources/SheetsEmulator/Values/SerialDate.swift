/// Dates as spreadsheets count them: days since 1899-12-30, the time of day a fraction.
enum SerialDate {
    struct Parts: Equatable {
        var year: Int
        var month: Int
        var day: Int
        var hour = 0
        var minute = 0
        var second = 0
        var millisecond = 0
        /// 0 is Sunday.
        var weekday = 0
    }

    private static let unixEpoch = 25_569

    /// Days from 1970-01-01, proleptic Gregorian.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    static func serial(_ year: Int, _ month: Int, _ day: Int, seconds: Double = 0) -> Double {
        Double(days(year, month, day) + unixEpoch) + seconds / 86_400
    }

    static func parts(_ serial: Double) -> Parts {
        let milliseconds = (serial * 86_400_000).rounded()
        let day = (milliseconds / 86_400_000).rounded(.down)
        let rest = Int(milliseconds - day * 86_400_000)
        let days = Int(max(-1e8, min(1e8, day))) - unixEpoch
        let (year, month, date) = civil(days)
        return Parts(
            year: year,
            month: month,
            day: date,
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1000 % 60,
            millisecond: rest % 1000,
            weekday: ((days + 4) % 7 + 7) % 7
        )
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// The time of a `Date` header.
    static func httpDate(milliseconds: Int64) -> String {
        let parts = parts(Double(unixEpoch) + Double(milliseconds / 1000) / 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(weekdays[parts.weekday].prefix(3)), \(two(parts.day)) "
            + "\(months[parts.month - 1].prefix(3)) \(parts.year) "
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) GMT"
    }

    /// The time as RFC 3339 in UTC, to the millisecond.
    static func rfc3339(milliseconds: Int64) -> String {
        let seconds = Double(unixEpoch) + Double(milliseconds) / 86_400_000
        return NumberPattern.date(seconds, "yyyy-mm-dd\"T\"hh:mm:ss.000\"Z\"")
    }
}
