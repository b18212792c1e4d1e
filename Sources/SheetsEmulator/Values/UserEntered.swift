/// Reads what is typed into a cell, as USER_ENTERED does.
enum UserEntered {
    static func cell(_ text: String, _ locale: Locale) -> (value: CellValue?, format: JSONValue?) {
        if text.isEmpty { return (nil, nil) }
        if text.hasPrefix("'") { return (.text(String(text.dropFirst())), nil) }
        if text.hasPrefix("="), text.count > 1 { return (.formula(text), nil) }
        let trimmed = String(text.drop { $0 == " " })
        switch trimmed.uppercased() {
        case "TRUE": return (.bool(true), nil)
        case "FALSE": return (.bool(false), nil)
        default: break
        }
        if let (number, pattern) = number(trimmed, locale) {
            return (.number(number), pattern)
        }
        if let (serial, type, pattern) = date(trimmed) {
            return (.number(serial), ["type": .string(type), "pattern": .string(pattern)])
        }
        return (.text(text), nil)
    }

    private static func number(_ text: String, _ locale: Locale) -> (Double, JSONValue?)? {
        var body = text[...]
        let isPercent = body.hasSuffix("%")
        if isPercent { body = body.dropLast() }
        let isMoney = body.hasPrefix("$")
        if isMoney { body = body.dropFirst() }
        guard let first = body.first, first.isNumber || "+-.,".contains(first),
            body.contains(where: \.isNumber)
        else { return nil }
        let hasGroups = body.contains(locale.group)
        if hasGroups, !isGrouped(body, locale) { return nil }
        let plain = String(
            body.compactMap { character -> Character? in
                if character == locale.group { return nil }
                return character == locale.decimal ? "." : character
            }
        )
        guard plain.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }),
            let value = Double(plain), value.isFinite
        else { return nil }
        let hasPlaces = body.contains(locale.decimal)
        if isPercent {
            let pattern = hasPlaces ? "0.00%" : "0%"
            return (value / 100, ["type": "PERCENT", "pattern": .string(pattern)])
        }
        if isMoney { return (value, ["type": "CURRENCY", "pattern": "\"$\"#,##0.00"]) }
        if hasGroups {
            return (
                value, ["type": "NUMBER", "pattern": .string(hasPlaces ? "#,##0.00" : "#,##0")]
            )
        }
        return (value, nil)
    }

    // Thousands are three digits each, and only before the decimal mark.
    private static func isGrouped(_ text: Substring, _ locale: Locale) -> Bool {
        let whole = text.split(separator: locale.decimal, omittingEmptySubsequences: false)
        guard whole.count <= 2, !(whole.count == 2 && whole[1].contains(locale.group)) else {
            return false
        }
        let groups = whole[0].drop { "+-".contains($0) }
            .split(separator: locale.group, omittingEmptySubsequences: false)
        return (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
    }

    private static func date(_ text: String) -> (Double, String, String)? {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let first = parts.first else { return nil }
        let time = parts.count > 1 ? clock(parts[1]) : nil
        if parts.count > 1, time == nil { return nil }
        if let day = day(first, "-") ?? day(first, "/") {
            guard let time else { return (day.0, "DATE", day.1) }
            return (day.0 + time / 86_400, "DATE_TIME", "\(day.1) hh:mm:ss")
        }
        guard parts.count == 1, let seconds = clock(first) else { return nil }
        return (seconds / 86_400, "TIME", "h:mm:ss")
    }

    private static func day(_ text: Substring, _ mark: Character) -> (Double, String)? {
        let numbers = text.split(separator: mark, omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let first = numbers[0], let second = numbers[1],
            let third = numbers[2]
        else { return nil }
        let (year, month, day) =
            first > 31 ? (first, second, third) : (third, first, second)
        guard (1900...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let pattern = first > 31 ? "yyyy\(mark)mm\(mark)dd" : "m\(mark)d\(mark)yyyy"
        return (SerialDate.serial(year, month, day), pattern)
    }

    private static func clock(_ text: Substring) -> Double? {
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map {
            Double($0)
        }
        guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1],
            hour < 24, minute < 60
        else { return nil }
        let second = numbers.count > 2 ? numbers[2] : 0
        guard let second, second < 60 else { return nil }
        return hour * 3600 + minute * 60 + second
    }
}
