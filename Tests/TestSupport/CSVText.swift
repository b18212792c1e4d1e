/// Reads CSV as RFC 4180 describes it, character by character, apart from the code that writes it.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc4180>
package enum CSVText {
    /// Where the bytes break the rules.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        /// The place in bytes and what stands there.
        package let description: String
    }

    private enum Place {
        case start
        case plain
        case quoted
        case afterQuote
        case afterReturn
    }

    /// Returns the rows of a file; every row, the last one too, must end with CRLF.
    package static func rows(
        _ bytes: [UInt8],
        separator: UInt8 = UInt8(ascii: ",")
    ) throws(Fault) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var place = Place.start
        for (index, byte) in bytes.enumerated() {
            switch (place, byte) {
            case (.start, UInt8(ascii: "\"")):
                place = .quoted
            case (.quoted, UInt8(ascii: "\"")):
                place = .afterQuote
            case (.quoted, _):
                cell.append(byte)
            case (.afterQuote, UInt8(ascii: "\"")):
                cell.append(byte)
                place = .quoted
            case (.afterReturn, UInt8(ascii: "\n")):
                rows.append(row + [String(decoding: cell, as: UTF8.self)])
                row = []
                cell = []
                place = .start
            case (.start, separator), (.plain, separator), (.afterQuote, separator):
                row.append(String(decoding: cell, as: UTF8.self))
                cell = []
                place = .start
            case (.start, UInt8(ascii: "\r")), (.plain, UInt8(ascii: "\r")),
                (.afterQuote, UInt8(ascii: "\r")):
                place = .afterReturn
            case (.afterQuote, _), (.afterReturn, _), (_, UInt8(ascii: "\"")),
                (_, UInt8(ascii: "\n")):
                throw Fault(description: "byte \(byte) at \(index) after \(place)")
            case (.start, _), (.plain, _):
                cell.append(byte)
                place = .plain
            }
        }
        guard place == .start, row.isEmpty, cell.isEmpty else {
            throw Fault(description: "the last row has no end: \(place)")
        }
        return rows
    }
}
