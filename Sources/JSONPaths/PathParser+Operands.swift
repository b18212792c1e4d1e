import JSONTree

/// What stands at one side of a comparison or as an argument, before its type is checked.
enum PathOperand {
    case literal(PathLiteral)
    case query(FilterQuery)
    /// A function that gives a value, and its name.
    case value(String, Comparand)
    /// A function that gives true or false.
    case logical(LogicalExpression)
}

extension PathParser {
    mutating func readOperand() throws(JSONPathProblem) -> PathOperand {
        switch byte {
        case 0x40, 0x24:
            let isAbsolute = byte == 0x24
            at += 1
            let segments = try readSegments()
            return .query(FilterQuery(isAbsolute: isAbsolute, segments: segments))
        case 0x22, 0x27:
            return .literal(.string(try readString()))
        case .some(0x2D), .some(0x30...0x39):
            return .literal(.number(try readNumber()))
        case .some(0x61...0x7A):
            return try readWord()
        default:
            throw problem(
                expected: "\"@\", \"$\", a string, a number, true, false, null or a function"
            )
        }
    }

    /// Reads true, false, null or a function.
    private mutating func readWord() throws(JSONPathProblem) -> PathOperand {
        let start = at
        while let byte, (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        {
            at += 1
        }
        let word = String(decoding: text[start..<at], as: UTF8.self)
        if take("(") {
            return try nested { parser throws(JSONPathProblem) in
                try parser.readFunction(word, at: start)
            }
        }
        switch word {
        case "true": return .literal(.true)
        case "false": return .literal(.false)
        case "null": return .literal(.null)
        default:
            throw problem(
                at: start,
                expected:
                    "\"@\", \"$\", a string in quotes, a number, true, false, null or a function"
            )
        }
    }

    private mutating func readFunction(
        _ name: String,
        at start: Int
    ) throws(JSONPathProblem) -> PathOperand {
        let operand: PathOperand
        skipBlanks()
        switch name {
        case "length":
            operand = .value(name, .length(try readValueArgument()))
        case "count":
            operand = .value(name, .count(try readNodesArgument()))
        case "value":
            operand = .value(name, .value(try readNodesArgument()))
        case "match", "search":
            let text = try readValueArgument()
            skipBlanks()
            try expect(",", or: "\",\" and the pattern, the second argument of \(name)(…)")
            skipBlanks()
            let place = at
            let pattern = try readValueArgument()
            let test = RegexpTest(
                text: text,
                pattern: pattern,
                isWhole: name == "match",
                compiled: compile(pattern, at: place)
            )
            operand = .logical(.regexp(test))
        default:
            throw problem(
                at: start,
                expected: "one of the functions length, count, match, search and value"
            )
        }
        skipBlanks()
        try expect(")", or: "\")\" after the last argument of \(name)(…)")
        return operand
    }

    private mutating func readValueArgument() throws(JSONPathProblem) -> Comparand {
        let start = at
        return try comparand(try readOperand(), at: start)
    }

    private mutating func readNodesArgument() throws(JSONPathProblem) -> FilterQuery {
        let start = at
        guard case .query(let query) = try readOperand() else {
            throw problem(at: start, expected: "a query that begins with \"@\" or \"$\"")
        }
        return query
    }

    private mutating func compile(_ pattern: Comparand, at place: Int) -> IRegexp? {
        guard case .literal(let literal) = pattern else { return nil }
        guard case .string(let text) = literal else { return nil }
        do {
            return try IRegexp(text.bytes)
        } catch {
            remarks.append(problem(at: place, found: error.found, expected: error.expected))
            return nil
        }
    }
}
