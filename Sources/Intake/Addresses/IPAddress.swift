/// An IPv4 or IPv6 address as one number.
///
/// An IPv4 address stands at its place inside IPv6 (`::ffff:0:0/96`), so that a server that listens
/// on both knows one client by one address.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Where IPv4 stands inside IPv6. Source: <https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2>
    static let mapped: UInt128 = 0xFFFF_0000_0000

    /// The 128 bits.
    let bits: UInt128

    init(bits: UInt128) {
        self.bits = bits
    }

    /// Reads an address such as `192.0.2.7` or `2001:db8::7`; nil where the text is none.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: ":")) {
            guard let bits = Self.six(bytes[...]) else { return nil }
            self.bits = bits
        } else {
            guard let number = Self.four(bytes[...]) else { return nil }
            bits = Self.mapped | UInt128(number)
        }
    }

    /// Reads the address of a connection, which may name an interface: `fe80::1%eth0`.
    init?(peer text: String) {
        self.init(text.prefix { $0 != "%" })
    }

    /// Reads what proxies write: an address, one with a port, or one in brackets.
    init?(forwarded text: Substring) {
        let (blank, tab, colon) = (UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ":"))
        var address = Substring(text).utf8.drop { $0 == blank || $0 == tab }
        while address.last == blank || address.last == tab { address.removeLast() }
        var port = address[address.endIndex...]
        if address.first == UInt8(ascii: "[") {
            guard let close = address.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            port = address[address.index(after: close)...]
            address = address[..<close].dropFirst()
        } else if let first = address.firstIndex(of: colon), address.lastIndex(of: colon) == first {
            port = address[first...]
            address = address[..<first]
        }
        guard Self.isPort(port) else { return nil }
        self.init(Substring(address))
    }

    // Nothing, or a colon and digits.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        guard let colon = text.first else { return true }
        let digits = text.dropFirst()
        return colon == UInt8(ascii: ":") && (1...5).contains(digits.count)
            && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    /// Whether it is one of IPv4.
    var isFour: Bool { bits >> 32 == 0xFFFF }

    /// Whether it is this machine's own: `127.0.0.0/8` or `::1`.
    package var isLoopback: Bool { isFour ? bits >> 24 & 0xFF == 127 : bits == 1 }

    /// The address as people write it, RFC 5952.
    package var description: String {
        if isFour {
            let parts = [24, 16, 8, 0].map { String((bits >> UInt128($0)) & 0xFF) }
            return parts.joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
        let words = groups.map { String($0, radix: 16) }
        guard let gap = Self.longestGap(groups) else { return words.joined(separator: ":") }
        return words[..<gap.lowerBound].joined(separator: ":") + "::"
            + words[gap.upperBound...].joined(separator: ":")
    }

    private static func longestGap(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            guard groups[start] == 0 else {
                start += 1
                continue
            }
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(1, longest?.count ?? 0) { longest = start..<end }
            start = end
        }
        return longest
    }

    // MARK: Reading

    private static func four(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            // A leading zero means octal to some and decimal to others.
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0"),
                part.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
            else { return nil }
            let value = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            guard value < 256 else { return nil }
            number = number << 8 | value
        }
        return number
    }

    private static func six(_ text: ArraySlice<UInt8>) -> UInt128? {
        let colon = UInt8(ascii: ":")
        let gap = text.indices.dropLast().first { text[$0] == colon && text[$0 + 1] == colon }
        guard let gap else {
            guard let all = groups(text, isEnd: true), all.count == 8 else { return nil }
            return number(all)
        }
        guard let head = groups(text[..<gap], isEnd: false),
            let tail = groups(text[(gap + 2)...], isEnd: true),
            head.count + tail.count <= 7
        else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - head.count - tail.count)
        return number(head + zeros + tail)
    }

    private static func number(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    /// The groups of a part; the last two may be written as an IPv4 address at the end.
    private static func groups(_ text: ArraySlice<UInt8>, isEnd: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        var found: [UInt16] = []
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if isEnd, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let number = four(part) else { return nil }
                found += [UInt16(number >> 16), UInt16(number & 0xFFFF)]
                continue
            }
            guard (1...4).contains(part.count), part.allSatisfy(isHex),
                let value = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
            else { return nil }
            found.append(value)
        }
        return found.count <= 8 ? found : nil
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
    }
}
