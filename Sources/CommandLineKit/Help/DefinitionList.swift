/// Lays out labels on the left and their wrapped explanations in a column on the right.
struct DefinitionList {
    /// Labels wider than this stand on a line of their own.
    static let widestLabel = 28

    let rows: [(label: String, text: String)]
    let labelWidth: Int

    /// Lays out rows; lists that share `labelWidth` line up below each other.
    init(_ rows: [(label: String, text: String)], labelWidth: Int? = nil) {
        self.rows = rows
        self.labelWidth = labelWidth ?? Self.labelWidth(of: rows.map(\.label))
    }

    /// Returns the width of the column that fits these labels, leaving out the overlong.
    static func labelWidth(of labels: [String]) -> Int {
        labels.map(displayWidth).filter { $0 <= widestLabel }.max() ?? widestLabel
    }

    func lines(width: Int) -> [String] {
        // A narrow terminal has no room for two columns.
        let start = width - labelWidth - 4 >= 20 ? labelWidth + 4 : 6
        let margin = String(repeating: " ", count: start)
        var lines: [String] = []
        for row in rows {
            var texts = wrapped(row.text, width: max(width - start, 20))[...]
            let label = "  " + row.label
            if displayWidth(label) <= start - 2, let first = texts.popFirst() {
                lines.append(trimmed(padded(label, to: start) + first))
            } else {
                lines.append(label)
            }
            lines += texts.filter { !$0.isEmpty }.map { margin + $0 }
        }
        return lines
    }

    private func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
