/// Finds certain phone numbers in bytes and masks them, without changing any length.
///
/// A number is found as a run of its digits, with or without `+` or `00` in front, never inside a
/// longer run; in groups of digits, as people write it (see ``GroupedDigits``); and inside Base64,
/// where a WhatsApp message id holds it, at any alignment; each of them also where characters are
/// escaped (see ``DecodedText``).
///
/// Its digits become 999, with which no calling code begins, and its place in the order of forgetting:
/// two numbers stay two, nothing of a number is left, and JSON in which it stands stays JSON.
package struct NumberMask: Sendable {
    /// The fewest digits of a number.
    package static let fewestDigits = 7
    /// The most digits of a number. Source: <https://www.itu.int/rec/T-REC-E.164>
    package static let mostDigits = 15
    /// Masks nothing.
    package static let none = NumberMask(lengths: [], count: 0) { _ in nil }

    private static let start = Array("999".utf8)
    // As JSON in a form in JSON; each costs another look at all bytes.
    private static let mostEscapes = 3
    private let lengths: Set<Int>
    private let count: Int64
    private let ordinal: @Sendable ([UInt8]) -> Int64?

    /// Masks the numbers to which `ordinal` gives their place in the order of forgetting, from 1 on.
    ///
    /// `lengths`: How many digits such a number may have.
    ///
    /// `count`: How many there are.
    ///
    /// `ordinal`: Takes a number's digits; returns nil for a number that is not to be masked.
    package init(
        lengths: Set<Int>,
        count: Int64,
        ordinal: @escaping @Sendable ([UInt8]) -> Int64?
    ) {
        self.lengths = lengths
        self.count = count
        self.ordinal = ordinal
    }

    /// Masks one number, given as its digits.
    package init(digits: String) {
        let wanted = Array(digits.utf8)
        self.init(lengths: [wanted.count], count: 1) { $0 == wanted ? 1 : nil }
    }

    /// Whether it masks nothing.
    package var isEmpty: Bool { lengths.isEmpty }

    /// What finds the masks that it leaves, instead of numbers.
    package var ofMasks: NumberMask {
        let last = count
        return NumberMask(lengths: lengths, count: count) { digits in
            guard digits.starts(with: Self.start),
                let number = Int64(String(decoding: digits.dropFirst(3), as: UTF8.self))
            else { return nil }
            return number <= last ? number : nil
        }
    }

    // Where there are more numbers than a short one can count, some of them share a mask.
    private func digits(masking digits: [UInt8]) -> [UInt8] {
        let start = Self.start.prefix(digits.count)
        let room = digits.count - start.count
        let number = String(ordinal(digits) ?? 0).utf8.suffix(room)
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: room - number.count)
        return start + zeros + number
    }

    private func holds(_ digits: [UInt8]) -> Bool { ordinal(digits) != nil }

    /// Where a number stands in a text that is read.
    private struct Place {
        /// The bytes that tell of it.
        let range: Range<Int>
        /// Its digits.
        let digits: [UInt8]
        /// In Base64: which bits are the number's, counted from a character that begins a byte.
        let bits: Range<Int>?
    }

    // MARK: Masking

    /// Returns the ranges of bytes that hold a number, in no order.
    package func places(in bytes: [UInt8]) -> [Range<Int>] {
        var bytes = bytes
        return maskAll(&bytes)
    }

    /// Masks the numbers in bytes.
    ///
    /// - Returns: In how many places.
    @discardableResult
    package func mask(_ bytes: inout [UInt8]) -> Int { maskAll(&bytes).count }

    // As it is written, then with its escapes decoded: what is masked already is not found again.
    private func maskAll(_ bytes: inout [UInt8]) -> [Range<Int>] {
        guard !isEmpty else { return [] }
        var places: [Range<Int>] = []
        var text = DecodedText(bytes)
        for depth in 0...Self.mostEscapes {
            if depth > 0, !text.decode() { break }
            for place in found(in: text.bytes) {
                places.append(text.places(of: place.range))
                mask(place, in: &text)
            }
        }
        if !places.isEmpty { bytes = text.written }
        return places
    }

    private func mask(_ place: Place, in text: inout DecodedText) {
        let digits = digits(masking: place.digits)
        guard let bits = place.bits else {
            let indices = place.range.filter { text.bytes[$0].isDigit }
            for (index, digit) in zip(indices, digits) { text.put(digit, at: index) }
            return
        }
        for index in bits.lowerBound / 6..<(bits.upperBound + 5) / 6 {
            let place = place.range.lowerBound + index - bits.lowerBound / 6
            guard let value = Base64Digit.value(of: text.bytes[place]) else { continue }
            var masked = value
            for bit in max(bits.lowerBound, index * 6)..<min(bits.upperBound, index * 6 + 6) {
                let (digit, weight) = (bit - bits.lowerBound).quotientAndRemainder(dividingBy: 8)
                let isSet = digits[digit] >> UInt8(7 - weight) & 1 == 1
                let mark = UInt8(32) >> UInt8(bit % 6)
                masked = isSet ? masked | mark : masked & ~mark
            }
            // JSON may write "/" as "\/", in whose place nothing else can stand, and other alphabets have
            // another character. Of the last digit two bits are left then.
            if max(value, masked) < 62 { text.put(Base64Digit.digit(masked), at: place) }
        }
    }

    /// Returns a text with its numbers masked.
    package func masked(_ text: String) -> String {
        guard !isEmpty else { return text }
        var bytes = Array(text.utf8)
        return mask(&bytes) == 0 ? text : String(decoding: bytes, as: UTF8.self)
    }

    /// Returns bytes with their numbers masked.
    package func masked(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return bytes }
        var bytes = bytes
        mask(&bytes)
        return bytes
    }

    /// Returns fields with the numbers in their texts masked.
    package func masked(_ fields: Fields) -> Fields {
        guard !isEmpty else { return fields }
        var fields = fields
        for field in StandardField.allCases where field != .time {
            fields[field] = fields[field].map { masked($0) }
        }
        fields.custom = fields.custom.map { field in
            let value: FieldValue =
                switch field.value {
                case .text(let text): .text(masked(text))
                case .number(let text): .number(masked(text))
                case .time: field.value
                }
            return Fields.CustomField(name: field.name, value: value)
        }
        return fields
    }

    // MARK: Finding

    private func found(in bytes: [UInt8]) -> [Place] {
        guard let shortest = lengths.min() else { return [] }
        var places: [Place] = []
        bytes.eachRun(atLeast: shortest, \.isDigit) { run in
            if let number = number(in: bytes, run) {
                places.append(Place(range: number, digits: Array(bytes[number]), bits: nil))
            }
        }
        places += GroupedDigits.numbers(in: bytes, lengths, holds).map {
            Place(range: $0, digits: bytes[$0].filter(\.isDigit), bits: nil)
        }
        // The last digit may leave four of its bits to a character that it shares.
        bytes.eachRun(atLeast: max(5, shortest * 8 / 6), Base64Digit.isOne) { run in
            places += encoded(in: bytes, run, shortest)
        }
        return places
    }

    private func encoded(
        in bytes: [UInt8],
        _ run: Range<Int>,
        _ shortest: Int
    ) -> [Place] {
        var places: [Place] = []
        let phases = Self.phases(in: bytes, run)
        for phase in 0..<4 where phases & (1 << phase) != 0 {
            let start = run.lowerBound + phase
            let decoded = Base64Digit.decoded(bytes[start..<run.upperBound])
            decoded.eachRun(atLeast: shortest, \.isDigit) { digits in
                guard let number = number(in: decoded, digits) else { return }
                let bits = number.lowerBound * 8..<number.upperBound * 8
                places.append(
                    Place(
                        range: start + bits.lowerBound / 6..<start + (bits.upperBound + 5) / 6,
                        digits: Array(decoded[number]),
                        bits: bits
                    )
                )
            }
        }
        return places
    }

    // At which of four alignments a run may hold digits. Seven of them fill the first byte of two
    // groups in a row, and a group that begins with a digit begins with one of three characters.
    private static func phases(in bytes: [UInt8], _ run: Range<Int>) -> Int {
        var phases = 0
        for index in run.lowerBound..<run.upperBound - 4
        where Base64Digit.beginsWithDigit(bytes[index])
            && Base64Digit.beginsWithDigit(bytes[index + 4])
        {
            phases |= 1 << ((index - run.lowerBound) & 3)
        }
        return phases
    }

    // The digits of a run that are a number: all, or those behind the international prefix.
    private func number(in bytes: [UInt8], _ run: Range<Int>) -> Range<Int>? {
        let isPrefixed = run.count > 2 && bytes[run].starts(with: "00".utf8)
        for skipped in isPrefixed ? [0, 2] : [0] {
            let digits = run.lowerBound + skipped..<run.upperBound
            if lengths.contains(digits.count), holds(Array(bytes[digits])) { return digits }
        }
        return nil
    }
}

extension UInt8 {
    /// Whether it is one of the digits 0 to 9 in ASCII.
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

extension [UInt8] {
    /// Calls a body with each longest run of bytes that belong together.
    func eachRun(
        atLeast least: Int,
        _ belongs: (UInt8) -> Bool,
        _ body: (Range<Int>) -> Void
    ) {
        var start = 0
        for index in indices where !belongs(self[index]) {
            if index - start >= least { body(start..<index) }
            start = index + 1
        }
        if count - start >= least { body(start..<count) }
    }
}
