extension TimePattern {
    // What a message says that a step of the pattern looks for.
    func expected(_ index: Int) -> String {
        switch steps[index] {
        case .literal(let start, let end):
            return QuotedText(String(decoding: literals[start..<end], as: UTF8.self)).description
        case .space:
            return "a space"
        case .field(let field, let letter, let count):
            let letters = String(repeating: Character(UnicodeScalar(letter)), count: count)
            return "\(letters) (\(described(field)))"
        }
    }

    private func described(_ field: FormatPiece) -> String {
        switch field {
        case .year: "a year of four digits"
        case .yearOfCentury: "a year of two digits"
        case .month(let width): numbered("month", width)
        case .day(let width): numbered("day", width)
        case .hour(_, let width): numbered("hour", width, article: "an")
        case .minute(let width): numbered("minute", width)
        case .second(let width): numbered("second", width)
        case .fraction(let digits): digits == 1 ? "one digit" : "\(digits) digits"
        case .monthName: "a month such as \(named(locale.month(3, .wide)))"
        case .weekday: "a day such as \(named(locale.weekday(1, .wide)))"
        case .dayPeriod:
            "\(named(locale.dayPeriod(isAfternoon: false))) or "
                + named(locale.dayPeriod(isAfternoon: true))
        case .offset(.numeric(.joined, false)): "an offset such as -0500"
        case .offset(.numeric(.joined, true)): "an offset such as -0500, or Z"
        case .offset(.numeric(.withColon, false)): "an offset such as -05:00"
        case .offset(.numeric(.withColon, true)): "an offset such as -05:00, or Z"
        case .offset(.numeric(.ifNotZero, false)): "an offset such as -05"
        case .offset(.numeric(.ifNotZero, true)): "an offset such as -05, or Z"
        default: "UTC, GMT or Z"
        }
    }

    private func numbered(_ name: String, _ width: Int, article: String = "a") -> String {
        "\(article) \(name)" + (width == 1 ? "" : " of two digits")
    }

    private func named(_ name: [UInt8]) -> String {
        String(decoding: name, as: UTF8.self)
    }
}
