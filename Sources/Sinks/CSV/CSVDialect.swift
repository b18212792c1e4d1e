/// How rows become bytes of a CSV or TSV file.
package struct CSVDialect: Sendable, Equatable {
    /// What stands between two cells.
    package var separator: UInt8
    /// Whether the file begins with a UTF-8 byte order mark, by which Excel knows the encoding.
    package var hasMark: Bool
    /// Whether texts that a spreadsheet would take for formulas get an apostrophe in front.
    package var guardsFormulas: Bool

    /// Creates a dialect; as it stands RFC 4180 with the formula guard.
    package init(
        separator: UInt8 = UInt8(ascii: ","),
        hasMark: Bool = false,
        guardsFormulas: Bool = true
    ) {
        self.separator = separator
        self.hasMark = hasMark
        self.guardsFormulas = guardsFormulas
    }

    /// The columns and what stands between them, for people and to see a change.
    func layout(_ headers: [String]) -> String {
        let separator = String(UnicodeScalar(separator))
        return headers.joined(separator: separator == "\t" ? " TAB " : separator)
    }
}
