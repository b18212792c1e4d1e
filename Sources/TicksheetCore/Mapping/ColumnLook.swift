/// A colour, each part from 0 to 255.
package struct CellColor: Sendable, Hashable {
    /// Red.
    package let red: UInt8
    /// Green.
    package let green: UInt8
    /// Blue.
    package let blue: UInt8

    /// Creates a colour from a number such as `0xE8F0FA`.
    package init(_ number: UInt32) {
        red = UInt8(truncatingIfNeeded: number >> 16)
        green = UInt8(truncatingIfNeeded: number >> 8)
        blue = UInt8(truncatingIfNeeded: number)
    }

    /// The colour as one number, such as `0xE8F0FA`.
    package var number: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

    /// The colour as six hexadecimal digits.
    package var hex: String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// Behind a header.
    package static let header = Self(0xE8F0FA)
}

/// How a report's columns look in a spreadsheet, whichever it is.
extension ReportMapping.Column {
    /// Whether it holds times, which a spreadsheet shows as dates where the format allows it.
    package var isTime: Bool {
        guard case .field(let field) = content else { return false }
        switch field {
        case .standard(.time): return true
        case .derived(let field):
            return [
                .received, .sentAt, .deliveredAt, .readAt, .rejectedAt, .firstSeen, .lastSeen,
                .releasedAt,
            ].contains(field)
        case .custom: return isOfTimes
        default: return false
        }
    }

    /// Whether it may hold numbers; all others are texts, whatever people type.
    package var isNumber: Bool {
        switch content {
        case .field(.derived(.times)), .field(.custom): true
        default: false
        }
    }

    /// Its width in pixels at 96 a inch.
    package var width: Int {
        switch content {
        case _ where isTime: 155
        case .field(.standard(.description)), .template: 420
        case .field(.standard(.status)): 100
        default: 140
        }
    }

    /// The texts of it that have a colour behind them: those of statuses that people look for.
    package var colors: [(text: String, color: CellColor)] {
        guard content == .field(.standard(.status)) else { return [] }
        return [
            ("delivered", CellColor(0xD9F0D4)), ("read", CellColor(0xCFE3F2)),
            ("played", CellColor(0xCFE3F2)), ("rejected", CellColor(0xF5CCCC)),
        ].map { (labels[$0.0], $0.1) }
    }
}
