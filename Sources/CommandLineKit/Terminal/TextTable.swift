/// Rows under headings: aligned and fitted for a terminal, separated by tabs for a pipe.
///
/// Cells may hold anything anybody wrote: controls are escaped on every way out.
package struct TextTable: Sendable {
    /// On which side the cells of a column line up.
    package enum Alignment: Sendable, Equatable {
        /// For text.
        case left
        /// For numbers.
        case right
    }

    /// One column: its heading, its side and whether it gives way.
    package struct Column: Sendable, Equatable {
        /// The text above the column.
        package let heading: String
        /// On which side its cells line up.
        package let alignment: Alignment
        /// Whether it is cut first when the line is too long; a cut number would mislead.
        package let shrinks: Bool
        /// Whether a cell that is cut loses its front, as a path should.
        package let keepsEnd: Bool

        /// Describes a column; by default text shrinks and numbers do not.
        package init(
            _ heading: String,
            _ alignment: Alignment = .left,
            shrinks: Bool? = nil,
            keepsEnd: Bool = false
        ) {
            self.keepsEnd = keepsEnd
            self.heading = heading
            self.alignment = alignment
            self.shrinks = shrinks ?? (alignment == .left)
        }
    }

    /// One cell: its text and how it is set apart on a terminal.
    package struct Cell: Sendable, Equatable, ExpressibleByStringLiteral {
        /// The text as it is, whoever wrote it.
        package let text: String
        /// How it is set apart where colour may be used.
        package let styles: [TextStyle]

        /// Puts text into a cell.
        package init(_ text: String, _ styles: TextStyle...) {
            self.text = text
            self.styles = styles
        }

        /// Puts a text written in the source into a cell.
        package init(stringLiteral text: String) {
            self.init(text)
        }
    }

    /// The columns from left to right.
    package let columns: [Column]
    private var rows: [[Cell]] = []

    /// Starts a table without rows.
    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row with one cell for each column.
    package mutating func append(_ cells: [Cell]) {
        precondition(
            cells.count == columns.count,
            "a row of \(cells.count) cells in a table of \(columns.count) columns"
        )
        rows.append(cells)
    }

    /// Whether there is no row.
    package var isEmpty: Bool { rows.isEmpty }

    /// Writes the whole table, each line with its line feed.
    ///
    /// On a terminal no line is wider than it, as long as it has three columns for each column of
    /// the table. In a pipe the headings are the first line; see ``plainLine(_:)``.
    package func text(for style: TerminalStyle) -> String {
        guard style.isTerminal else {
            let cells = [columns.map(\.heading)] + rows.map { $0.map(\.text) }
            return cells.map(Self.plainLine).joined()
        }
        let headings = columns.map { Cell($0.heading, .bold) }
        let widths = fittedWidths(within: style.width)
        var lines = [line(headings, widths, style)]
        let rules = widths.map { Cell(String(repeating: "─", count: $0), .dim) }
        lines.append(line(rules, widths, style))
        lines += rows.map { line($0, widths, style) }
        return lines.joined()
    }

    /// Writes one line for a pipe: cells separated by tabs, with its line feed, nothing cut.
    ///
    /// A tab, line feed or backslash in a cell becomes `\t`, `\n`, `\\`, so that the line can be
    /// split at its tabs and each cell read back.
    package static func plainLine(_ cells: [String]) -> String {
        cells.map { escapedControls($0, escapingBackslash: true) }.joined(separator: "\t") + "\n"
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ style: TerminalStyle) -> String {
        var line = ""
        var blanks = 0
        for (index, cell) in cells.enumerated() {
            let cut = columns[index].keepsEnd ? truncatedFront : truncated
            let text = cut(escapedControls(cell.text), widths[index])
            let free = widths[index] - displayWidth(text)
            let before = columns[index].alignment == .right ? free : 0
            // Blanks are written only before something, so that no line ends with them.
            blanks += before + (index > 0 ? 2 : 0)
            if !text.isEmpty {
                line += String(repeating: " ", count: blanks) + style.painted(text, cell.styles)
                blanks = 0
            }
            blanks += free - before
        }
        return line + "\n"
    }

    private func fittedWidths(within width: Int) -> [Int] {
        let wanted = columns.indices.map { index in
            let texts = [columns[index].heading] + rows.map { $0[index].text }
            return texts.map { displayWidth(escapedControls($0)) }.max() ?? 0
        }
        let room = width - 2 * max(columns.count - 1, 0)
        let first = ColumnFit(wanted: wanted, shrinks: columns.map(\.shrinks), least: 8)
        let shrunk = first.widths(within: room)
        guard shrunk.reduce(0, +) > room else { return shrunk }
        let everything = ColumnFit(wanted: shrunk, shrinks: columns.map { _ in true }, least: 1)
        return everything.widths(within: room)
    }
}
