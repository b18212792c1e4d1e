/// Reads CSV back, RFC 4180: for the demo's check of its own file.
enum CSVRows {
    /// Returns all rows, the header first.
    static func read(_ bytes: [UInt8]) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var wasQuote = false
        func end() {
            row.append(String(decoding: cell, as: UTF8.self))
            cell = []
        }
        for byte in bytes {
            if isQuoted, !wasQuote {
                if byte == UInt8(ascii: "\"") { wasQuote = true } else { cell.append(byte) }
                continue
            }
            if wasQuote, byte == UInt8(ascii: "\"") {
                cell.append(byte)
                wasQuote = false
                continue
            }
            if wasQuote {
                isQuoted = false
                wasQuote = false
            }
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: ","): end()
            case UInt8(ascii: "\n"):
                end()
                rows.append(row)
                row = []
            case UInt8(ascii: "\r"): continue
            default: cell.append(byte)
            }
        }
        return rows
    }
}
