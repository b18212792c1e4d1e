package import JSONTree

/// A path of names and indexes only, which finds one value or none and allocates nothing.
package struct SingularPath: Sendable {
    /// One step down, which holds no reference, so that following it counts none.
    private struct Step: Sendable {
        /// Where the member's name stands in `names`; nil for an element.
        let name: Range<Int>?
        let index: Int
    }

    private var steps: [Step] = []
    private var names: [UInt8] = []

    init?(_ segments: [PathSegment]) {
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
    }

    /// Returns the value the path leads to from a node; nil when there is none.
    package func node(
        in document: JSONDocument,
        from start: JSONDocument.Node
    ) -> JSONDocument.Node? {
        let steps = steps.span
        let names = names.span
        var node = start
        for index in steps.indices {
            guard let next = follow(steps[index], names, document, node) else { return nil }
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
        let steps = steps.span
        let names = names.span
        var node = start
        for index in steps.indices {
            // A lookup walks the siblings before it.
            try budget.spend(1 + document.count(node) / 16)
            guard let next = follow(steps[index], names, document, node) else { return nil }
            node = next
        }
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
