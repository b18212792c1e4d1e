/// Finds numbers that are written in groups of digits, such as `+57 (300) 111-2233`.
///
/// Between two groups stands one space, dot, dash or bracket, or one of them beside a bracket; a form
/// writes the space as `+`. Behind a `+` or `00` a number is the first groups; elsewhere it is all of
/// them, and not what may be a date.
enum GroupedDigits {
    /// Returns the ranges of numbers that `holds` knows, in no order.
    ///
    /// `lengths`: How many digits such a number may have.
    static func numbers(
        in bytes: [UInt8],
        _ lengths: Set<Int>,
        _ holds: ([UInt8]) -> Bool
    ) -> [Range<Int>] {
        let found = found(in: bytes, lengths, holds)
        guard let form = blanksForPluses(in: bytes) else { return found }
        let more = self.found(in: form, lengths, holds)
        return found + more.filter { bytes[$0].contains(UInt8(ascii: "+")) }
    }

    // In a form a "+" is a blank; one that stands behind a group does not begin a number.
    private static func blanksForPluses(in bytes: [UInt8]) -> [UInt8]? {
        var form: [UInt8]?
        for index in bytes.indices.dropFirst() where bytes[index] == UInt8(ascii: "+") {
            guard bytes[index - 1].isDigit || isBracket(bytes[index - 1]) else { continue }
            if form == nil { form = bytes }
            form?[index] = UInt8(ascii: " ")
        }
        return form
    }

    private static func found(
        in bytes: [UInt8],
        _ lengths: Set<Int>,
        _ holds: ([UInt8]) -> Bool
    ) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var groups: [Range<Int>] = []
        var end = 0
        func close() {
            if groups.count > 1, let number = number(in: bytes, groups, lengths, holds) {
                found.append(number)
            }
            groups.removeAll(keepingCapacity: true)
        }
        bytes.eachRun(atLeast: 1, \.isDigit) { group in
            if !isGap(bytes, end..<group.lowerBound) { close() }
            // One group more than a number can have tells that there are more.
            if groups.count <= NumberMask.mostDigits + 1 { groups.append(group) }
            end = group.upperBound
        }
        close()
        return found
    }

    private static func number(
        in bytes: [UInt8],
        _ groups: [Range<Int>],
        _ lengths: Set<Int>,
        _ holds: ([UInt8]) -> Bool
    ) -> Range<Int>? {
        let first = groups[0]
        var start = first.lowerBound
        var isLed = isPlus(before: start, in: bytes)
        if !isLed, first.count > 2, bytes[start...].starts(with: "00".utf8) {
            start += 2
            isLed = true
        }
        var digits = Array(bytes[start..<first.upperBound])
        for (index, group) in groups.enumerated().dropFirst() {
            digits += bytes[group].prefix(NumberMask.mostDigits + 1)
            guard digits.count <= NumberMask.mostDigits else { return nil }
            let isAll = index == groups.count - 1 && !mayBeDate(groups)
            if isLed || isAll, lengths.contains(digits.count), holds(digits) {
                return start..<group.upperBound
            }
        }
        return nil
    }

    private static func isPlus(before index: Int, in bytes: [UInt8]) -> Bool {
        index >= 1 && bytes[index - 1] == UInt8(ascii: "+")
    }

    // 2026-03-01, 01.03.2026, 1.3.2026, each with a time behind it or not.
    private static func mayBeDate(_ groups: [Range<Int>]) -> Bool {
        guard groups.count >= 3 else { return false }
        let counts = groups.prefix(3).map(\.count)
        return counts[1] <= 2
            && (counts[0] == 4 && counts[2] <= 2 || counts[0] <= 2 && counts[2] == 4)
    }

    private static func isGap(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard 1...2 ~= range.count, bytes[range].allSatisfy(isSeparator) else { return false }
        return range.count == 1 || bytes[range].contains(where: isBracket)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || isBracket(byte)
    }

    private static func isBracket(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
    }
}
