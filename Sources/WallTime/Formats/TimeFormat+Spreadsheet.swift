extension TimeFormat {
    /// The number format under which a spreadsheet shows a date cell as this format would.
    ///
    /// Nil where it has none: see ``spreadsheetParts``. Google Sheets and Excel read it alike.
    ///
    /// Source: <https://developers.google.com/workspace/sheets/api/guides/formats#date_and_time_format_patterns>
    package var spreadsheetPattern: String? {
        guard let parts = spreadsheetParts else { return nil }
        var text = ""
        for part in parts {
            guard let pattern = Self.pattern(part) else { return nil }
            text += pattern
        }
        return text
    }

    private static func pattern(_ part: SpreadsheetTimePart) -> String? {
        switch part {
        case .text(let text): quoted(text)
        case .year(let isLong): isLong ? "yyyy" : "yy"
        case .month(let width), .minute(let width): String(repeating: "m", count: width)
        case .monthName(let isLong): isLong ? "mmmm" : "mmm"
        case .day(let width): String(repeating: "d", count: width)
        case .weekday(let isLong): isLong ? "dddd" : "ddd"
        case .hour(let width): String(repeating: "h", count: width)
        case .second(let width): String(repeating: "s", count: width)
        case .fraction(let digits): String(repeating: "0", count: digits)
        case .dayPeriod: "AM/PM"
        }
    }

    // What means something in a number format stands in quotation marks.
    private static func quoted(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { "-/:., ".utf8.contains($0) }
        if isPlain { return text }
        return text.contains("\"") ? nil : "\"\(text)\""
    }
}
