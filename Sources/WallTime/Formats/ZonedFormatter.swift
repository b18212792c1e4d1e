/// Writes many instants in one zone and one format, fast where they lie near each other.
///
/// Keeps the offset's window and the text of the last day, or hour where the format writes that in
/// one digit or two, so a further instant costs one copy and a few digits. A copy of the formatter
/// is independent.
package struct ZonedFormatter: Sendable {
    /// Tells the format.
    package let format: TimeFormat
    /// Names the zone, such as `America/Bogota`.
    package let zoneName: String
    private let rules: TimeZoneRules
    private let pace: FormatPiece.Pace
    private var window: OffsetWindow
    private var windowStart: Int64
    private var windowEnd: Int64
    private var offset: Int64
    private var dayStart: Int64
    // The stretch of local time for which the template holds: a day or an hour.
    private let span: Int64
    private var spanStart: Int64
    // 0 until a template is at hand, so that no instant lies in it.
    private var spanLength: UInt64 = 0
    private var offsetText: [UInt8] = []
    private var moment: FormatMoment
    private var template: ClockTemplate

    /// Makes a formatter for a zone's rules under the name that the zone is to be shown with.
    package init(rules: TimeZoneRules, zoneName: String, format: TimeFormat) {
        self.rules = rules
        self.zoneName = zoneName
        self.format = format
        pace = format.pace
        span = pace == .hourly ? 3_600 : 86_400
        window = rules.window(at: 0)
        moment = FormatMoment(
            timestamp: Timestamp(seconds: 0),
            civil: CivilTime(seconds: 0),
            offset: window.offset,
            zoneName: Array(zoneName.utf8)
        )
        template = ClockTemplate(format.locale)
        // An empty window and no template: the first instant fetches both.
        windowStart = .max
        windowEnd = .min
        offset = 0
        dayStart = 0
        spanStart = 0
    }

    /// Appends an instant as UTF-8.
    package mutating func append(_ timestamp: Timestamp, to bytes: inout [UInt8]) {
        let seconds = timestamp.seconds
        if seconds < windowStart || seconds >= windowEnd { adopt(rules.window(at: seconds)) }
        let local = seconds.saturatingSum(offset)
        if UInt64(bitPattern: local &- spanStart) >= spanLength { enterSpan(of: local) }
        let second = Int(local &- dayStart)
        if pace != .irregular, pace != .fraction || timestamp.nanoseconds == 0 {
            template.append(second: second, nanoseconds: timestamp.nanoseconds, to: &bytes)
            return
        }
        moment.timestamp = timestamp
        moment.civil = CivilTime(date: moment.civil.date, secondOfDay: second)
        for piece in format.pieces { format.append(piece, of: moment, to: &bytes) }
    }

    /// Appends the zone's offset at an instant, such as `-05:00`.
    package mutating func appendOffset(at timestamp: Timestamp, to bytes: inout [UInt8]) {
        let seconds = timestamp.seconds
        if seconds < windowStart || seconds >= windowEnd { adopt(rules.window(at: seconds)) }
        if offsetText.isEmpty {
            let style = OffsetStyle.numeric(minutes: .withColon, zForZero: false)
            style.append(window.offset, to: &offsetText)
        }
        bytes.append(contentsOf: offsetText)
    }

    /// Returns the window around an instant, by which the next ``append(_:to:)`` will write it.
    package mutating func window(at seconds: Int64) -> OffsetWindow {
        if seconds < windowStart || seconds >= windowEnd { adopt(rules.window(at: seconds)) }
        return window
    }

    /// Takes a window that is known better than by the rules, and keeps it until an instant lies outside.
    package mutating func adopt(_ window: OffsetWindow) {
        self.window = window
        windowStart = window.start ?? .min
        windowEnd = window.end ?? .max
        moment.offset = format.shown(window.offset)
        offset = Int64(moment.offset.seconds)
        spanLength = 0
        offsetText.removeAll(keepingCapacity: true)
    }

    private mutating func enterSpan(of local: Int64) {
        let days = local.flooredQuotient(by: 86_400)
        dayStart = days &* 86_400
        let second = (local &- dayStart) / span * span
        spanStart = dayStart &+ second
        spanLength = UInt64(span)
        let date = CivilDate(daysSince1970: days)
        moment.civil = CivilTime(date: date, secondOfDay: Int(second))
        if pace != .irregular { template.render(format, moment) }
    }
}

extension CivilTime {
    fileprivate init(date: CivilDate, secondOfDay: Int) {
        self.date = date
        self.secondOfDay = secondOfDay
        nanosecond = 0
    }
}
