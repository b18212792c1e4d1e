/// What a spreadsheet's cell makes of a long text.
package enum CellText {
    private static let cut = " … (cut; the journal holds all of it)"

    /// Returns a text that fits a cell: as it is, or cut, with a mark that says so.
    ///
    /// `units`: How many UTF-16 units a cell may have.
    package static func fitting(_ text: String, units: Int) -> String {
        // A UTF-8 byte is a unit at most.
        guard text.utf8.count > units, text.utf16.count > units else { return text }
        var kept = text.utf16.prefix(units - cut.utf16.count)
        if let last = kept.last, UTF16.isLeadSurrogate(last) { kept.removeLast() }
        return String(decoding: kept, as: UTF16.self) + cut
    }
}
