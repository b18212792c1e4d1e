/// The addresses that begin with the same bits, such as `173.252.88.0/21`; or one address.
package struct AddressRange: Sendable, Equatable, CustomStringConvertible {
    /// Why a text is no range; follows `is "…"; `.
    package struct Problem: Error, Equatable {
        /// What was expected.
        package let expected: String
    }

    private let first: IPAddress
    /// How many of the 128 bits are the same.
    private let length: Int

    /// Reads a range.
    ///
    /// - Throws: What was expected, with the range that was probably meant.
    package init(_ text: String) throws(Problem) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, let address = IPAddress(head) else {
            throw Problem(
                expected: "expected an address such as \"10.0.0.1\", or a range such as "
                    + "\"173.252.88.0/21\" or \"2a03:2880::/32\""
            )
        }
        let isFour = !head.contains(":")
        let most = isFour ? 32 : 128
        guard parts.count == 2 else {
            first = address
            length = 128
            return
        }
        let digits = parts[1]
        guard let bits = Int(digits), digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            (0...most).contains(bits)
        else {
            throw Problem(expected: "expected a prefix length of 0…\(most) behind the \"/\"")
        }
        length = bits + (isFour ? 96 : 0)
        first = IPAddress(bits: address.bits & Self.mask(length))
        guard first == address else {
            throw Problem(
                expected: "it has bits behind its prefix; did you mean \"\(first)/\(bits)\"?"
            )
        }
    }

    private static func mask(_ length: Int) -> UInt128 {
        length == 0 ? 0 : UInt128.max << UInt128(128 - length)
    }

    /// Whether an address is one of them.
    package func contains(_ address: IPAddress) -> Bool {
        (address.bits ^ first.bits) & Self.mask(length) == 0
    }

    /// The range as people write it.
    package var description: String {
        guard length < 128 else { return first.description }
        return "\(first)/\(first.isFour && length >= 96 ? length - 96 : length)"
    }
}

extension [AddressRange] {
    /// Whether an address is in one of the ranges.
    func cover(_ address: IPAddress) -> Bool {
        contains { $0.contains(address) }
    }
}
