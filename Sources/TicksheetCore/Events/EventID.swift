/// An event's identity: equal for every copy of one event, whoever sends it and however often.
///
/// The first 16 bytes of HMAC-SHA-256 of the event's key, under the journal's secret, so that the
/// id tells nothing about the message or the number. Ids are ordered as their bytes are.
package struct EventID: Hashable, Comparable, Sendable {
    /// The first eight bytes, the first of them the most significant.
    private let high: UInt64
    /// The last eight bytes, likewise.
    private let low: UInt64

    /// Creates an id from the first 16 of at least as many bytes.
    package init(_ bytes: [UInt8]) {
        precondition(bytes.count >= 16, "an event id is made from a hash of at least 16 bytes")
        high = Self.number(bytes, from: 0)
        low = Self.number(bytes, from: 8)
    }

    /// The 16 bytes, without an allocation.
    package var inlineBytes: InlineArray<16, UInt8> {
        InlineArray { index in
            UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> UInt64(56 - index % 8 * 8))
        }
    }

    /// Makes the 16 bytes, a new array at each call.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: low >> UInt64(shift)))
        }
        return bytes
    }

    /// Tells whether the first id's bytes come before the second's.
    package static func < (first: Self, second: Self) -> Bool {
        (first.high, first.low) < (second.high, second.low)
    }

    private static func number(_ bytes: [UInt8], from start: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in start..<start + 8 { number = number << 8 | UInt64(bytes[index]) }
        return number
    }
}

/// What an event's id is computed over: the provider's word and the key's parts.
///
/// Each part is written as one byte (0 absent, 1 there), then its length as four bytes and its
/// bytes, so that no two lists of parts have the same form and absent differs from empty.
package struct EventKey: Hashable, Sendable {
    /// The bytes to sign.
    package private(set) var bytes: [UInt8] = []

    /// Starts a key.
    ///
    /// - Parameter provider: The mapping's stable word, the key's namespace.
    package init(provider: String) {
        // What most keys need, so that the buffer does not grow part by part.
        bytes.reserveCapacity(160)
        append { $0.append(contentsOf: provider.utf8) }
    }

    /// Appends one part.
    package mutating func append(_ part: [UInt8]?) {
        guard let part else {
            bytes.append(0)
            return
        }
        append { $0.append(contentsOf: part) }
    }

    /// The parts that are there, the provider's word first.
    var parts: [[UInt8]] {
        var parts: [[UInt8]] = []
        var index = 0
        while index < bytes.count {
            index += 1
            guard bytes[index - 1] == 1 else { continue }
            let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
            parts.append(Array(bytes[index + 4..<index + 4 + length]))
            index += 4 + length
        }
        return parts
    }

    /// Appends one part that is there; `write` appends its bytes to those before.
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        bytes.append(1)
        let start = bytes.count
        for _ in 0..<4 { bytes.append(0) }
        write(&bytes)
        let length = bytes.count - start - 4
        for index in 0..<4 {
            bytes[start + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index))
        }
    }
}
