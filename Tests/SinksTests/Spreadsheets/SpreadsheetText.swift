import MinizipBridge
import PosixBridge

/// Reads back what stands in the cells of a spreadsheet file, only as far as tests need it.
enum SpreadsheetText {
    /// Returns the text of a part.
    static func part(_ name: String, of path: String) throws -> String {
        guard let reader = ZipReader(path, part: name) else { return "" }
        var bytes: [UInt8] = []
        while true {
            let next = try reader.next(count: 1000)
            if next.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += next
        }
    }

    /// Returns the rows of each table of an ODS, the texts of a cell's paragraphs with a line feed
    /// between them.
    static func tables(ofODS path: String) throws -> [[[String]]] {
        try part("content.xml", of: path).pieces(from: "<table:table ", to: "</table:table>").map {
            $0.pieces(from: "<table:table-row", to: "</table:table-row>").map(Self.cells)
        }
    }

    /// Returns the texts of the rows of a sheet of an XLSX; numbers as they stand.
    static func sheet(_ number: Int, ofXLSX path: String) throws -> [[String]] {
        try part("xl/worksheets/sheet\(number).xml", of: path)
            .pieces(from: "<row ", to: "</row>").map { row in
                row.pieces(from: "<c ", to: "</c>").map { cell in
                    let text = cell.pieces(from: "<t", to: "</t>").first.map { $0.behind(">") }
                    return unescaped(
                        text ?? cell.pieces(from: "<v>", to: "</v>").first ?? ""
                    )
                }
            }
    }

    private static func cells(_ row: String) -> [String] {
        row.split(separator: "<table:table-cell").dropFirst().flatMap { cell -> [String] in
            let cell = String(cell)
            let repeated = cell.pieces(from: "columns-repeated=\"", to: "\"").first.flatMap(
                Int.init
            )
            let lines = cell.pieces(from: "<text:p>", to: "</text:p>").map(line)
            return Array(repeating: lines.joined(separator: "\n"), count: repeated ?? 1)
        }
    }

    // White space that XML would not keep by itself is lost here too.
    private static func line(_ text: String) -> String {
        var words: [String] = []
        var rest = text[...]
        var line = ""
        while let start = rest.firstIndex(of: "<") {
            line += rest[..<start]
            let end = rest[start...].firstIndex(of: ">") ?? rest.endIndex
            let tag = String(rest[start..<end])
            let count = tag.pieces(from: "text:c=\"", to: "\"").first.flatMap(Int.init) ?? 1
            line += tag.hasPrefix("<text:tab") ? "\u{1}" : String(repeating: "\u{2}", count: count)
            rest = end == rest.endIndex ? "" : rest[rest.index(after: end)...]
        }
        line += rest
        words = line.split(separator: " ").map(String.init)
        let kept = words.joined(separator: " ")
        return unescaped(
            String(kept.map { $0 == "\u{1}" ? "\t" : $0 == "\u{2}" ? " " : $0 })
        )
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(text) {
            $0.replacing($1.0, with: $1.1)
        }
    }
}

extension String {
    fileprivate func pieces(from start: String, to end: String) -> [String] {
        split(separator: start, omittingEmptySubsequences: false).dropFirst().map { piece in
            piece.firstRange(of: end).map { String(piece[..<$0.lowerBound]) } ?? String(piece)
        }
    }

    fileprivate func behind(_ mark: String) -> String {
        firstRange(of: mark).map { String(self[$0.upperBound...]) } ?? self
    }
}
