package import JSONTree

/// A compiled JSONPath.
///
/// All of RFC 9535 is understood: names, indexes, wildcards, slices, descendants, filters and the five
/// functions. A key that an object repeats is found once by name (the last one) and each time by `*`,
/// `..` and filters. Numbers are compared exactly when they are whole and fit 64 bits, else as binary
/// ones.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc9535>
package struct JSONPath: Sendable, CustomStringConvertible {
    /// What the path comes to, in one place, so that copying a path is cheap.
    private final class Compiled: Sendable {
        let text: String
        let segments: [PathSegment]
        /// The whole path where it is singular, else nothing of it; never absent, because looking whether
        /// it is there would count its references at each use.
        let lead: SingularPath
        let isSingular: Bool
        let list: ListPath?
        let remarks: [JSONPathProblem]

        init(text: String, segments: [PathSegment], remarks: [JSONPathProblem]) {
            self.text = text
            self.segments = segments
            self.remarks = remarks
            let singular = SingularPath(segments)
            lead = singular ?? .here
            isSingular = singular != nil
            list = ListPath(segments)
        }
    }

    private let compiled: Compiled

    /// Compiles a path that begins with `$`.
    package init(_ text: String) throws(JSONPathProblem) {
        var parser = PathParser(text)
        try parser.expect("$", or: "\"$\"")
        let segments = try parser.readSegments()
        try parser.expectEnd("\".\", \"[\" or the end of the text")
        self.init(text: text, segments: segments, remarks: parser.remarks)
    }

    init(text: String, segments: [PathSegment], remarks: [JSONPathProblem]) {
        compiled = Compiled(text: text, segments: segments, remarks: remarks)
    }

    /// The path as it was written.
    package var text: String { compiled.text }

    /// The same path when only names and indexes lead to its one value.
    package var singular: SingularPath? { compiled.isSingular ? compiled.lead : nil }

    /// Patterns of `match` or `search` that are no I-Regexp: allowed, but they never match.
    package var remarks: [JSONPathProblem] { compiled.remarks }

    /// The path as it was written.
    package var description: String { text }

    /// Tells whether the path can find at most one value.
    package var isSingular: Bool { compiled.isSingular }

    /// Returns the values the path finds, in the order of the RFC.
    ///
    /// The path begins at `start`, the whole body by default. Inside a filter `$` means `root`, the whole
    /// body by default.
    package func nodes(
        in document: JSONDocument,
        from start: JSONDocument.Node? = nil,
        root: JSONDocument.Node? = nil,
        budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> [JSONDocument.Node] {
        if let list = compiled.list {
            return try list.nodes(in: document, from: start ?? document.root, budget: &budget)
        }
        return try found(in: document, from: start, root: root, limit: .max, &budget)
    }

    /// Returns the first value the path finds and looks no further.
    ///
    /// Cost: allocates nothing when the path is singular.
    package func first(
        in document: JSONDocument,
        from start: JSONDocument.Node? = nil,
        root: JSONDocument.Node? = nil,
        budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> JSONDocument.Node? {
        if compiled.isSingular {
            return try compiled.lead.node(
                in: document,
                from: start ?? document.root,
                budget: &budget
            )
        }
        return try found(in: document, from: start, root: root, limit: 1, &budget).first
    }

    /// Walks the general way, whatever the path is.
    func found(
        in document: JSONDocument,
        from start: JSONDocument.Node?,
        root: JSONDocument.Node?,
        limit: Int,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> [JSONDocument.Node] {
        let evaluator = PathEvaluator(document, root: root ?? document.root, limit: limit)
        let segments = compiled.segments
        var found: [JSONDocument.Node] = []
        _ = try evaluator.visit(start ?? document.root, segments.span, 0, &found, &budget)
        return found
    }
}
