/// Returns a text with a full stop, unless it ends in one or in a question.
package func sentence(_ text: String) -> String {
    text.hasSuffix(".") || text.hasSuffix("?") ? text : text + "."
}
