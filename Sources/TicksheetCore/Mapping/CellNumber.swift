/// What a spreadsheet makes of a number's text.
package enum CellNumber {
    // Longer ones would lose digits.
    private static let digits = 15

    /// Returns the number that a spreadsheet can hold without changing it; nil for one that has to
    /// stay a text: too many digits, or zeros before it, as names have.
    package static func value(_ text: String) -> Double? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let isName =
            digits.count > 1 && digits.first == UInt8(ascii: "0") && !text.contains(".")
        guard text.utf8.count <= Self.digits, !isName, let value = Double(text), value.isFinite
        else { return nil }
        return value
    }
}
