/// Something in a body that could not be mapped, in words for the person who looks after it.
package struct MappingProblem: Error, Sendable, Equatable {
    /// A stable dotted word, such as `mapping.time`.
    package let code: String
    /// Where in the body: a normalized path (RFC 9535 §2.7), `$` for the whole.
    package let path: String
    /// Where its element begins in the raw body, in bytes.
    package let element: Int
    /// What was found and what was expected, one sentence.
    package let finding: String
    /// What to do.
    package let remedy: String
    /// Whether an event was made all the same.
    package let isKept: Bool

    /// Creates a problem.
    package init(
        code: String,
        path: String,
        element: Int,
        finding: String,
        remedy: String,
        isKept: Bool = false
    ) {
        self.code = code
        self.path = path
        self.element = element
        self.finding = finding
        self.remedy = remedy
        self.isKept = isKept
    }
}
