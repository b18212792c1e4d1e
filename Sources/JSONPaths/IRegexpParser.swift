import JSONTree

/// Reads the grammar of RFC 9485.
struct IRegexpParser {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var depth = 0

    private static let depthLimit = 64

    init(_ pattern: [UInt8]) {
        scalars = Array(String(decoding: pattern, as: UTF8.self).unicodeScalars)
    }

    private var scalar: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    mutating func read() throws(IRegexpProblem) -> IRegexpPart {
        let part = try readAlternatives()
        guard scalar == nil else { throw problem(expected: "the end of the pattern") }
        return part
    }

    private func problem(expected: String) -> IRegexpProblem {
        guard let scalar else {
            return IRegexpProblem(found: "the end of the pattern", expected: expected)
        }
        return IRegexpProblem(
            found: "\"\(scalar)\" as character \(at + 1) of the pattern",
            expected: expected
        )
    }

    private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard scalar == wanted else { return false }
        at += 1
        return true
    }

    private mutating func readAlternatives() throws(IRegexpProblem) -> IRegexpPart {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw IRegexpProblem(
                found: "\(depth) groups inside each other",
                expected: "at most \(Self.depthLimit)"
            )
        }
        var branches = [try readBranch()]
        while take("|") { branches.append(try readBranch()) }
        depth -= 1
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func readBranch() throws(IRegexpProblem) -> IRegexpPart {
        var pieces: [IRegexpPart] = []
        while let scalar, scalar != "|", scalar != ")" {
            pieces.append(try readQuantified(try readAtom(scalar)))
        }
        return .sequence(pieces)
    }

    private mutating func readAtom(_ scalar: Unicode.Scalar) throws(IRegexpProblem) -> IRegexpPart {
        switch scalar {
        case "(":
            at += 1
            let part = try readAlternatives()
            guard take(")") else { throw problem(expected: "\")\"") }
            return part
        case ".":
            at += 1
            return .set(.dot)
        case "^", "$":
            at += 1
            return .anchor(isStart: scalar == "^")
        case "[":
            at += 1
            return .set(try readClass())
        case "\\":
            at += 1
            var set = ScalarSet()
            switch try readEscape() {
            case .scalar(let scalar): set.insert(scalar.value...scalar.value)
            case .categories(let mask): set.insert(categories: mask)
            }
            return .set(set)
        case "*", "+", "?", "{", "}", "]":
            throw problem(
                expected: "something to match before it, or \"\\\(scalar)\" for the character"
            )
        default:
            at += 1
            return .set(ScalarSet(scalar))
        }
    }

    private mutating func readQuantified(_ part: IRegexpPart) throws(IRegexpProblem) -> IRegexpPart
    {
        if take("*") { return .repeated(part, least: 0, most: nil) }
        if take("+") { return .repeated(part, least: 1, most: nil) }
        if take("?") { return .repeated(part, least: 0, most: 1) }
        guard take("{") else { return part }
        let least = try readCount()
        var most: Int? = least
        if take(",") { most = scalar == "}" ? nil : try readCount() }
        guard take("}") else { throw problem(expected: "\"}\"") }
        guard most ?? least >= least else {
            throw IRegexpProblem(
                found: "a repetition of at least \(least) and at most \(most ?? 0)",
                expected: "the smaller count first"
            )
        }
        return .repeated(part, least: least, most: most)
    }

    private mutating func readCount() throws(IRegexpProblem) -> Int {
        var count: Int?
        while let digit = scalar, ("0"..."9").contains(digit) {
            // Beyond the size limit the exact count does not matter: it is refused.
            count = min((count ?? 0) * 10 + Int(digit.value - 0x30), IRegexp.sizeLimit + 1)
            at += 1
        }
        guard let count else { throw problem(expected: "a count") }
        return count
    }

    private mutating func readClass() throws(IRegexpProblem) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = take("^")
        var isFirst = true
        while true {
            guard let scalar else { throw problem(expected: "\"]\"") }
            if scalar == "]", !isFirst {
                at += 1
                if isNegated { set.negate() }
                return set
            }
            if scalar == "-" {
                at += 1
                guard isFirst || self.scalar == "]" else {
                    throw problem(expected: "\"]\" after \"-\", or \"\\-\" for the character")
                }
                set.insert(0x2D...0x2D)
            } else {
                try readClassPart(into: &set)
            }
            isFirst = false
        }
    }

    private mutating func readClassPart(into set: inout ScalarSet) throws(IRegexpProblem) {
        guard let first = try readClassScalar(into: &set) else { return }
        guard scalar == "-", at + 1 < scalars.count, scalars[at + 1] != "]" else {
            set.insert(first.value...first.value)
            return
        }
        at += 1
        var other = ScalarSet()
        guard let last = try readClassScalar(into: &other), first <= last else {
            throw IRegexpProblem(
                found: "a range that begins with \"\(first)\" and ends before it",
                expected: "a character that is not smaller at its end"
            )
        }
        set.insert(first.value...last.value)
    }

    /// Reads one character of a class; nil when it was an escape for categories.
    private mutating func readClassScalar(
        into set: inout ScalarSet
    ) throws(IRegexpProblem) -> Unicode.Scalar? {
        guard let scalar, scalar != "[", scalar != "]", scalar != "-" else {
            throw problem(expected: "a character, or a backslash before it")
        }
        at += 1
        guard scalar == "\\" else { return scalar }
        switch try readEscape() {
        case .scalar(let scalar):
            return scalar
        case .categories(let mask):
            set.insert(categories: mask)
            return nil
        }
    }

    private enum Escape {
        case scalar(Unicode.Scalar)
        case categories(UInt32)
    }

    /// Reads what follows a backslash.
    private mutating func readEscape() throws(IRegexpProblem) -> Escape {
        let letter = scalar
        switch letter {
        case "(", ")", "*", "+", "-", ".", "?", "[", "\\", "]", "^", "{", "|", "}":
            at += 1
            return .scalar(letter ?? " ")
        case "n":
            at += 1
            return .scalar("\n")
        case "r":
            at += 1
            return .scalar("\r")
        case "t":
            at += 1
            return .scalar("\t")
        case "p", "P":
            at += 1
            let mask = try readCategories()
            return .categories(letter == "P" ? ~mask : mask)
        case "d":
            throw problem(expected: "\"[0-9]\" for a digit; I-Regexp has no \\d")
        case "w", "s", "b":
            throw problem(expected: "characters in brackets; I-Regexp has no \\w, \\s and \\b")
        default:
            throw problem(expected: "one of ( ) * + - . ? [ \\ ] ^ { | } n r t p P after \"\\\"")
        }
    }

    private mutating func readCategories() throws(IRegexpProblem) -> UInt32 {
        guard take("{") else { throw problem(expected: "\"{\"") }
        let start = at
        var name = ""
        while let scalar, scalar != "}", name.utf8.count < 3 {
            name.unicodeScalars.append(scalar)
            at += 1
        }
        guard let mask = ScalarSet.categories(named: name) else {
            at = start
            throw problem(expected: "a general category of Unicode such as L, Lu or Nd")
        }
        guard take("}") else { throw problem(expected: "\"}\"") }
        return mask
    }
}
