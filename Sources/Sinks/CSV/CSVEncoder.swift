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
        let isGuarded = dialect.guardsFormulas && isText && Self.looksLikeFormula(text)
        let (needsQuotes, isPlain) = look(at: text)
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
    private func look(at text: String) -> (needsQuotes: Bool, isPlain: Bool) {
        var needsQuotes = false
        var isPlain = true
        var last: UInt8 = 0
        for byte in text.utf8 {
            last = byte
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
        // Some readers drop blanks at a cell's edges.
        let blank = UInt8(ascii: " ")
        return (needsQuotes || last == blank || text.utf8.first == blank, isPlain)
    }

    /// Whether a spreadsheet that opens the file would compute the text instead of showing it.
    ///
    /// `+57 300` and `-12.5` stay as they are: only digits, blanks and `( ) . -` follow the sign.
    static func looksLikeFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), tab, carriageReturn:
            return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            return !text.utf8.dropFirst().allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "(")
                    || byte == UInt8(ascii: ")") || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "-")
            }
        default:
            return false
        }
    }
}
