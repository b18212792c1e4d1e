/// Tells names of zones from texts that must not become part of a path.
package enum ZoneName {
    /// Says whether a text can be the name of a zone and, joined to the zoneinfo folder, stays inside.
    ///
    /// Parts of ASCII letters, digits, `_`, `-` and `+`, each beginning with a letter and joined by
    /// single slashes; 64 characters at most. That leaves no `..`, no leading slash, no hidden file.
    /// Whether such a zone exists only the folder can say.
    package static func isPlausible(_ text: String) -> Bool {
        let bytes = text.utf8
        guard 1...64 ~= bytes.count else { return false }
        var isFirst = true
        for byte in bytes {
            if isFirst {
                guard byte.isASCIILetter else { return false }
                isFirst = false
            } else if byte == UInt8(ascii: "/") {
                isFirst = true
            } else {
                guard byte.isASCIILetter || byte.isDigitOrSign || byte == UInt8(ascii: "_") else {
                    return false
                }
            }
        }
        return !isFirst
    }
}
