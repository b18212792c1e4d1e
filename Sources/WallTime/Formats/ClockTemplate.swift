// The text of a day or an hour under one offset, in which only the clock's digits are left to fill in.
struct ClockTemplate {
    private enum Filling {
        case hour(FormatPiece.HourCycle)
        case minute
        case second
        case fraction(digits: Int)
        case dayPeriod
    }

    private struct Mark {
        let position: Int
        let filling: Filling
    }

    private var bytes: [UInt8] = []
    private var marks: [Mark] = []
    private let morning: [UInt8]
    private let afternoon: [UInt8]

    init(_ locale: TimeLocale) {
        morning = locale.dayPeriod(isAfternoon: false)
        afternoon = locale.dayPeriod(isAfternoon: true)
    }

    // Works for formats whose pieces that change within that time never change their width.
    mutating func render(_ format: borrowing TimeFormat, _ moment: borrowing FormatMoment) {
        bytes.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        for piece in format.pieces where piece.pace != .fraction {
            if let filling = ClockTemplate.filling(for: piece) {
                marks.append(Mark(position: bytes.count, filling: filling))
            }
            format.append(piece, of: moment, to: &bytes)
        }
    }

    private static func filling(for piece: FormatPiece) -> Filling? {
        switch piece {
        case .hour(let cycle, 2): .hour(cycle)
        case .minute: .minute
        case .second: .second
        case .fraction(let digits): .fraction(digits: digits)
        case .dayPeriod: .dayPeriod
        default: nil
        }
    }

    @inline(__always)
    func append(second: Int, nanoseconds: Int32, to text: inout [UInt8]) {
        let start = text.count
        text.append(contentsOf: bytes)
        let second = UInt32(truncatingIfNeeded: second)
        let hour = second / 3_600
        let minute = second / 60 % 60
        var written = text.mutableSpan
        let marks = marks.span
        for index in marks.indices {
            let place = start &+ marks[index].position
            switch marks[index].filling {
            case .hour(let cycle):
                written.set(twoDigits: UInt32(truncatingIfNeeded: cycle.hour(Int(hour))), at: place)
            case .minute: written.set(twoDigits: minute, at: place)
            case .second: written.set(twoDigits: second % 60, at: place)
            case .fraction(let digits):
                var rest = Int(nanoseconds)
                var scale = 100_000_000
                for digit in 0..<digits {
                    written[place + digit] = 48 &+ UInt8(truncatingIfNeeded: rest / scale)
                    rest %= scale
                    scale /= 10
                }
            case .dayPeriod:
                // Both halves of the day have names of one length in each language.
                let name = hour < 12 ? morning : afternoon
                for index in name.indices { written[place + index] = name[index] }
            }
        }
    }
}

extension MutableSpan<UInt8> {
    @inline(__always)
    fileprivate mutating func set(twoDigits value: UInt32, at place: Int) {
        self[place] = 48 &+ UInt8(truncatingIfNeeded: value / 10)
        self[place + 1] = 48 &+ UInt8(truncatingIfNeeded: value % 10)
    }
}
