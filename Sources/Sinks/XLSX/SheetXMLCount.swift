/// Counts the rows of a sheet's XML as it comes, and sees its end.
struct SheetXMLCount {
    private static let row = Array("<row ".utf8)
    private static let end = Array("</worksheet>".utf8)

    /// Rows so far.
    private(set) var rows = 0
    // What may be the beginning of a row whose rest is still to come.
    private var tail: [UInt8] = []
    private var last: [UInt8] = []

    /// Whether the end has come.
    var isWhole: Bool {
        last.indices.contains { last[$0...].starts(with: Self.end) }
    }

    /// Takes the next bytes.
    mutating func take(_ bytes: [UInt8]) {
        let all = tail + bytes
        let text = all.span
        var index = 0
        while index + Self.row.count <= text.count {
            if text[index] == Self.row[0], text[index + 1] == Self.row[1],
                all[index..<index + Self.row.count].elementsEqual(Self.row)
            {
                rows += 1
            }
            index += 1
        }
        tail = Array(all.suffix(Self.row.count - 1))
        last = Array((last + bytes.suffix(20)).suffix(20))
    }
}
