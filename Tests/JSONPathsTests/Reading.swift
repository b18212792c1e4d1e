import JSONPaths
import JSONTree

/// Reads a text of the test.
func read(_ text: String) throws -> JSONDocument {
    try JSONDocument.parse(Array(text.utf8))
}

/// Returns the normalized paths of what a path finds, separated by blanks.
func found(_ path: String, in document: JSONDocument) throws -> String {
    var budget = PathBudget()
    let nodes = try JSONPath(path).nodes(in: document, budget: &budget)
    return nodes.map { document.path(of: $0) }.joined(separator: " ")
}
