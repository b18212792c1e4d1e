/// Ranges in A1 notation.
enum A1 {
    /// A range as it was written: a sheet's title and sides, each of which may be missing.
    struct Reference: Equatable {
        var title: String?
        var rows: (start: Int?, end: Int?) = (nil, nil)
        var columns: (start: Int?, end: Int?) = (nil, nil)

        static func == (left: Self, right: Self) -> Bool {
            left.title == right.title && left.rows == right.rows && left.columns == right.columns
        }
    }

    /// Reads a range; nil where the part behind the title is none.
    ///
    /// `titles`: The sheets that there are; a text that is one of them means the whole sheet.
    static func read(_ text: String, titles: [String]) -> Reference? {
        if let bang = split(text) {
            guard var reference = cells(bang.cells) else { return nil }
            reference.title = bang.title
            return reference
        }
        let title = unquoted(text)
        if titles.contains(title) || text.hasPrefix("'") { return Reference(title: title) }
        if let reference = cells(text[...]) { return reference }
        return titles.first { $0.lowercased() == title.lowercased() }.map { Reference(title: $0) }
    }

    private static func split(_ text: String) -> (title: String, cells: Substring)? {
        if text.hasPrefix("'") {
            guard let end = text.dropFirst().firstRange(of: "'!") else { return nil }
            // A quote inside a title is doubled, so the last one counts.
            var last = end
            var rest = text[end.upperBound...]
            while let next = rest.firstRange(of: "'!") {
                last = next
                rest = rest[next.upperBound...]
            }
            return (unquoted(String(text[..<last.lowerBound]) + "'"), text[last.upperBound...])
        }
        guard let bang = text.lastIndex(of: "!") else { return nil }
        return (String(text[..<bang]), text[text.index(after: bang)...])
    }

    private static func unquoted(_ text: String) -> String {
        guard text.hasPrefix("'"), text.hasSuffix("'"), text.count >= 2 else { return text }
        return text.dropFirst().dropLast().split(separator: "''", omittingEmptySubsequences: false)
            .joined(separator: "'")
    }

    private static func cells(_ text: Substring) -> Reference? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let first = corner(parts[0]) else { return nil }
        guard parts.count == 2 else {
            guard let row = first.row, let column = first.column else { return nil }
            return Reference(rows: (row, row + 1), columns: (column, column + 1))
        }
        guard let second = corner(parts[1]) else { return nil }
        func sides(_ from: Int?, _ until: Int?) -> (start: Int?, end: Int?) {
            if let from, let until { return (min(from, until), max(from, until) + 1) }
            return (from, until.map { $0 + 1 })
        }
        return Reference(
            rows: sides(first.row, second.row),
            columns: sides(first.column, second.column)
        )
    }

    private static func corner(_ text: Substring) -> (row: Int?, column: Int?)? {
        let plain = text.filter { $0 != "$" }
        let letters = plain.prefix { $0.isASCII && $0.isLetter }
        let digits = plain[letters.endIndex...]
        guard !plain.isEmpty, letters.count <= 3, digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        let row = digits.isEmpty ? nil : Int(digits)
        if !digits.isEmpty, (row ?? 0) < 1 { return nil }
        return (row.map { $0 - 1 }, letters.isEmpty ? nil : column(String(letters)))
    }

    /// Returns a column's index: A is 0.
    static func column(_ letters: String) -> Int {
        letters.uppercased().utf8.reduce(0) { $0 * 26 + Int($1) - 64 } - 1
    }

    /// Returns a column's letters.
    static func letters(_ column: Int) -> String {
        var text = ""
        var left = column + 1
        while left > 0 {
            text = String(UnicodeScalar(UInt8(65 + (left - 1) % 26))) + text
            left = (left - 1) / 26
        }
        return text
    }

    /// Returns a range as replies print it; one cell without a colon.
    static func text(_ title: String, _ area: Grid.Area) -> String {
        let start = letters(area.columns.lowerBound) + String(area.rows.lowerBound + 1)
        let end = letters(area.columns.upperBound - 1) + String(area.rows.upperBound)
        return "\(quoted(title))!\(start == end ? start : "\(start):\(end)")"
    }

    /// Returns a title, in quotes where it is not a plain word.
    static func quoted(_ title: String) -> String {
        let isPlain =
            title.first.map { $0.isLetter || $0 == "_" } ?? false
            && title.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
            && (corner(title[...]).map { $0.row == nil || $0.column == nil } ?? true)
        guard !isPlain else { return title }
        return "'"
            + title.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''") + "'"
    }
}
