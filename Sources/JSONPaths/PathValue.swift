import JSONTree

/// What a comparison compares.
enum PathValue {
    case nothing
    case node(JSONDocument.Node)
    case literal(PathLiteral)

    static func number(_ count: Int) -> PathValue {
        .literal(.number(PathNumber(integer: Int64(count), double: Double(count))))
    }
}

extension PathEvaluator {
    /// Compares as RFC 9535 does: values of different kinds are unequal and have no order.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc9535#section-2.3.5.2.2>
    func compare(
        _ left: PathValue,
        _ comparison: ComparisonOperator,
        _ right: PathValue,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        switch comparison {
        case .equal: try isEqual(left, right, &budget)
        case .notEqual: try !isEqual(left, right, &budget)
        case .less: try isLess(left, right, &budget)
        case .greater: try isLess(right, left, &budget)
        case .lessOrEqual:
            try isLess(left, right, &budget) ? true : isEqual(left, right, &budget)
        case .greaterOrEqual:
            try isLess(right, left, &budget) ? true : isEqual(left, right, &budget)
        }
    }

    /// Returns a string's UTF-8 bytes; nil for anything else.
    func text(
        _ value: PathValue,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> [UInt8]? {
        switch value {
        case .node(let node):
            guard document.kind(node) == .string else { return nil }
            var text: [UInt8] = []
            document.append(node, to: &text)
            try budget.spend(text.count / 64)
            return text
        case .literal(.string(let key)):
            return key.bytes
        case .nothing, .literal:
            return nil
        }
    }

    private func number(
        _ value: PathValue,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> PathNumber? {
        switch value {
        case .node(let node):
            try budget.spend(document.range(node).count / 64)
            guard let double = document.double(node) else { return nil }
            return PathNumber(integer: document.integer(node), double: double)
        case .literal(.number(let number)):
            return number
        case .nothing, .literal:
            return nil
        }
    }

    private func isLess(
        _ left: PathValue,
        _ right: PathValue,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        if let one = try number(left, &budget), let other = try number(right, &budget) {
            return one < other
        }
        guard let one = try text(left, &budget), let other = try text(right, &budget) else {
            return false
        }
        // UTF-8 orders as its scalars do.
        return one.lexicographicallyPrecedes(other)
    }

    private func isEqual(
        _ left: PathValue,
        _ right: PathValue,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        switch (left, right) {
        case (.nothing, .nothing): true
        case (.nothing, _), (_, .nothing): false
        case (.node(let one), .node(let other)): try isEqual(one, other, &budget)
        case (.node(let node), .literal(let literal)): try isEqual(node, literal, &budget)
        case (.literal(let literal), .node(let node)): try isEqual(node, literal, &budget)
        case (.literal(let one), .literal(let other)): isEqual(one, other)
        }
    }

    private func isEqual(_ left: PathLiteral, _ right: PathLiteral) -> Bool {
        switch (left, right) {
        case (.string(let one), .string(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.true, .true), (.false, .false), (.null, .null): true
        default: false
        }
    }

    private func isEqual(
        _ node: Node,
        _ literal: PathLiteral,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        switch (document.kind(node), literal) {
        case (.string, .string(let key)):
            try budget.spend(key.bytes.count / 64)
            return document.isText(node, key)
        case (.number, .number(let other)):
            guard let one = try number(.node(node), &budget) else { return false }
            return one == other
        case (.true, .true), (.false, .false), (.null, .null):
            return true
        default:
            return false
        }
    }

    /// Compares two values of the document; each level of recursion is one level of it.
    private func isEqual(
        _ left: Node,
        _ right: Node,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        try budget.spend(1)
        let kind = document.kind(left)
        guard kind == document.kind(right) else { return false }
        switch kind {
        case .true, .false, .null:
            return true
        case .number:
            guard let one = try number(.node(left), &budget),
                let other = try number(.node(right), &budget)
            else { return false }
            return one == other
        case .string:
            return try text(.node(left), &budget) == text(.node(right), &budget)
        case .array:
            guard document.count(left) == document.count(right) else { return false }
            for (one, other) in zip(document.elements(left), document.elements(right)) {
                guard try isEqual(one, other, &budget) else { return false }
            }
            return true
        case .object:
            guard try isSubset(left, right, &budget) else { return false }
            return try isSubset(right, left, &budget, namesOnly: true)
        }
    }

    /// Tells whether each member of one object is in the other, with an equal value.
    private func isSubset(
        _ left: Node,
        _ right: Node,
        _ budget: inout PathBudget,
        namesOnly: Bool = false
    ) throws(PathBudgetExceeded) -> Bool {
        for (name, _) in document.members(left) {
            try budget.spend(1 + (document.count(left) + document.count(right)) / 16)
            var bytes: [UInt8] = []
            document.append(name, to: &bytes)
            let key = JSONKey(bytes: bytes)
            guard let one = document.member(left, key), let other = document.member(right, key)
            else {
                return false
            }
            guard try namesOnly ? true : isEqual(one, other, &budget) else { return false }
        }
        return true
    }
}
