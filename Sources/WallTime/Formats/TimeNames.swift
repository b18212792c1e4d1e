// The words of one language, as UTF-8 because that is how they are appended.
//
// A class, so that a format that is handed on counts one reference and not nine.
final class TimeNames: Hashable, Sendable {
    let months: [[UInt8]]
    let shortMonths: [[UInt8]]
    // German drops the full stop where the month stands alone; elsewhere both are equal.
    let standaloneShortMonths: [[UInt8]]
    // Monday first.
    let weekdays: [[UInt8]]
    let shortWeekdays: [[UInt8]]
    let morning: [UInt8]
    let afternoon: [UInt8]
    let gmt: [UInt8]

    init(
        months: String,
        shortMonths: String,
        standaloneShortMonths: String? = nil,
        weekdays: String,
        shortWeekdays: String,
        morning: String = "AM",
        afternoon: String = "PM",
        gmt: String = "GMT"
    ) {
        func words(_ text: String) -> [[UInt8]] {
            text.split(separator: " ").map { Array($0.utf8) }
        }
        self.months = words(months)
        self.shortMonths = words(shortMonths)
        self.standaloneShortMonths = words(standaloneShortMonths ?? shortMonths)
        self.weekdays = words(weekdays)
        self.shortWeekdays = words(shortWeekdays)
        self.morning = Array(morning.utf8)
        self.afternoon = Array(afternoon.utf8)
        self.gmt = Array(gmt.utf8)
    }

    // There is one object for each language.
    static func == (left: TimeNames, right: TimeNames) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
