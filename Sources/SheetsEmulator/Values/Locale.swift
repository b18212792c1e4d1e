/// How a spreadsheet's locale writes numbers: what stands for the decimal point and between thousands.
struct Locale: Sendable {
    let decimal: Character
    let group: Character

    init(_ name: String) {
        switch name.prefix(2) {
        case "es", "de", "it", "pt", "nl", "da", "tr", "id", "el": (decimal, group) = (",", ".")
        case "fr", "ru", "pl", "cs", "sv", "nb", "fi", "uk", "hu":
            (decimal, group) = (",", "\u{A0}")
        default: (decimal, group) = (".", ",")
        }
    }
}
