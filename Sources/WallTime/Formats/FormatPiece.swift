// One step of a compiled format. Only numbers, so that walking the steps counts no references.
enum FormatPiece: Hashable, Sendable {
    enum NameForm: Hashable, Sendable {
        case abbreviated
        case wide
        case standaloneAbbreviated
        case standaloneWide
    }

    enum HourCycle: Hashable, Sendable {
        // H
        case from0to23
        // h
        case from1to12
        // K
        case from0to11
        // k
        case from1to24

        func hour(_ hour: Int) -> Int {
            switch self {
            case .from0to23: hour
            case .from1to12: hour % 12 == 0 ? 12 : hour % 12
            case .from0to11: hour % 12
            case .from1to24: hour == 0 ? 24 : hour
            }
        }
    }

    // A stretch of the format's literal bytes.
    case literal(start: Int, end: Int)
    case year(width: Int)
    case yearOfCentury
    case month(width: Int)
    case monthName(NameForm)
    case day(width: Int)
    case dayOfYear(width: Int)
    case weekday(NameForm)
    case hour(HourCycle, width: Int)
    case minute(width: Int)
    case second(width: Int)
    case fraction(digits: Int)
    case fractionIfAny
    case dayPeriod
    case offset(OffsetStyle)
    case abbreviation
    case zoneName
    case unixSeconds

    // How a text moves while the day and the offset stay.
    enum Pace: Int, Comparable, Sendable {
        // Not at all.
        case daily
        // Always in the same bytes.
        case clock
        // Only a whole second stays in the same bytes.
        case fraction
        // In length with the hour, within it always in the same bytes.
        case hourly
        // In length at any time.
        case irregular

        static func < (left: Pace, right: Pace) -> Bool { left.rawValue < right.rawValue }
    }

    var pace: Pace {
        switch self {
        case .hour(_, 2), .minute(2), .second(2), .fraction, .dayPeriod: .clock
        case .fractionIfAny: .fraction
        case .hour: .hourly
        case .minute, .second, .unixSeconds: .irregular
        default: .daily
        }
    }
}
