import TestSupport
import WallTime

/// Rules of made-up zones: a hundred days an hour ahead of UTC, a hundred days two hours.
enum Seasons {
    static let day: Int64 = 86_400
    static let length = 100 * day
    static let noon = Sample.noon.seconds
    static let midnight = noon - day / 2
    /// The season around noon.
    static let now = both.window(at: noon)

    static let both: TimeZoneRules = {
        let windows = (Int64(0)..<260).map { index in
            let offset = index.isMultiple(of: 2) ? winter : summer
            return OffsetWindow(start: index * length, end: (index + 1) * length, offset: offset)
        }
        return TimeZoneRules.fixed(winter).pinned(windows)
    }()

    private static let winter = ZoneOffset(seconds: 3_600, abbreviation: "WT")
    private static let summer = ZoneOffset(seconds: 7_200, isDaylight: true, abbreviation: "ST")

    /// The rules of every zone whose name has a slash and does not begin with `None`.
    static func rules(_ zone: String) -> TimeZoneRules? {
        zone.contains("/") && !zone.hasPrefix("None") ? both : nil
    }
}
