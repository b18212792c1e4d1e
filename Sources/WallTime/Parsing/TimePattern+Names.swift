extension TimePattern {
    func names(of field: FormatPiece) -> NameTable? {
        switch field {
        case .monthName: months
        case .weekday: weekdays
        case .dayPeriod: dayPeriods
        default: nil
        }
    }

    // Where a name ends, or nil if none stands there.
    //
    // The longest name counts, its full stop included, unless only a shorter one leaves what the
    // next step needs: in 1.Jan.2026 the full stop may be the pattern's own.
    func readName(
        _ names: NameTable,
        _ field: FormatPiece,
        _ text: borrowing Span<UInt8>,
        _ at: Int,
        _ index: Int,
        _ findings: inout PatternFindings
    ) throws(TimestampProblem.Kind) -> Int? {
        guard let longest = names.find(in: text, at: at) else { return nil }
        var number = longest.number
        var end: Int?
        var candidate: (number: Int, end: Int, next: Int)? = longest
        while end == nil, let name = candidate {
            number = name.number
            if text.has(".", at: name.end), begins(index + 1, text, name.end + 1) {
                end = name.end + 1
            } else if begins(index + 1, text, name.end) {
                end = name.end
            }
            candidate = names.find(in: text, at: at, from: name.next)
        }
        if end == nil {
            // What comes after the name is wrong, unless the name itself goes on: March is no mar.
            guard !text.hasLetter(at: longest.end) else { return nil }
            number = longest.number
            end = longest.end
        }
        switch field {
        case .monthName: try findings.keep(month: number)
        case .weekday: try findings.keep(weekday: number)
        default: try findings.keep(isAfternoon: number == 1)
        }
        return end
    }

    // Whether a step can begin at a place; past the last one the text has to end.
    private func begins(_ index: Int, _ text: borrowing Span<UInt8>, _ at: Int) -> Bool {
        guard index < steps.count else { return at == text.count }
        switch steps[index] {
        case .literal(let start, let end): return text.has(literals.span, start, end, at: at)
        case .space: return text.lengthOfSpace(at: at) > 0
        case .field(let field, _, _):
            guard at < text.count else { return false }
            if let names = names(of: field) { return names.find(in: text, at: at) != nil }
            switch field {
            case .offset(let style): return (try? style.read(text, at)) != nil
            case .abbreviation: return endOfUTC(text, at) != nil
            default: return text[at].isASCIIDigit
            }
        }
    }
}

extension Span<UInt8> {
    fileprivate func hasLetter(at place: Int) -> Bool {
        place < count
            && (self[place].isASCIILetter || self[place] >= 0x80 && lengthOfSpace(at: place) == 0)
    }
}
