extension TimeFormat {
    /// The number format under which a spreadsheet shows a date cell as this format would; nil where
    /// it has none, as for offsets, zones and the hours `K` and `k`.
    ///
    /// The language of names is that of the spreadsheet, so one with names in another language than
    /// English has none either.
    ///
    /// Source: <https://developers.google.com/workspace/sheets/api/guides/formats#date_and_time_format_patterns>
    package var spreadsheetPattern: String? {
        var text = ""
        for (index, piece) in pieces.enumerated() {
            guard let part = spreadsheetPart(piece, at: index) else { return nil }
            text += part
        }
        return text
    }

    private func spreadsheetPart(_ piece: FormatPiece, at index: Int) -> String? {
        let isHalfDay = pieces.contains(.dayPeriod)
        switch piece {
        case .literal(let start, let end): return Self.quoted(literals[start..<end])
        case .year(4): return "yyyy"
        case .yearOfCentury: return "yy"
        case .month(let width): return String(repeating: "m", count: width)
        case .monthName(.abbreviated), .monthName(.standaloneAbbreviated):
            return isEnglish ? "mmm" : nil
        case .monthName(.wide), .monthName(.standaloneWide): return isEnglish ? "mmmm" : nil
        case .day(let width): return String(repeating: "d", count: width)
        case .weekday(.abbreviated): return isEnglish ? "ddd" : nil
        case .weekday(.wide): return isEnglish ? "dddd" : nil
        case .hour(let cycle, let width):
            let fits = isHalfDay ? cycle == .from1to12 : cycle == .from0to23
            return fits ? String(repeating: "h", count: width) : nil
        case .minute(let width):
            // Elsewhere "m" is the month.
            return isBesideClock(index) ? String(repeating: "m", count: width) : nil
        case .second(let width): return String(repeating: "s", count: width)
        case .fraction(let digits) where digits <= 3 && isBehindPoint(index):
            return String(repeating: "0", count: digits)
        case .dayPeriod: return "AM/PM"
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

    // What means something in a number format stands in quotation marks.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        let isPlain = text.utf8.allSatisfy { "-/:., ".utf8.contains($0) }
        if isPlain { return text }
        return text.contains("\"") ? nil : "\"\(text)\""
    }
}
