package import TicksheetCore

/// Writes rows as CSV: RFC 4180, UTF-8, CRLF, cells in quotation marks where they need them.
package struct CSVEncoder: Sendable {
    private static let quote = UInt8(ascii: "\"")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let tab = UInt8(ascii: "\t")

    private let dialect: CSVDialect

    /// Creates an encoder.
    package init(_ dialect: CSVDialect) {
        self.dialect = dialect
    }

    /// Appends the byte order mark, where the dialect has one, and the header row.
    package func appendHeader(_ headers: [String], to bytes: inout [UInt8]) {
        if dialect.hasMark { bytes += [0xEF, 0xBB, 0xBF] }
        append(RowText(headers.map(Cell.text), separator: dialect.separator), to: &bytes)
    }

    /// A row whose bytes can be written as they are where no cell needs quotation marks.
    package var row: RowText { RowText(separator: dialect.separator) }

    /// Appends one row and its line end.
    package func append(_ row: RowText, to bytes: inout [UInt8]) {
        if isPlain(row) {
            bytes.append(contentsOf: row.bytes)
            bytes.removeLast()
        } else {
            var start = 0
            for (column, cell) in row.cells.enumerated() {
                if column > 0 { bytes.append(dialect.separator) }
                append(row.bytes, start..<cell.end, isText: cell.isText, to: &bytes)
                start = cell.end + 1
            }
        }
        // One empty cell alone would be an empty line, which readers skip.
        if row.cells.count == 1, row.cells[0].end == 0 { bytes += [Self.quote, Self.quote] }
        bytes.append(Self.carriageReturn)
        bytes.append(Self.lineFeed)
    }

    private func isPlain(_ row: RowText) -> Bool {
        guard row.separator == dialect.separator, !row.cells.isEmpty else { return false }
        let bytes = row.bytes.span
        let cells = row.cells.span
        var start = 0
        for index in cells.indices {
            let end = cells[index].end
            if start < end {
                let text = bytes.extracting(start..<end)
                let (needsQuotes, isPlain) = look(at: text)
                guard isPlain, !needsQuotes, !isGuarded(text, isText: cells[index].isText) else {
                    return false
                }
            }
            start = end + 1
        }
        return true
    }

    private func isGuarded(_ text: Span<UInt8>, isText: Bool) -> Bool {
        dialect.guardsFormulas && isText && Self.looksLikeFormula(text)
    }

    private func append(
        _ texts: [UInt8],
        _ range: Range<Int>,
        isText: Bool,
        to bytes: inout [UInt8]
    ) {
        guard !range.isEmpty else { return }
        let text = texts.span.extracting(range)
        let isGuarded = isGuarded(text, isText: isText)
        let (needsQuotes, isPlain) = look(at: text)
        if needsQuotes { bytes.append(Self.quote) }
        if isGuarded { bytes.append(UInt8(ascii: "'")) }
        if isPlain {
            bytes.append(contentsOf: texts[range])
        } else {
            for byte in texts[range] {
                if byte == Self.quote { bytes.append(Self.quote) }
                // Many readers end a text, or the file, at a NUL.
                bytes.append(byte == 0 ? UInt8(ascii: "?") : byte)
            }
        }
        if needsQuotes { bytes.append(Self.quote) }
    }

    /// Tells whether a text needs quotation marks, and whether its bytes can be written as they are.
    private func look(at text: Span<UInt8>) -> (needsQuotes: Bool, isPlain: Bool) {
        // Some readers drop blanks at a cell's edges.
        let blank = UInt8(ascii: " ")
        var needsQuotes = text[0] == blank || text[text.count - 1] == blank
        var isPlain = true
        for index in text.indices {
            let byte = text[index]
            // Letters, digits and nearly all else lie above the quotation mark.
            guard byte <= Self.quote || byte == dialect.separator else { continue }
            switch byte {
            case Self.quote:
                needsQuotes = true
                isPlain = false
            case dialect.separator, Self.carriageReturn, Self.lineFeed, Self.tab:
                needsQuotes = true
            case 0:
                isPlain = false
            default:
                continue
            }
        }
        return (needsQuotes, isPlain)
    }

    /// Whether a spreadsheet that opens the file would compute the text instead of showing it.
    ///
    /// `+57 300` and `-12.5` stay as they are: only digits, blanks and `( ) . -` follow the sign. So
    /// does an offset such as `-05:00`, which is a time and not a range of rows.
    static func looksLikeFormula(_ text: Span<UInt8>) -> Bool {
        switch text[0] {
        case UInt8(ascii: "="), UInt8(ascii: "@"), tab, carriageReturn:
            return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            if isOffset(text) { return false }
            for index in 1..<text.count {
                switch text[index] {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "("),
                    UInt8(ascii: ")"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    continue
                default:
                    return true
                }
            }
            return false
        default:
            return false
        }
    }

    private static func isOffset(_ text: Span<UInt8>) -> Bool {
        guard text.count == 6, text[3] == UInt8(ascii: ":") else { return false }
        return [1, 2, 4, 5].allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[$0])
        }
    }
}
