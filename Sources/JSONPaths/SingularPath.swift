package import JSONTree

/// A path of names and indexes only, which finds one value or none and allocates nothing.
///
/// A class, because following it would count the references of a struct's arrays each time.
package final class SingularPath: Sendable {
    /// One step down, which holds no reference, so that following it counts none.
    private struct Step: Sendable {
        /// Where the member's name stands in `names`; nil for an element.
        let name: Range<Int>?
        let index: Int
    }

    /// The path without a step, which finds the value that it begins at.
    static let here = SingularPath(steps: [], names: [])

    private let steps: [Step]
    private let names: [UInt8]

    private init(steps: [Step], names: [UInt8]) {
        self.steps = steps
        self.names = names
    }

    /// Prepares segments; nil where one of them may find more than one value.
    convenience init?(_ segments: some Sequence<PathSegment>) {
        var steps: [Step] = []
        var names: [UInt8] = []
        for segment in segments {
            guard !segment.isDescendant, segment.selectors.count == 1 else { return nil }
            switch segment.selectors[0] {
            case .name(let key):
                let start = names.count
                names.append(contentsOf: key.bytes)
                steps.append(Step(name: start..<names.count, index: 0))
            case .index(let index):
                steps.append(Step(name: nil, index: index))
            case .wildcard, .slice, .filter:
                return nil
            }
        }
        self.init(steps: steps, names: names)
    }

    /// Returns the value the path leads to from a node; nil when there is none.
    package func node(
        in document: JSONDocument,
        from start: JSONDocument.Node
    ) -> JSONDocument.Node? {
        let (steps, names) = (steps, names)
        var node = start
        for index in steps.indices {
            guard let next = follow(steps[index], names.span, document, node) else { return nil }
            node = next
        }
        return node
    }

    /// The same within a budget, for a filter that runs once for every element.
    func node(
        in document: JSONDocument,
        from start: JSONDocument.Node,
        budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> JSONDocument.Node? {
        let (steps, names) = (steps, names)
        var node = start
        for index in steps.indices {
            // A lookup walks the siblings before it.
            try budget.spend(1 + document.count(node) / 16)
            guard let next = follow(steps[index], names.span, document, node) else { return nil }
            node = next
        }
        return node
    }

    /// The same with what ``PathEvaluator`` spends, which also counts the last value.
    func visit(
        _ document: JSONDocument,
        from start: JSONDocument.Node,
        budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> JSONDocument.Node? {
        let (steps, names) = (steps, names)
        var node = start
        for index in steps.indices {
            try budget.spend(1)
            let siblings = document.count(node)
            let next = follow(steps[index], names.span, document, node)
            try budget.spend(siblings / 16)
            guard let next else { return nil }
            node = next
        }
        try budget.spend(1)
        return node
    }

    @inline(__always)
    private func follow(
        _ step: Step,
        _ names: Span<UInt8>,
        _ document: JSONDocument,
        _ node: JSONDocument.Node
    ) -> JSONDocument.Node? {
        if let name = step.name { return document.member(node, utf8: names.extracting(name)) }
        let index = step.index
        return document.element(node, index >= 0 ? index : document.count(node) + index)
    }
}
