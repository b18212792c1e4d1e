/// Breaks pieces that stay whole into lines of at most `width` columns.
///
/// A piece wider than a line stands alone on one. There is always a line, if an empty one.
func wrapped(_ pieces: [String], width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var columns = 0
    for piece in pieces {
        let wide = displayWidth(piece)
        if columns > 0, columns + 1 + wide > width {
            lines.append(line)
            (line, columns) = ("", 0)
        }
        if columns > 0 { line += " " }
        line += piece
        columns += wide + (columns > 0 ? 1 : 0)
    }
    return lines + [line]
}

/// Breaks a text at its blanks into lines of at most `width` columns.
package func wrapped(_ text: String, width: Int) -> [String] {
    wrapped(text.split(separator: " ").map(String.init), width: width)
}
