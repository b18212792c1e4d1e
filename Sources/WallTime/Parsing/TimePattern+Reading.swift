extension TimePattern {
    // Walks over the text once, step by step; at a name it looks one step ahead.
    func writtenTime(
        _ whole: borrowing Span<UInt8>
    ) throws(TimestampProblem.Kind) -> WrittenTime {
        let range = whole.withoutOuterSpaces
        let text = whole.extracting(0..<range.upperBound)
        var at = range.lowerBound
        var findings = PatternFindings()
        for index in steps.indices {
            switch steps[index] {
            case .literal(let start, let end):
                guard text.has(literals.span, start, end, at: at) else {
                    throw misfit(text, at, expected(index))
                }
                at += end - start
            case .space:
                let start = at
                while case let length = text.lengthOfSpace(at: at), length > 0 { at += length }
                guard at > start else { throw misfit(text, at, expected(index)) }
            case .field(let field, _, _):
                let end =
                    if let names = names(of: field) {
                        try readName(names, field, text, at, index, &findings)
                    } else {
                        try read(field, text, at, &findings)
                    }
                guard let end else { throw misfit(text, at, expected(index)) }
                at = end
            }
        }
        guard at == text.count else { throw misfit(text, at, "its end") }
        return try findings.writtenTime()
    }

    // Where the field ends, or nil if the text has something else.
    private func read(
        _ field: FormatPiece,
        _ text: borrowing Span<UInt8>,
        _ at: Int,
        _ findings: inout PatternFindings
    ) throws(TimestampProblem.Kind) -> Int? {
        switch field {
        case .year:
            guard let century = text.twoDigits(at: at), let year = text.twoDigits(at: at + 2)
            else { return nil }
            try findings.keep(year: century * 100 + year)
            return at + 4
        case .fraction(let digits):
            // Further digits are not its own: what follows in the pattern has to fit them.
            guard at <= text.count - digits,
                let fraction = text.extracting(0..<at + digits).fraction(at: at),
                fraction.end == at + digits
            else { return nil }
            try findings.keep(nanoseconds: fraction.nanoseconds)
            return fraction.end
        case .offset(let style):
            guard let offset = try style.read(text, at) else { return nil }
            try findings.keep(offset: offset.seconds)
            return offset.end
        case .abbreviation:
            guard let end = endOfUTC(text, at) else { return nil }
            try findings.keep(offset: 0)
            return end
        default:
            return try readNumber(field, text, at, &findings)
        }
    }

    // A field of one digit or two.
    private func readNumber(
        _ field: FormatPiece,
        _ text: borrowing Span<UInt8>,
        _ at: Int,
        _ findings: inout PatternFindings
    ) throws(TimestampProblem.Kind) -> Int? {
        func number(_ width: Int) -> (value: Int, end: Int)? {
            if let value = text.twoDigits(at: at) { return (value, at + 2) }
            guard width == 1, at < text.count, text[at].isASCIIDigit else { return nil }
            return (Int(text[at] - 48), at + 1)
        }
        switch field {
        case .yearOfCentury:
            guard let (value, end) = number(2) else { return nil }
            try findings.keep(year: 2_000 + value)
            return end
        case .month(let width):
            guard let (value, end) = number(width) else { return nil }
            try findings.keep(month: value)
            return end
        case .day(let width):
            guard let (value, end) = number(width) else { return nil }
            try findings.keep(day: value)
            return end
        case .hour(let cycle, let width):
            guard let (value, end) = number(width) else { return nil }
            try findings.keep(hour: value, cycle)
            return end
        case .minute(let width):
            guard let (value, end) = number(width) else { return nil }
            try findings.keep(minute: value)
            return end
        case .second(let width):
            guard let (value, end) = number(width) else { return nil }
            try findings.keep(second: value)
            return end
        default:
            // The compiler lets no other field through.
            return nil
        }
    }

    func endOfUTC(_ text: borrowing Span<UInt8>, _ at: Int) -> Int? {
        let word = text.word(at: at)
        if word == 0x75_74_63 || word == 0x67_6D_74 { return at + 3 }
        return text.isLetter("z", at: at) ? at + 1 : nil
    }

    private func misfit(
        _ text: borrowing Span<UInt8>,
        _ at: Int,
        _ expected: String
    ) -> TimestampProblem.Kind {
        var position = 1
        // Bytes that begin a character; the others go on with one.
        for index in 0..<at where text[index] & 0xC0 != 0x80 { position += 1 }
        return .unlikePattern(
            position: position,
            found: text.shownText(from: at),
            expected: expected
        )
    }
}
