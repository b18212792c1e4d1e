/// Names of columns and tabs in A1 notation.
///
/// Source: <https://developers.google.com/workspace/sheets/api/guides/concepts#cell>
enum ColumnName {
    /// Returns the letters of a column, counted from 0: A to Z, then AA.
    static func of(_ index: Int) -> String {
        var letters = ""
        var rest = index
        while rest >= 0 {
            letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + letters
            rest = rest / 26 - 1
        }
        return letters
    }

    /// Returns a tab's title as it stands in a range.
    static func quoted(_ title: String) -> String {
        "'" + title.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            + "'"
    }
}
