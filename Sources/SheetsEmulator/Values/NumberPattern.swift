/// Number formats, as far as reports use them.
///
/// Source: <https://developers.google.com/workspace/sheets/api/guides/formats>
enum NumberPattern {
    static func text(_ value: Double, _ format: JSONValue?, _ locale: Locale) -> String {
        guard let format, let type = format["type"]?.text else { return general(value, locale) }
        let pattern = format["pattern"]?.text
        switch type {
        case "DATE": return date(value, pattern ?? "m/d/yyyy")
        case "TIME": return date(value, pattern ?? "h:mm:ss am/pm")
        case "DATE_TIME": return date(value, pattern ?? "m/d/yyyy h:mm:ss")
        case "PERCENT": return number(value, pattern ?? "0.00%", locale)
        case "NUMBER", "CURRENCY", "SCIENTIFIC":
            return number(value, pattern ?? "#,##0.00", locale)
        default: return general(value, locale)
        }
    }

    /// Up to ten places, as a cell without a format shows a number.
    static func general(_ value: Double, _ locale: Locale) -> String {
        if let whole = Int64(exactly: value), abs(whole) < 1_000_000_000_000_000 {
            return String(whole)
        }
        let text = JSONValue.text((value * 1e10).rounded() / 1e10)
        return String(text.map { $0 == "." ? locale.decimal : $0 })
    }

    static func number(_ value: Double, _ pattern: String, _ locale: Locale) -> String {
        let body = pattern.split(separator: ";").first.map(String.init) ?? pattern
        let marks = Set("0#,.?")
        guard let first = body.firstIndex(where: { "0#".contains($0) }) else { return body }
        let digits = body[first...].prefix { marks.contains($0) }
        let isPercent = body.contains("%")
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let places = parts.count > 1 ? parts[1].filter { $0 == "0" || $0 == "#" }.count : 0
        let needed = parts.count > 1 ? parts[1].filter { $0 == "0" }.count : 0
        let shown = abs(isPercent ? value * 100 : value)
        var (whole, fraction) = rounded(shown, places)
        while fraction.count > needed, fraction.last == "0" { fraction.removeLast() }
        let width = parts[0].filter { $0 == "0" }.count
        if whole.count < width {
            whole = String(repeating: "0", count: width - whole.count) + whole
        }
        if parts[0].contains(",") { whole = grouped(whole, locale.group) }
        let text = whole + (fraction.isEmpty ? "" : "\(locale.decimal)\(fraction)")
        let before = body[..<first].filter { $0 != "\"" }
        let after = body[digits.endIndex...].filter { $0 != "\"" }
        return (value < 0 ? "-" : "") + before + text + after
    }

    private static func rounded(_ value: Double, _ places: Int) -> (String, String) {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (value * scale).rounded()
        guard scaled < 1e18 else { return (JSONValue.text(value), "") }
        var digits = String(Int64(scaled))
        if digits.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.count) + digits
        }
        return (String(digits.dropLast(places)), String(digits.suffix(places)))
    }

    private static func grouped(_ digits: String, _ mark: Character) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(mark) }
            text.append(digit)
        }
        return text
    }

    /// Formats a date; an `m` beside hours or seconds is a minute.
    static func date(_ serial: Double, _ pattern: String) -> String {
        let parts = SerialDate.parts(serial)
        let lowered = pattern.lowercased()
        let hasHalf = lowered.contains("am/pm") || lowered.contains("a/p")
        var text = ""
        var rest = pattern[...]
        var isAfterHour = false
        while let first = rest.first {
            if first == "\"" {
                let quoted = rest.dropFirst().prefix { $0 != "\"" }
                text += quoted
                rest = rest[quoted.endIndex...].dropFirst()
                continue
            }
            if rest.lowercased().hasPrefix("am/pm") {
                text += parts.hour < 12 ? "AM" : "PM"
                rest = rest.dropFirst(5)
                continue
            }
            let letter = Character(first.lowercased())
            let run = rest.prefix { Character($0.lowercased()) == letter }
            let count = run.count
            rest = rest[run.endIndex...]
            switch letter {
            case "y": text += count > 2 ? padded(parts.year, 4) : padded(parts.year % 100, 2)
            case "d" where count > 2:
                let name = SerialDate.weekdays[parts.weekday]
                text += count == 3 ? String(name.prefix(3)) : name
            case "d": text += padded(parts.day, count)
            case "h":
                let hour = hasHalf ? (parts.hour + 11) % 12 + 1 : parts.hour
                text += padded(hour, min(count, 2))
            case "m" where isAfterHour || "sS".contains(rest.first(where: \.isLetter) ?? " "):
                text += padded(parts.minute, min(count, 2))
            case "m" where count > 2:
                let name = SerialDate.months[parts.month - 1]
                text += count == 3 ? String(name.prefix(3)) : name
            case "m": text += padded(parts.month, count)
            case "s": text += padded(parts.second, min(count, 2))
            case "0": text += String(padded(parts.millisecond, 3).prefix(count))
            default: text += run
            }
            if letter.isLetter { isAfterHour = letter == "h" }
        }
        return text
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
