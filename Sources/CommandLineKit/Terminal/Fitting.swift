/// Returns the text cut to at most `width` columns, the cut shown by `…`.
///
/// Cuts between whole characters, so that neither an accent nor a picture is torn apart; the
/// result may be a column narrower when a wide character does not fit.
package func truncated(_ text: String, to width: Int) -> String {
    // No text has more columns than bytes.
    if text.utf8.count <= width || displayWidth(text) <= width { return text }
    guard width > 0 else { return "" }
    var kept = ""
    var columns = 0
    for character in text {
        let wide = displayWidth(character)
        guard columns + wide <= width - 1 else { break }
        kept.append(character)
        columns += wide
    }
    return kept + "…"
}

/// Returns the text cut to at most `width` columns from its front, the cut shown by `…`.
///
/// For paths, whose ends tell them apart; see ``truncated(_:to:)``.
package func truncatedFront(_ text: String, to width: Int) -> String {
    if text.utf8.count <= width || displayWidth(text) <= width { return text }
    guard width > 0 else { return "" }
    var kept: [Character] = []
    var columns = 0
    for character in text.reversed() {
        let wide = displayWidth(character)
        guard columns + wide <= width - 1 else { break }
        kept.append(character)
        columns += wide
    }
    return "…" + String(kept.reversed())
}

/// Returns the text with blanks behind it, or before it, up to `width` columns.
func padded(_ text: String, to width: Int, before: Bool = false) -> String {
    let missing = width - displayWidth(text)
    guard missing > 0 else { return text }
    let blanks = String(repeating: " ", count: missing)
    return before ? blanks + text : text + blanks
}
