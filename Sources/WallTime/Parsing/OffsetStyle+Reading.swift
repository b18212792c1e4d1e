extension OffsetStyle {
    // The offset in exactly this style and where it ends, or nil if something else stands there.
    func read(
        _ text: borrowing Span<UInt8>,
        _ at: Int
    ) throws(TimestampProblem.Kind) -> (seconds: Int32, end: Int)? {
        guard case .numeric(let form, let zForZero) = self, at < text.count else { return nil }
        if zForZero, text.isLetter("z", at: at) { return (0, at + 1) }
        let isNegative = text[at] == UInt8(ascii: "-")
        guard isNegative || text[at] == UInt8(ascii: "+"),
            let hours = text.twoDigits(at: at + 1)
        else { return nil }
        var end = at + 3
        if form == .withColon {
            guard text.has(":", at: end) else { return nil }
            end += 1
        }
        var minutes = 0
        if let value = text.twoDigits(at: end) {
            minutes = value
            end += 2
        } else if form != .ifNotZero {
            return nil
        }
        guard hours < 24, minutes < 60 else { throw .noSuchTime("an offset goes up to 23:59") }
        let magnitude = Int32(hours * 3_600 + minutes * 60)
        return (isNegative ? -magnitude : magnitude, end)
    }
}
