/// Returns a foreign text for a line of its own: short, with an ellipsis for what is cut off, and with
/// controls escaped.
///
/// Cut between scalars: a letter may bear thousands of accents.
package func shortened(_ text: String, to limit: Int = 60) -> String {
    let start = text.unicodeScalars.prefix(limit)
    let isWhole = start.endIndex == text.unicodeScalars.endIndex
    return escapedControls(String(start)) + (isWhole ? "" : "…")
}
