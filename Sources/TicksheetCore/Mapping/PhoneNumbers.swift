/// Writes phone numbers one way: `+` and digits where it is one, anything else as it came.
package enum PhoneNumbers {
    /// What a provider's numbers look like.
    package enum Rule: String, Sendable, CaseIterable {
        /// With their country code, with or without `+`.
        case international
        /// As they are: only a number with `+` loses its decoration.
        case plain
    }

    /// Returns a number as `+` and 8 to 15 digits, without blanks, brackets, dots, hyphens and
    /// `whatsapp:`; a text that is no such number (a group, a user id, a national number) is
    /// returned as it came.
    ///
    /// Source: ITU-T E.164, at most 15 digits, country codes begin with 1…9.
    package static func normalized(_ text: String, _ rule: Rule) -> String {
        if rule == .international, isBare(text.utf8.span) { return "+" + text }
        var digits: [UInt8] = []
        digits.reserveCapacity(16)
        var hasPlus = false
        let rest = withoutScheme(text)
        if isDecimal(rest.utf8) { return String(rest) }
        for byte in rest.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where digits.isEmpty && !hasPlus: hasPlus = true
            case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."),
                UInt8(ascii: "-"), 0x09, 0x0A, 0x0D:
                continue
            default: return String(rest)
            }
        }
        let isNumber = (8...15).contains(digits.count) && digits.first != UInt8(ascii: "0")
        guard isNumber, hasPlus || rule == .international else { return String(rest) }
        return "+" + String(decoding: digits, as: UTF8.self)
    }

    // What nearly every number looks like: no plus, no decoration.
    private static func isBare(_ text: Span<UInt8>) -> Bool {
        guard (8...15).contains(text.count), text[0] != UInt8(ascii: "0") else { return false }
        for index in text.indices where text[index] &- 0x30 > 9 { return false }
        return true
    }

    // A number that went through a spreadsheet or a script, such as 573001112233.0: its point separates no
    // digits of the number, and its minus nothing at all.
    private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
        let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isOfDigits = parts.allSatisfy { $0.allSatisfy { $0 &- 0x30 <= 9 } }
        guard isOfDigits else { return false }
        if text.first == UInt8(ascii: "-") { return true }
        return parts.count == 2 && parts[0].count >= 8 && parts[1].count <= 2
    }

    private static func withoutScheme(_ text: String) -> Substring {
        guard let first = text.utf8.first, first | 0x20 == UInt8(ascii: "w"),
            text.lowercased().hasPrefix("whatsapp:")
        else { return Substring(text) }
        let rest = text.dropFirst("whatsapp:".count)
        return rest.isEmpty ? Substring(text) : rest
    }
}
