// Turns a pattern into pieces and refuses what would show another time than its writer meant.
struct PatternCompiler {
    // A run of one letter, with where it stands, for what can only be judged at the end.
    private struct Run {
        let letter: UInt8
        let count: Int
        let position: Int
        // The single character between the run before and this one, if it is one.
        let separator: UInt8?
    }

    private let pattern: String
    private var pieces: [FormatPiece] = []
    private var literals: [UInt8] = []
    private var pendingLiteral = 0
    private var runs: [Run] = []

    init(_ pattern: String) {
        self.pattern = pattern
    }

    mutating func compile(
        _ source: String,
        withFraction: Bool
    ) throws(TimeFormatProblem) -> ([FormatPiece], [UInt8]) {
        let bytes = Array(source.utf8)
        guard !bytes.isEmpty else {
            throw problem(
                0,
                "",
                "the format is empty",
                "Write a pattern such as \"\(TimeFormat.standardPattern)\", or iso, or unix."
            )
        }
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "'") {
                at = try quoted(bytes, from: at)
            } else if byte.isASCIILetter {
                let end = bytes[at...].firstIndex { $0 != byte } ?? bytes.count
                try run(of: byte, count: end - at, at: position(at, in: bytes))
                if withFraction, byte == UInt8(ascii: "s") { pieces.append(.fractionIfAny) }
                at = end
            } else {
                literals.append(byte)
                at += 1
            }
        }
        endLiteral()
        try checkMeaning()
        return (pieces, literals)
    }

    private mutating func quoted(_ bytes: [UInt8], from start: Int) throws(TimeFormatProblem) -> Int
    {
        var at = start + 1
        // Two apostrophes are one, inside quotes and outside.
        if at < bytes.count, bytes[at] == UInt8(ascii: "'") {
            literals.append(UInt8(ascii: "'"))
            return at + 1
        }
        while at < bytes.count {
            if bytes[at] != UInt8(ascii: "'") {
                literals.append(bytes[at])
                at += 1
            } else if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "'") {
                literals.append(UInt8(ascii: "'"))
                at += 2
            } else {
                return at + 1
            }
        }
        throw problem(
            position(start, in: bytes),
            String(decoding: bytes[start...], as: UTF8.self),
            "the quoted text has no end",
            "Close it with an apostrophe; for an apostrophe itself write two."
        )
    }

    private mutating func run(
        of letter: UInt8,
        count: Int,
        at position: Int
    ) throws(TimeFormatProblem) {
        let separator = literals.count == pendingLiteral + 1 ? literals.last : nil
        endLiteral()
        guard let piece = PatternLetter.piece(for: letter, count: count) else {
            let before = runs.isEmpty ? literals.last : separator
            if before == UInt8(ascii: "%") {
                throw problem(
                    position,
                    text(letter, count),
                    "percent signs belong to another pattern language",
                    "Write Unicode date patterns, such as \"\(TimeFormat.standardPattern)\"."
                )
            }
            let refusal = PatternLetter.refusal(of: letter, count: count)
            throw problem(position, text(letter, count), refusal.reason, refusal.remedy)
        }
        pieces.append(piece)
        runs.append(
            Run(letter: letter, count: count, position: position, separator: separator)
        )
    }

    private mutating func endLiteral() {
        guard literals.count > pendingLiteral else { return }
        pieces.append(.literal(start: pendingLiteral, end: literals.count))
        pendingLiteral = literals.count
    }

    private func checkMeaning() throws(TimeFormatProblem) {
        let letters = runs.map { UnicodeScalar($0.letter) }
        let hasHour = letters.contains { "HhKk".unicodeScalars.contains($0) }
        let hasDate = letters.contains { "yuMLdD".unicodeScalars.contains($0) }
        for (index, run) in runs.enumerated() {
            let previous = index > 0 ? letters[index - 1] : nil
            switch letters[index] {
            case "h" where !letters.contains("a"), "K" where !letters.contains("a"):
                let meant = text(UInt8(ascii: "H"), run.count)
                throw problem(
                    run,
                    "this hour counts to 12 and nothing tells morning from evening",
                    "Did you mean \"\(meant)\"? Otherwise add \" a\"."
                )
            case "m" where hasDate && !hasHour:
                throw problem(
                    run,
                    "m is the minute, and no hour stands in the format",
                    "Did you mean \"\(text(UInt8(ascii: "M"), run.count))\", the month?"
                )
            case "M"
            where run.count < 3 && run.separator == UInt8(ascii: ":")
                && previous.map("HhKk".unicodeScalars.contains) == true:
                throw problem(
                    run,
                    "M is the month, and an hour stands before it",
                    "Did you mean \"\(text(UInt8(ascii: "m"), run.count))\", the minute?"
                )
            case "S" where previous == "m" && run.separator == UInt8(ascii: ":"):
                throw problem(
                    run,
                    "S is the fraction of the second, and a minute stands before it",
                    "Did you mean \"\(text(UInt8(ascii: "s"), run.count))\", the second?"
                )
            default:
                break
            }
        }
    }

    private func text(_ letter: UInt8, _ count: Int) -> String {
        String(repeating: Character(UnicodeScalar(letter)), count: count)
    }

    private func problem(_ run: Run, _ reason: String, _ remedy: String) -> TimeFormatProblem {
        problem(run.position, text(run.letter, run.count), reason, remedy)
    }

    private func problem(
        _ position: Int,
        _ found: String,
        _ reason: String,
        _ remedy: String
    ) -> TimeFormatProblem {
        TimeFormatProblem(
            pattern: pattern,
            position: position,
            found: found,
            reason: reason,
            remedy: remedy
        )
    }

    private func position(_ index: Int, in bytes: [UInt8]) -> Int {
        String(decoding: bytes[..<index], as: UTF8.self).count + 1
    }
}
