/// Returns a phone number with its middle hidden: `+57•••4711`.
///
/// The first two digits and the last four stay, and only where that is no more than half of them;
/// a number under twelve digits, and whatever is no number, becomes `•••`. How many digits are
/// hidden is not shown. Blanks, `( ) - .` and the prefix `whatsapp:` do not count.
package func maskedNumber(_ number: String) -> String {
    let hidden = "•••"
    let prefix = "whatsapp:"
    var rest = number[...]
    if rest.prefix(prefix.count).lowercased() == prefix { rest = rest.dropFirst(prefix.count) }
    rest = rest.drop { $0 == " " }
    let plus = rest.hasPrefix("+")
    if plus { rest = rest.dropFirst() }
    var digits: [Unicode.Scalar] = []
    for scalar in rest.unicodeScalars {
        switch scalar {
        case "0"..."9": digits.append(scalar)
        case " ", "(", ")", "-", ".": continue
        default: return hidden
        }
    }
    let (first, last) = (2, 4)
    guard digits.count >= 2 * (first + last) else { return hidden }
    var masked = plus ? "+" : ""
    masked.unicodeScalars.append(contentsOf: digits.prefix(first))
    masked += hidden
    masked.unicodeScalars.append(contentsOf: digits.suffix(last))
    return masked
}

/// Returns what may be shown of a message id: its kind and its length, as in `wamid.…(56)`.
///
/// What follows the first period holds the phone number in base64 and is dropped. The kind is shown
/// only when it is a word of letters, up to 16; else `…(56)`. The length is of the whole id, in
/// bytes of UTF-8.
package func maskedMessageID(_ identifier: String) -> String {
    let length = identifier.utf8.count
    let longestKind = 16
    let kind = identifier.utf8.prefix(longestKind + 1).prefix { byte in
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    let isKind =
        (1...longestKind).contains(kind.count)
        && identifier.utf8.dropFirst(kind.count).first == 0x2E
    return (isKind ? "\(Substring(kind))." : "") + "…(\(length))"
}

/// Returns a text in which every run of eight digits or more is hidden as a phone number is.
package func maskedNumbers(in text: String) -> String {
    var result = ""
    var run = ""
    func flush() {
        let count = run.utf8.count { $0 != 0x2B }
        result += count >= 8 ? maskedNumber(run) : run
        run = ""
    }
    for character in text {
        if character.isASCII, character.isNumber || character == "+" && run.isEmpty {
            run.append(character)
        } else {
            flush()
            result.append(character)
        }
    }
    flush()
    return result
}
