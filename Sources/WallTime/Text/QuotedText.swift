// A foreign text as error messages show it: in quotes, at most 40 characters, on one line.
struct QuotedText: CustomStringConvertible {
    static let limit = 40
    let description: String

    init(_ text: some StringProtocol) {
        var shown = "\""
        for character in text.prefix(QuotedText.limit) {
            let isControl = character.unicodeScalars.contains { scalar in
                switch scalar.properties.generalCategory {
                // Format characters can turn the reading direction of the line around.
                case .control, .format, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            }
            if isControl { shown += "\u{FFFD}" } else { shown.append(character) }
        }
        let isCut = text.dropFirst(QuotedText.limit).first != nil
        description = shown + (isCut ? "…\"" : "\"")
    }
}
