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
        percentDecoded(bytes, plus: UInt8(ascii: " "))
    }
}
