// Turns a pattern into the steps of reading and refuses what would read another time than meant,
// or none.
struct TimePatternCompiler {
    private var steps: [TimePattern.Step] = []
    private var literals: [UInt8] = []
    // Literal bytes since the last letter.
    private var pending: [UInt8] = []
    private var runs: [PatternRun] = []
    // One for each run.
    private var fields: [FormatPiece] = []

    mutating func compile(_ pattern: String) throws(PatternFault) -> ([TimePattern.Step], [UInt8]) {
        if pattern == "iso" || pattern == "unix" {
            throw whole(
                "this word is a format for writing",
                "Leave the pattern out: RFC 3339 and Unix numbers are read without one."
            )
        }
        var scanner = PatternScanner(pattern)
        while let token = try scanner.next() {
            switch token {
            case .text(let text):
                pending += text
            case .letters(let letter, let count, let position):
                try run(of: letter, count: count, at: position)
            }
        }
        endLiteral()
        if case .space? = steps.last { steps.removeLast() }
        if let fault = misplacedMinute() ?? runs.confusedFault(in: "pattern") { throw fault }
        try checkDate()
        try checkClock()
        try checkNeighbours()
        return (steps, literals)
    }

    private mutating func run(
        of letter: UInt8,
        count: Int,
        at position: Int
    ) throws(PatternFault) {
        let run = PatternRun(
            letter: letter,
            count: count,
            position: position,
            separator: pending.count == 1 ? pending.last : nil
        )
        if pending.last == UInt8(ascii: "%") {
            throw run.fault(
                "percent signs belong to another pattern language",
                "Write Unicode date patterns, such as \"\(TimeFormat.standardPattern)\"."
            )
        }
        guard let field = ReadableLetter.field(for: letter, count: count) else {
            let refusal = ReadableLetter.refusal(of: letter, count: count)
            throw run.fault(refusal.reason, refusal.remedy)
        }
        endLiteral()
        steps.append(.field(field, letter: letter, count: count))
        runs.append(run)
        fields.append(field)
    }

    private mutating func endLiteral() {
        let bytes = pending
        pending.removeAll()
        let text = bytes.span
        var start = literals.count
        var isAfterSpace = false
        var at = 0
        while at < text.count {
            let length = text.lengthOfSpace(at: at)
            if length == 0 {
                literals.append(text[at])
                at += 1
            } else {
                endStretch(from: start)
                // Spaces around a text do not count, so none is looked for.
                if !isAfterSpace, !steps.isEmpty { steps.append(.space) }
                start = literals.count
                at += length
            }
            isAfterSpace = length > 0
        }
        endStretch(from: start)
    }

    private mutating func endStretch(from start: Int) {
        guard literals.count > start else { return }
        steps.append(.literal(start: start, end: literals.count))
    }

    // dd/mm/yyyy HH:mm: a minute beside day or year, and after no hour, stands where the month is
    // missing.
    private func misplacedMinute() -> PatternFault? {
        guard !runs.contains(where: { "ML".unicodeScalars.contains($0.scalar) }) else { return nil }
        for (index, run) in runs.enumerated() where run.scalar == "m" {
            if index > 0, "hHkK".unicodeScalars.contains(runs[index - 1].scalar) { continue }
            let neighbours = [index - 1, index + 1].filter(runs.indices.contains)
            if neighbours.contains(where: { "dyu".unicodeScalars.contains(runs[$0].scalar) }) {
                return run.fault(
                    "m is the minute, and no month stands in the pattern",
                    "Did you mean \"\(run.text(UInt8(ascii: "M")))\", the month?"
                )
            }
        }
        return nil
    }

    private func checkDate() throws(PatternFault) {
        var missing = ["year", "month", "day"]
        for field in fields {
            switch field {
            case .year, .yearOfCentury: missing.removeAll { $0 == "year" }
            case .month, .monthName: missing.removeAll { $0 == "month" }
            case .day: missing.removeAll { $0 == "day" }
            default: break
            }
        }
        guard let last = missing.popLast() else { return }
        let others = missing.isEmpty ? "" : missing.joined(separator: ", ") + " and "
        throw whole(
            "it names no instant without \(others)\(last)",
            "Write year, month and day, such as \"dd/MM/yyyy HH:mm:ss\"."
        )
    }

    // Each part of the clock needs the greater one.
    private func checkClock() throws(PatternFault) {
        let letters = runs.map(\.scalar)
        let needs: [(letter: UnicodeScalar, name: String, of: String, needed: String)] = [
            ("a", "half of the day", "hHkK", "hour"), ("m", "minute", "hHkK", "hour"),
            ("s", "second", "m", "minute"), ("S", "fraction of the second", "s", "second"),
        ]
        for (run, letter) in zip(runs, letters) {
            guard let need = needs.first(where: { $0.letter == letter }),
                !letters.contains(where: need.of.unicodeScalars.contains)
            else { continue }
            throw run.fault(
                "\(need.letter) is the \(need.name), and no \(need.needed) stands in the pattern",
                "Add the \(need.needed), or leave this out."
            )
        }
    }

    // Where a number may have one digit or two, no further digit may follow it.
    private func checkNeighbours() throws(PatternFault) {
        var index = 0
        for (step, next) in zip(steps, steps.dropFirst()) {
            guard case .field(let field, _, _) = step else { continue }
            let run = runs[index]
            index += 1
            guard field.hasOpenEnd, startsWithDigit(next) else { continue }
            throw run.fault(
                "it does not say how many digits it has, and another digit follows at once",
                "Did you mean \"\(run.text() + run.text())\"?"
            )
        }
    }

    private func startsWithDigit(_ step: TimePattern.Step) -> Bool {
        switch step {
        case .literal(let start, _): literals[start].isASCIIDigit
        case .space: false
        case .field(let field, _, _): field.isNumber
        }
    }

    private func whole(_ reason: String, _ remedy: String) -> PatternFault {
        PatternFault(position: 0, found: "", reason: reason, remedy: remedy)
    }
}

extension FormatPiece {
    // Whether a text of it may go on with a digit or not.
    fileprivate var hasOpenEnd: Bool {
        switch self {
        case .month(1), .day(1), .hour(_, 1), .minute(1), .second(1): true
        case .offset(.numeric(.ifNotZero, _)): true
        default: false
        }
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .year, .yearOfCentury, .month, .day, .hour, .minute, .second, .fraction: true
        default: false
        }
    }
}
