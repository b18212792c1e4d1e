import JSONTree

/// A path that begins at a name, such as `update.errors[0].code`.
///
/// What follows the name is a JSONPath. A path that begins with `$` has the name `$`.
package struct NamedPath: Sendable, CustomStringConvertible {
    /// The name the path begins at, or `$`.
    package let start: String
    /// What leads on from there; its text begins with the name as well.
    package let path: JSONPath

    /// Compiles a path that begins at a name or at `$`.
    package init(_ text: String) throws(JSONPathProblem) {
        var parser = PathParser(text)
        if parser.take("$") {
            start = "$"
        } else if let name = parser.takeName() {
            start = name.description
        } else {
            throw parser.problem(expected: "\"$\" or a name")
        }
        let segments = try parser.readSegments()
        try parser.expectEnd("\".\", \"[\" or the end of the text")
        path = JSONPath(text: text, segments: segments, remarks: parser.remarks)
    }

    /// The path as it was written.
    package var description: String { path.text }
}
