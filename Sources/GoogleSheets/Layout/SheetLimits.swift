package import TicksheetCore

/// What a tab can hold of a mapping's columns.
package enum SheetLimits {
    /// Up to ZZZ. Source: <https://support.google.com/drive/answer/37603>
    static let columns = 18_278
    /// Characters of marks that the columns of a tab may take of the 30,000 that it has; the rest is
    /// for batches.
    ///
    /// Source: <https://developers.google.com/workspace/sheets/api/guides/metadata>
    static let marks = 20_000

    /// Says why a mapping's columns do not fit on a tab and what to do; nil where they fit.
    package static func problem(with mapping: ReportMapping) -> String? {
        let names = SheetDesign(mapping).names
        if names.count > columns {
            return "has \(names.count) columns, and a tab of Google Sheets has \(columns) at most; "
                + "expected fewer, or a CSV file"
        }
        let size = names.reduce(0) { $0 + SheetLayout.columnKey.utf16.count + $1.utf16.count }
        guard size > marks else { return nil }
        return
            "has \(names.count) columns, whose names take \(size) of the \(marks) characters that "
            + "Google Sheets has for them (\(SheetLayout.columnKey.utf16.count) and the name for each); "
            + "expected fewer, or a CSV file"
    }
}
