/// A part of a regular expression.
indirect enum IRegexpPart {
    case set(ScalarSet)
    /// The start of the text, or else its end.
    case anchor(isStart: Bool)
    case sequence([IRegexpPart])
    case alternatives([IRegexpPart])
    case repeated(IRegexpPart, least: Int, most: Int?)

    /// How many steps the part comes to, not counted on far above the limit.
    var size: Int {
        let size =
            switch self {
            case .set, .anchor: 1
            case .sequence(let parts): parts.reduce(0) { $0 + $1.size }
            case .alternatives(let parts): parts.reduce(0) { $0 + $1.size + 2 }
            case .repeated(let part, let least, nil): max(part.size, 1) * least + part.size + 2
            case .repeated(let part, let least, let most?): max(part.size, 1) * most + most - least
            }
        return min(size, IRegexp.sizeLimit + 1)
    }
}

/// Writes the parts of a regular expression as a program.
struct IRegexpWriter {
    var program: [IRegexp.Instruction] = []
    var sets: [ScalarSet] = []

    private var next: Int32 { Int32(truncatingIfNeeded: program.count) }

    mutating func append(_ part: IRegexpPart) {
        switch part {
        case .set(let set):
            program.append(.set(Int32(truncatingIfNeeded: sets.count)))
            sets.append(set)
        case .anchor(let isStart):
            program.append(isStart ? .start : .end)
        case .sequence(let parts):
            for part in parts { append(part) }
        case .alternatives(let parts):
            append(alternatives: parts)
        case .repeated(let part, let least, let most):
            append(part, least: least, most: most)
        }
    }

    private mutating func append(alternatives parts: [IRegexpPart]) {
        var jumps: [Int] = []
        for (index, part) in parts.enumerated() {
            guard index < parts.count - 1 else {
                append(part)
                break
            }
            let split = program.count
            program.append(.accept)
            append(part)
            jumps.append(program.count)
            program.append(.accept)
            program[split] = .split(Int32(truncatingIfNeeded: split + 1), next)
        }
        for jump in jumps { program[jump] = .jump(next) }
    }

    private mutating func append(_ part: IRegexpPart, least: Int, most: Int?) {
        for _ in 0..<least { append(part) }
        guard let most else {
            let split = program.count
            program.append(.accept)
            append(part)
            program.append(.jump(Int32(truncatingIfNeeded: split)))
            program[split] = .split(Int32(truncatingIfNeeded: split + 1), next)
            return
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(program.count)
            program.append(.accept)
            append(part)
        }
        for split in splits {
            program[split] = .split(Int32(truncatingIfNeeded: split + 1), next)
        }
    }
}
