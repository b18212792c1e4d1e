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
        append(headers.map(Cell.text), to: &bytes)
    }

    /// Appends one row and its line end.
    package func append(_ row: Row, to bytes: inout [UInt8]) {
        var isFirst = true
        for cell in row {
            if !isFirst { bytes.append(dialect.separator) }
            isFirst = false
            switch cell {
            case .empty: continue
            case .text(let text): append(text, isText: true, to: &bytes)
            case .number(let text): append(text, isText: false, to: &bytes)
            case .time(_, _, let text): append(text, isText: false, to: &bytes)
            }
        }
        // One empty cell alone would be an empty line, which readers skip.
        if row.count == 1, row[0].text.isEmpty { bytes += [Self.quote, Self.quote] }
        bytes.append(Self.carriageReturn)
        bytes.append(Self.lineFeed)
    }

    private func append(_ text: String, isText: Bool, to bytes: inout [UInt8]) {
        let utf8 = text.utf8Span.span
        guard !utf8.isEmpty else { return }
        let isGuarded = dialect.guardsFormulas && isText && Self.looksLikeFormula(utf8)
        let (needsQuotes, isPlain) = look(at: utf8)
        if needsQuotes { bytes.append(Self.quote) }
        if isGuarded { bytes.append(UInt8(ascii: "'")) }
        if isPlain {
            bytes.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 {
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
