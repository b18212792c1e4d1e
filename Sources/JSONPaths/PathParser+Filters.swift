import JSONTree

extension PathParser {
    /// Reads alternatives joined by `||`.
    mutating func readLogical() throws(JSONPathProblem) -> LogicalExpression {
        var parts = [try readConjunction()]
        while takeAfterBlanks("||") {
            skipBlanks()
            parts.append(try readConjunction())
        }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func readConjunction() throws(JSONPathProblem) -> LogicalExpression {
        var parts = [try readBasic()]
        while takeAfterBlanks("&&") {
            skipBlanks()
            parts.append(try readBasic())
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func takeAfterBlanks(_ characters: StaticString) -> Bool {
        let start = at
        skipBlanks()
        if take(characters) { return true }
        at = start
        return false
    }

    private mutating func readBasic() throws(JSONPathProblem) -> LogicalExpression {
        if take("!") {
            skipBlanks()
            return .not(byte == 0x28 ? try readParentheses() : try readTest())
        }
        if byte == 0x28 { return try readParentheses() }
        let start = at
        let left = try readOperand()
        guard let comparison = takeComparison() else { return try test(left, at: start) }
        let one = try comparand(left, at: start)
        skipBlanks()
        let second = at
        return .comparison(one, comparison, try comparand(try readOperand(), at: second))
    }

    private mutating func readParentheses() throws(JSONPathProblem) -> LogicalExpression {
        at += 1
        skipBlanks()
        let inner = try nested { parser throws(JSONPathProblem) in try parser.readLogical() }
        skipBlanks()
        try expect(")", or: "\")\", \"&&\" or \"||\"")
        return inner
    }

    private mutating func readTest() throws(JSONPathProblem) -> LogicalExpression {
        let start = at
        return try test(try readOperand(), at: start)
    }

    private mutating func takeComparison() -> ComparisonOperator? {
        let start = at
        skipBlanks()
        if take("==") { return .equal }
        if take("!=") { return .notEqual }
        if take("<=") { return .lessOrEqual }
        if take(">=") { return .greaterOrEqual }
        if take("<") { return .less }
        if take(">") { return .greater }
        at = start
        return nil
    }

    /// Checks that an operand can stand alone: a query, or a function that gives true or false.
    private func test(
        _ operand: PathOperand,
        at start: Int
    ) throws(JSONPathProblem) -> LogicalExpression {
        switch operand {
        case .query(let query):
            return .exists(query)
        case .logical(let expression):
            return expression
        case .literal:
            throw problem(
                at: start,
                expected: "a comparison; a literal alone is neither true nor false"
            )
        case .value(let name, _):
            throw problem(
                at: start,
                found: "\(name)(…) alone",
                expected: "a comparison such as \(name)(…) == 1"
            )
        }
    }

    /// Checks that an operand can be compared: it gives one value or nothing.
    func comparand(_ operand: PathOperand, at start: Int) throws(JSONPathProblem) -> Comparand {
        switch operand {
        case .literal(let literal):
            return .literal(literal)
        case .value(_, let comparand):
            return comparand
        case .query(let query):
            guard let singular = query.singular else {
                throw problem(
                    at: start,
                    found: "a query that can find several values",
                    expected: "one of names and indexes only, or value(…) or count(…) around it"
                )
            }
            return .singular(isAbsolute: query.isAbsolute, singular)
        case .logical:
            throw problem(
                at: start,
                found: "a function that gives true or false by itself",
                expected: "it without a comparison"
            )
        }
    }
}
