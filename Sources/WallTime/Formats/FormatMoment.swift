// Everything that the pieces of a format can ask for.
struct FormatMoment {
    var timestamp: Timestamp
    var civil: CivilTime
    var offset: ZoneOffset
    var zoneName: [UInt8]
}

extension TimeFormat {
    func append(_ piece: FormatPiece, of moment: borrowing FormatMoment, to bytes: inout [UInt8]) {
        let second = moment.civil.secondOfDay
        switch piece {
        case .literal(let start, let end):
            // Most are one byte, for which a slice's reference count costs more than the loop.
            for index in start..<end { bytes.append(literals[index]) }
        case .year(let width):
            bytes.append(decimal: moment.civil.year, width: width)
        case .yearOfCentury:
            bytes.append(twoDigits: Int(moment.civil.year.magnitude % 100))
        case .month(let width):
            bytes.append(number: moment.civil.month, width)
        case .monthName(let form):
            bytes.append(contentsOf: locale.month(moment.civil.month, form))
        case .day(let width):
            bytes.append(number: moment.civil.day, width)
        case .dayOfYear(let width):
            bytes.append(decimal: moment.civil.dayOfYear, width: width)
        case .weekday(let form):
            bytes.append(contentsOf: locale.weekday(moment.civil.weekday, form))
        case .hour(let cycle, let width):
            bytes.append(number: cycle.hour(second / 3_600), width)
        case .minute(let width):
            bytes.append(number: second / 60 % 60, width)
        case .second(let width):
            bytes.append(number: second % 60, width)
        case .fraction(let digits):
            bytes.append(fraction: moment.timestamp.nanoseconds, digits: digits)
        case .fractionIfAny:
            bytes.append(fractionIfAny: moment.timestamp.nanoseconds)
        case .dayPeriod:
            bytes.append(contentsOf: locale.dayPeriod(isAfternoon: second >= 43_200))
        case .offset(let style):
            style.append(moment.offset, prefix: locale.names.gmt, to: &bytes)
        case .abbreviation:
            bytes.append(contentsOf: moment.offset.abbreviation.utf8)
        case .zoneName:
            bytes.append(contentsOf: moment.zoneName)
        case .unixSeconds:
            bytes.append(decimal: Int(moment.timestamp.seconds))
        }
    }
}

extension [UInt8] {
    // A number of at most two digits, which most of a format is.
    @inline(__always)
    fileprivate mutating func append(number: Int, _ width: Int) {
        if width == 2 || number >= 10 {
            append(twoDigits: number)
        } else {
            append(48 &+ UInt8(truncatingIfNeeded: number))
        }
    }
}
