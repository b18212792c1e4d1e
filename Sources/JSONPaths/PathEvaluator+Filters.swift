import JSONTree

extension PathEvaluator {
    /// Tells whether a filter's expression holds for the node that `@` means.
    func holds(
        _ expression: LogicalExpression,
        _ node: Node,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        switch expression {
        case .or(let parts):
            let parts = parts.span
            for index in parts.indices where try holds(parts[index], node, &budget) {
                return true
            }
            return false
        case .and(let parts):
            let parts = parts.span
            for index in parts.indices where try !holds(parts[index], node, &budget) {
                return false
            }
            return true
        case .not(let inner):
            return try !holds(inner, node, &budget)
        case .exists(let query):
            if let path = query.singular {
                let start = query.isAbsolute ? root : node
                return try path.node(in: document, from: start, budget: &budget) != nil
            }
            return try !nodes(query, node, limit: 1, &budget).isEmpty
        case .comparison(let left, let comparison, let right):
            let one = try value(left, node, &budget)
            let other = try value(right, node, &budget)
            return try compare(one, comparison, other, &budget)
        case .regexp(let test):
            return try matches(test, node, &budget)
        }
    }

    private func nodes(
        _ query: FilterQuery,
        _ node: Node,
        limit: Int,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> [Node] {
        let inner = PathEvaluator(document, root: root, limit: limit)
        let start = query.isAbsolute ? root : node
        var found: [Node] = []
        _ = try inner.visit(start, query.segments.span, 0, &found, &budget)
        return found
    }

    func value(
        _ comparand: Comparand,
        _ node: Node,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> PathValue {
        switch comparand {
        case .literal(let literal):
            return .literal(literal)
        case .singular(let isAbsolute, let path):
            let start = isAbsolute ? root : node
            let end = try path.node(in: document, from: start, budget: &budget)
            return end.map { .node($0) } ?? .nothing
        case .length(let inner):
            return try length(try value(inner, node, &budget), &budget)
        case .count(let query):
            return .number(try nodes(query, node, limit: .max, &budget).count)
        case .value(let query):
            let nodes = try nodes(query, node, limit: 2, &budget)
            return nodes.count == 1 ? .node(nodes[0]) : .nothing
        }
    }

    private func length(
        _ value: PathValue,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> PathValue {
        if case .node(let node) = value,
            document.kind(node) == .object || document.kind(node) == .array
        {
            return .number(document.count(node))
        }
        guard let text = try text(value, &budget) else { return .nothing }
        // Scalars, not bytes: those that continue one do not count.
        return .number(text.count { $0 & 0xC0 != 0x80 })
    }

    private func matches(
        _ test: RegexpTest,
        _ node: Node,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        guard let text = try text(try value(test.text, node, &budget), &budget) else {
            return false
        }
        if let compiled = test.compiled {
            return try compiled.matches(text, isWhole: test.isWhole, budget: &budget)
        }
        if case .literal = test.pattern { return false }
        guard let pattern = try self.text(try value(test.pattern, node, &budget), &budget),
            let compiled = try budget.pattern(pattern)
        else { return false }
        return try compiled.matches(text, isWhole: test.isWhole, budget: &budget)
    }
}

extension PathBudget {
    /// Compiles a pattern that stands in the body, or finds it again; nil when it is no I-Regexp.
    fileprivate mutating func pattern(_ text: [UInt8]) throws(PathBudgetExceeded) -> IRegexp? {
        if let known = patterns[text] { return known }
        let compiled = try? IRegexp(text)
        try spend(text.count + (compiled?.size ?? 0))
        // A body of many patterns is hostile; those beyond are compiled, and paid for, each time.
        if patterns.count < 64 { patterns[text] = .some(compiled) }
        return compiled
    }
}
