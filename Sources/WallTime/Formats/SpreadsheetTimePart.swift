/// One part of how a spreadsheet shows a date cell.
package enum SpreadsheetTimePart: Hashable, Sendable {
    /// Text between the others.
    case text(String)
    /// The year, with two digits or with four.
    case year(isLong: Bool)
    /// The month as a number of so many digits.
    case month(width: Int)
    /// The month's English name.
    case monthName(isLong: Bool)
    /// The day of the month.
    case day(width: Int)
    /// The weekday's English name.
    case weekday(isLong: Bool)
    /// The hour: from 0 to 23, or from 1 to 12 where there is a ``dayPeriod``.
    case hour(width: Int)
    /// The minute.
    case minute(width: Int)
    /// The second.
    case second(width: Int)
    /// Digits of the second behind its point, which stands in the text before.
    case fraction(digits: Int)
    /// AM or PM.
    case dayPeriod
}

extension TimeFormat {
    /// How a spreadsheet shows a date cell as this format would; nil where none can, as for offsets,
    /// zones and the hours `K` and `k`.
    ///
    /// The language of names is that of the spreadsheet, so one with names in another language than
    /// English has none either.
    package var spreadsheetParts: [SpreadsheetTimePart]? {
        var parts: [SpreadsheetTimePart] = []
        for (index, piece) in pieces.enumerated() {
            guard let part = spreadsheetPart(piece, at: index) else { return nil }
            parts.append(part)
        }
        return parts
    }

    /// Returns the part of a second that the format shows, in nanoseconds.
    ///
    /// A spreadsheet would round what it does not show, up to the next day.
    package func shown(nanoseconds: Int32) -> Int32 {
        var unit: Int32 = 1_000_000_000
        for case .fraction(let digits) in pieces {
            var shown: Int32 = 1_000_000_000
            for _ in 0..<min(digits, 9) { shown /= 10 }
            unit = min(unit, shown)
        }
        return nanoseconds / unit * unit
    }

    private func spreadsheetPart(_ piece: FormatPiece, at index: Int) -> SpreadsheetTimePart? {
        let isHalfDay = pieces.contains(.dayPeriod)
        switch piece {
        case .literal(let start, let end):
            return .text(String(decoding: literals[start..<end], as: UTF8.self))
        case .year(4): return .year(isLong: true)
        case .yearOfCentury: return .year(isLong: false)
        case .month(let width): return .month(width: width)
        case .monthName(.abbreviated), .monthName(.standaloneAbbreviated):
            return isEnglish ? .monthName(isLong: false) : nil
        case .monthName(.wide), .monthName(.standaloneWide):
            return isEnglish ? .monthName(isLong: true) : nil
        case .day(let width): return .day(width: width)
        case .weekday(.abbreviated): return isEnglish ? .weekday(isLong: false) : nil
        case .weekday(.wide): return isEnglish ? .weekday(isLong: true) : nil
        case .hour(let cycle, let width):
            let fits = isHalfDay ? cycle == .from1to12 : cycle == .from0to23
            return fits ? .hour(width: width) : nil
        case .minute(let width):
            // In a number format "m" is the month elsewhere.
            return isBesideClock(index) ? .minute(width: width) : nil
        case .second(let width): return .second(width: width)
        case .fraction(let digits) where digits <= 3 && isBehindPoint(index):
            return .fraction(digits: digits)
        case .dayPeriod: return .dayPeriod
        default: return nil
        }
    }

    private var isEnglish: Bool { locale == .english }

    private func isBesideClock(_ index: Int) -> Bool {
        let before = pieces[..<index].last { if case .literal = $0 { false } else { true } }
        if case .hour = before { return true }
        let after = pieces[(index + 1)...].first { if case .literal = $0 { false } else { true } }
        if case .second = after { return true }
        return false
    }

    private func isBehindPoint(_ index: Int) -> Bool {
        guard index >= 2, case .literal(let start, let end) = pieces[index - 1],
            case .second = pieces[index - 2]
        else { return false }
        return literals[start..<end].elementsEqual(".".utf8)
    }
}
