/// Names the language in which a format writes months, weekdays and halves of the day.
package struct TimeLocale: Hashable, Sendable {
    /// Names the language by its two letters, such as `es`.
    package let language: String
    let names: TimeNames

    /// Names English.
    package static let english = TimeLocale(language: "en", names: .english)

    /// Lists the languages that can be asked for.
    package static let languages = table.map(\.language)

    private static let table: [TimeLocale] = [
        english,
        TimeLocale(language: "es", names: .spanish),
        TimeLocale(language: "pt", names: .portuguese),
        TimeLocale(language: "fr", names: .french),
        TimeLocale(language: "de", names: .german),
        TimeLocale(language: "it", names: .italian),
        TimeLocale(language: "nl", names: .dutch),
        TimeLocale(language: "id", names: .indonesian),
    ]

    private init(language: String, names: TimeNames) {
        self.language = language
        self.names = names
    }

    /// Finds a language by a tag such as `es`, `es-CO` or `pt_BR`, of which only the language counts.
    package init(_ tag: String) throws(TimeLocaleProblem) {
        let language = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        guard let locale = TimeLocale.table.first(where: { $0.language == language }) else {
            throw TimeLocaleProblem(tag: tag)
        }
        self = locale
    }

    func month(_ month: Int, _ form: FormatPiece.NameForm) -> [UInt8] {
        switch form {
        case .abbreviated: names.shortMonths[month - 1]
        case .wide, .standaloneWide: names.months[month - 1]
        case .standaloneAbbreviated: names.standaloneShortMonths[month - 1]
        }
    }

    func weekday(_ weekday: Int, _ form: FormatPiece.NameForm) -> [UInt8] {
        form == .abbreviated ? names.shortWeekdays[weekday - 1] : names.weekdays[weekday - 1]
    }

    func dayPeriod(isAfternoon: Bool) -> [UInt8] {
        isAfternoon ? names.afternoon : names.morning
    }
}

/// Says that a language tag names none of the languages at hand.
package struct TimeLocaleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Shows the tag.
    package let tag: String

    /// Tells the problem in whole sentences.
    package var description: String {
        "The locale \(QuotedText(tag)) has no names of months and weekdays here. "
            + "Allowed are \(TimeLocale.languages.joined(separator: ", ")), "
            + "also with a region such as es-CO."
    }
}
