import JSONTree

/// Walks a document along a path, depth first, so that it can stop at the first match.
///
/// It does not change on the way, so that the parts of the document are lent to each step; what is
/// found is handed on beside it.
struct PathEvaluator {
    typealias Node = JSONDocument.Node

    let document: JSONDocument
    let root: Node
    /// So many matches are wanted.
    let limit: Int

    init(_ document: JSONDocument, root: Node, limit: Int) {
        self.document = document
        self.root = root
        self.limit = limit
    }

    /// Follows the segments from `position` on; false when enough has been found.
    ///
    /// Each level of recursion is one level deeper in the document.
    func visit(
        _ node: Node,
        _ segments: Span<PathSegment>,
        _ position: Int,
        _ found: inout [Node],
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        try budget.spend(1)
        guard position < segments.count else {
            found.append(node)
            return found.count < limit
        }
        guard segments[position].isDescendant else {
            return try select(node, segments, position, &found, &budget)
        }
        try budget.spend(document.size(node) / 8)
        for container in document.containers(node) {
            try budget.spend(1)
            guard try select(container, segments, position, &found, &budget) else { return false }
        }
        return true
    }

    private func select(
        _ node: Node,
        _ segments: Span<PathSegment>,
        _ position: Int,
        _ found: inout [Node],
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        let selectors = segments[position].selectors.span
        for index in selectors.indices {
            let goesOn =
                switch selectors[index] {
                case .name(let key):
                    try follow(
                        document.member(node, key),
                        node,
                        segments,
                        position,
                        &found,
                        &budget
                    )
                case .index(let index):
                    try follow(element(node, index), node, segments, position, &found, &budget)
                case .wildcard:
                    try visitChildren(node, nil, segments, position, &found, &budget)
                case .filter(let expression):
                    try visitChildren(node, expression, segments, position, &found, &budget)
                case .slice(let slice):
                    try visitSlice(node, slice, segments, position, &found, &budget)
                }
            guard goesOn else { return false }
        }
        return true
    }

    private func follow(
        _ child: Node?,
        _ parent: Node,
        _ segments: Span<PathSegment>,
        _ position: Int,
        _ found: inout [Node],
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        // A lookup walks the siblings before it.
        try budget.spend(document.count(parent) / 16)
        guard let child else { return true }
        return try visit(child, segments, position + 1, &found, &budget)
    }

    private func element(_ node: Node, _ index: Int) -> Node? {
        document.element(node, index >= 0 ? index : document.count(node) + index)
    }

    private func visitChildren(
        _ node: Node,
        _ filter: LogicalExpression?,
        _ segments: Span<PathSegment>,
        _ position: Int,
        _ found: inout [Node],
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        var next = document.firstChild(of: node)
        while let child = next {
            next = document.sibling(after: child, in: node)
            if let filter {
                try budget.spend(1)
                guard try holds(filter, child, &budget) else { continue }
            }
            guard try visit(child, segments, position + 1, &found, &budget) else { return false }
        }
        return true
    }

    private func visitSlice(
        _ node: Node,
        _ slice: PathSlice,
        _ segments: Span<PathSegment>,
        _ position: Int,
        _ found: inout [Node],
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        guard document.kind(node) == .array else { return true }
        var indexes = slice.indexes(count: document.count(node)).makeIterator()
        guard var wanted = indexes.next() else { return true }
        guard slice.step > 0 else {
            try budget.spend(document.count(node))
            let elements = Array(document.elements(node))
            while true {
                guard try visit(elements[wanted], segments, position + 1, &found, &budget) else {
                    return false
                }
                guard let next = indexes.next() else { return true }
                wanted = next
            }
        }
        try budget.spend(document.count(node) / 8)
        for (index, element) in document.elements(node).enumerated() where index == wanted {
            guard try visit(element, segments, position + 1, &found, &budget) else { return false }
            guard let next = indexes.next() else { return true }
            wanted = next
        }
        return true
    }
}
