/// Where a report stands: a tab of a spreadsheet.
package struct SheetPlace: Sendable, Equatable {
    /// Google's own service.
    package static let google = "https://sheets.googleapis.com"

    /// Where the API is, without a slash at its end; a gateway or a stand-in may be named.
    package let endpoint: String
    /// The spreadsheet's id, as it stands in its address between `/d/` and `/edit`.
    package let spreadsheet: String
    /// The tab's title; once written, the tab is known by its number and may be renamed.
    package let tab: String

    /// Names a tab.
    package init(endpoint: String = SheetPlace.google, spreadsheet: String, tab: String) {
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        self.spreadsheet = spreadsheet
        self.tab = tab
    }

    /// The address at which people open it.
    package var address: String { "https://docs.google.com/spreadsheets/d/\(spreadsheet)/edit" }
}
