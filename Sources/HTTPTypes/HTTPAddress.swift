/// An `http` or `https` address that a transport can send byte for byte.
///
/// Refused is what a transport or a server would have to change on the way: characters that do not
/// belong there, broken escapes, dot segments, a port that is none.
/// Source: <https://www.rfc-editor.org/rfc/rfc3986#appendix-A>
package struct HTTPAddress: Sendable, Equatable {
    /// The address, its scheme in lower case.
    package let text: String
    /// The host as it stands there, an IPv6 address in brackets.
    package let host: String

    /// Reads an address; nil where it is none.
    package init?(_ text: String) {
        guard let schemeEnd = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        let rest = text.utf8[schemeEnd.upperBound...]
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        let fragment = rest.firstIndex(of: UInt8(ascii: "#")) ?? rest.endIndex
        let path = rest[authority.endIndex..<fragment].prefix { $0 != UInt8(ascii: "?") }
        guard scheme == "http" || scheme == "https",
            let host = Self.host(in: authority),
            Self.isPlain(rest[authority.endIndex...].filter { $0 != UInt8(ascii: "#") }, "/?:@"),
            rest[fragment...].count(where: { $0 == UInt8(ascii: "#") }) <= 1,
            !Self.hasDots(path)
        else { return nil }
        self.text = scheme + text[schemeEnd.lowerBound...]
        self.host = String(decoding: host, as: UTF8.self)
    }

    /// Whether the host is this machine by its very name, which no proxy can know.
    package var isLoopback: Bool {
        let name = host.lowercased()
        if name.hasPrefix("[") {
            // `::1` in any of its spellings.
            let digits = name.dropFirst().dropLast()
            return digits.last == "1" && digits.dropLast().allSatisfy { $0 == "0" || $0 == ":" }
        }
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        // As old as the network: fewer than four numbers, the last one filling the rest.
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
        guard numbers.count <= 4, !numbers.contains(nil), let first = numbers.first ?? nil else {
            return false
        }
        return numbers.count == 1 ? first >> 24 == 127 : first == 127
    }

    // MARK: Parts

    private typealias Bytes = Substring.UTF8View.SubSequence

    private static func host(in authority: Bytes) -> Bytes? {
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        if let at, !isPlain(authority[..<at], ":") { return nil }
        let rest = authority[(at.map { authority.index(after: $0) } ?? authority.startIndex)...]
        let host: Bytes
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = rest[...end]
            guard isPlain(host.dropFirst().dropLast(), ":") else { return nil }
        } else {
            host = rest.prefix { $0 != UInt8(ascii: ":") }
            // An escape would be read as another name.
            guard !host.isEmpty, !host.contains(UInt8(ascii: "%")), isPlain(host, "") else {
                return nil
            }
        }
        let port = rest[host.endIndex...]
        return port.isEmpty || isPort(port) ? host : nil
    }

    // A colon alone is allowed and means nothing.
    private static func isPort(_ text: Bytes) -> Bool {
        let digits = text.dropFirst()
        guard text.first == UInt8(ascii: ":"), digits.allSatisfy(isDigit) else { return false }
        return digits.isEmpty
            || Int(String(decoding: digits, as: UTF8.self)).map {
                $0 > 0 && $0 <= 65535
            } ?? false
    }

    private static func hasDots(_ path: Bytes) -> Bool {
        path.split(separator: UInt8(ascii: "/")).contains {
            $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
        }
    }

    private static func number(_ text: Substring) -> UInt32? {
        if text.hasPrefix("0x") { return UInt32(text.dropFirst(2), radix: 16) }
        return text.hasPrefix("0") && text.count > 1
            ? UInt32(text.dropFirst(), radix: 8) : UInt32(text)
    }

    // MARK: Characters

    private static func isPlain(_ bytes: some Collection<UInt8>, _ others: String) -> Bool {
        let others = others.utf8
        var left = bytes[...]
        while let byte = left.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = left.popFirst(), let low = left.popFirst(), isHex(high),
                    isHex(low)
                else { return false }
            } else if !isDigit(byte), !isLetter(byte), !"-._~!$&'()*+,;=".utf8.contains(byte),
                !others.contains(byte)
            {
                return false
            }
        }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        let lowered = byte | 0x20
        return lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) && byte | 0x20 <= UInt8(ascii: "f")
    }
}
