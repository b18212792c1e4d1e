package import JSONTree

/// A filter expression that stands on its own, such as `$.object == 'x' || $.entry`.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc9535#section-2.3.5.1>
///
/// A class, so that a walk passes it on without counting the references of its parts.
package final class JSONCondition: Sendable, CustomStringConvertible {
    /// The condition as it was written.
    package let text: String
    /// Patterns of `match` or `search` that are no I-Regexp: allowed, but they never match.
    package let remarks: [JSONPathProblem]
    private let expression: LogicalExpression

    /// Compiles a condition; blanks around it are allowed.
    package init(_ text: String) throws(JSONPathProblem) {
        var parser = PathParser(text)
        parser.skipBlanks()
        expression = try parser.readLogical()
        parser.skipBlanks()
        try parser.expectEnd("\"&&\", \"||\" or the end of the text")
        self.text = text
        remarks = parser.remarks
    }

    /// The condition as it was written.
    package var description: String { text }

    /// Tells whether the condition holds.
    ///
    /// `@` means `node`, the whole body by default; `$` is the whole body always.
    package func holds(
        in document: JSONDocument,
        at node: JSONDocument.Node? = nil,
        budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        let evaluator = PathEvaluator(document, root: document.root, limit: 1)
        return try evaluator.holds(expression, node ?? document.root, &budget)
    }
}
