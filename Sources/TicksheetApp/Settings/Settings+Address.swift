import TicksheetCore

extension Settings.Address {
    /// Reads a host and a port; nil where the text is something else.
    ///
    /// An IPv6 address stands in brackets: without them nobody can tell which colon precedes the port.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits)
        else { return nil }
        let host = Self.unbracketed(text[..<colon])
        let isBracketed = host.endIndex < colon
        guard !host.isEmpty, !host.contains(where: \.isBracket), isBracketed || !host.contains(":")
        else { return nil }
        self.init(host: String(host), port: port)
    }

    /// Returns what is expected in the place of a text that is no host and port.
    static func expected(for text: String = "", such example: String) -> String {
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        let port = example.drop { $0 != ":" }
        return "an address and port such as \"\(example)\""
            + (colons > 1 ? "; an IPv6 address stands in brackets, such as \"[::1]\(port)\"" : "")
    }

    /// Whether only this machine was to reach what a text names, be it host and port or not.
    static func meansLoopback(_ text: String) -> Bool {
        let end = text.lastIndex(of: ":") ?? text.endIndex
        return [text[...], text[..<end]].contains { host in
            Self(host: String(unbracketed(host)), port: 0).isLoopback
        }
    }

    private static func unbracketed(_ text: Substring) -> Substring {
        text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text
    }
}

extension Character {
    fileprivate var isBracket: Bool { self == "[" || self == "]" }
}
