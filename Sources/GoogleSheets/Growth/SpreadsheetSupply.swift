/// Where a report goes on when a spreadsheet takes no more rows.
package enum SpreadsheetSupply: Sendable, Equatable {
    /// Spreadsheets that people made and shared, in the order in which they are filled.
    case list([String])
    /// A folder of a shared drive in which spreadsheets are made, and the title that they get.
    case folder(String, title: String)

    /// Whether people make the spreadsheets.
    var isList: Bool {
        if case .list = self { true } else { false }
    }
}
