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
        let start = bytes.count
        if dialect.guardsFormulas, isText, Self.looksLikeFormula(text) {
            bytes.append(UInt8(ascii: "'"))
        }
        bytes.append(contentsOf: text.utf8)
        var needsQuotes = false
        var quotes = 0
        for index in start..<bytes.count {
            let byte = bytes[index]
            // Letters, digits and nearly all else lie above the quotation mark.
            guard byte <= Self.quote || byte == dialect.separator else { continue }
            switch byte {
            case Self.quote:
                quotes += 1
                needsQuotes = true
            case dialect.separator, Self.carriageReturn, Self.lineFeed, Self.tab:
                needsQuotes = true
            case 0:
                // Many readers end a text, or the file, at a NUL.
                bytes[index] = UInt8(ascii: "?")
            default:
                continue
            }
        }
        let edges = [bytes[start...].first, bytes.last]
        if bytes.count > start, edges.contains(UInt8(ascii: " ")) { needsQuotes = true }
        if needsQuotes { wrap(from: start, quotes: quotes, in: &bytes) }
    }

    private func wrap(from start: Int, quotes: Int, in bytes: inout [UInt8]) {
        let text = bytes[start...]
        var wrapped: [UInt8] = []
        wrapped.reserveCapacity(text.count + quotes + 2)
        wrapped.append(Self.quote)
        for byte in text {
            if byte == Self.quote { wrapped.append(Self.quote) }
            wrapped.append(byte)
        }
        wrapped.append(Self.quote)
        bytes.replaceSubrange(start..., with: wrapped)
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
