import JSONTree

/// A path of names and indexes with one wildcard at its end, such as `$.entry[*]`.
///
/// Finds and spends what ``PathEvaluator`` would, without its general walk: most steps of a mapping
/// are such paths.
final class ListPath: Sendable {
    private let container: SingularPath

    /// Prepares segments; nil where they are another kind of path.
    init?(_ segments: [PathSegment]) {
        guard let last = segments.last, !last.isDescendant, last.selectors.count == 1,
            case .wildcard = last.selectors[0],
            let container = SingularPath(segments.dropLast())
        else { return nil }
        self.container = container
    }

    /// Returns the values the path finds from a node, in order.
    func nodes(
        in document: JSONDocument,
        from start: JSONDocument.Node,
        budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> [JSONDocument.Node] {
        guard let container = try container.visit(document, from: start, budget: &budget) else {
            return []
        }
        var found: [JSONDocument.Node] = []
        var next = document.firstChild(of: container)
        while let child = next {
            try budget.spend(1)
            found.append(child)
            next = document.sibling(after: child, in: container)
        }
        return found
    }
}
