// Turns a pattern into pieces and refuses what would show another time than its writer meant.
struct PatternCompiler {
    private var pieces: [FormatPiece] = []
    private var literals: [UInt8] = []
    private var pendingLiteral = 0
    private var runs: [PatternRun] = []

    mutating func compile(
        _ source: String,
        withFraction: Bool
    ) throws(PatternFault) -> ([FormatPiece], [UInt8]) {
        guard !source.isEmpty else {
            throw PatternFault(
                position: 0,
                found: "",
                reason: "the format is empty",
                remedy:
                    "Write a pattern such as \"\(TimeFormat.standardPattern)\", or iso, or unix."
            )
        }
        var scanner = PatternScanner(source)
        while let token = try scanner.next() {
            switch token {
            case .text(let text):
                literals += text
            case .letters(let letter, let count, let position):
                try run(of: letter, count: count, at: position)
                if withFraction, letter == UInt8(ascii: "s") { pieces.append(.fractionIfAny) }
            }
        }
        endLiteral()
        if let fault = runs.confusedFault(in: "format") { throw fault }
        return (pieces, literals)
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
            separator: literals.count == pendingLiteral + 1 ? literals.last : nil
        )
        endLiteral()
        guard let piece = PatternLetter.piece(for: letter, count: count) else {
            let before = runs.isEmpty ? literals.last : run.separator
            if before == UInt8(ascii: "%") {
                throw run.fault(
                    "percent signs belong to another pattern language",
                    "Write Unicode date patterns, such as \"\(TimeFormat.standardPattern)\"."
                )
            }
            let refusal = PatternLetter.refusal(of: letter, count: count)
            throw run.fault(refusal.reason, refusal.remedy)
        }
        pieces.append(piece)
        runs.append(run)
    }

    private mutating func endLiteral() {
        guard literals.count > pendingLiteral else { return }
        pieces.append(.literal(start: pendingLiteral, end: literals.count))
        pendingLiteral = literals.count
    }
}
