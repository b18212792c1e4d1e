/// Name and value pairs of a query or an `application/x-www-form-urlencoded` body, decoded, in order.
///
/// `+` is a space and `%XX` a byte; bytes that are no UTF-8 are read as U+FFFD; a broken escape
/// stands for itself. Source: <https://url.spec.whatwg.org/#urlencoded-parsing>
package struct FormFields: Sendable, Equatable {
    /// The pairs in the order of the text.
    package let pairs: [(name: String, value: String)]

    /// Decodes bytes such as `id=1&to=%2B57300`.
    package init(_ bytes: some Collection<UInt8>) {
        pairs =
            bytes
            .split(separator: UInt8(ascii: "&"))
            .map { pair in
                let parts = pair.split(
                    separator: UInt8(ascii: "="),
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
            }
    }

    /// Returns the first value of that name, or nil.
    package subscript(_ name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// Compares the pairs.
    package static func == (left: Self, right: Self) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Decodes one name or value.
    package static func decoded(_ bytes: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index != bytes.endIndex {
            let byte = bytes[index]
            bytes.formIndex(after: &index)
            if byte == UInt8(ascii: "+") {
                result.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let (value, after) = escape(in: bytes, at: index) {
                result.append(value)
                index = after
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func escape<Bytes: Collection<UInt8>>(
        in bytes: Bytes,
        at index: Bytes.Index
    ) -> (UInt8, Bytes.Index)? {
        guard index != bytes.endIndex,
            let high = Character(UnicodeScalar(bytes[index])).hexDigitValue
        else { return nil }
        let second = bytes.index(after: index)
        guard second != bytes.endIndex,
            let low = Character(UnicodeScalar(bytes[second])).hexDigitValue
        else { return nil }
        return (UInt8(high * 16 + low), bytes.index(after: second))
    }
}
