import TicksheetCore

/// What spreadsheets hold, whatever the kind of file.
enum SheetCells {
    /// Rows of one sheet, its header among them, in LibreOffice and Excel.
    static let rows = 1_048_576
    /// Columns of a sheet, in LibreOffice and Excel.
    private static let columns = 16_384

    /// Throws where a sheet cannot hold all columns.
    static func requireColumns(_ report: ReportMapping, for path: String) throws(FileTrouble) {
        guard report.columns.count > columns else { return }
        throw .sink(.tooWide(path: path, columns: report.columns.count, limit: columns))
    }

    /// Returns the name of a sheet: without what a name cannot have, and with a number from the second on.
    static func name(_ title: String, _ number: Int) -> String {
        let word = number == 1 ? "" : " \(number)"
        let plain = String(
            title.unicodeScalars.map { scalar in
                isForbidden(scalar) ? " " : Character(scalar)
            }
        )
        // Excel's limit; a grapheme is cut nowhere.
        var name = plain
        while name.utf16.count + word.utf16.count > 31 { name.removeLast() }
        let trimmed = name.split(separator: " ").joined(separator: " ")
        // Excel keeps that name for itself.
        let isUsable = !trimmed.isEmpty && trimmed.lowercased() != "history"
        return (isUsable ? trimmed : "Report") + word
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        "[]*?:/\\'".unicodeScalars.contains(scalar) || scalar.value < 32
            || scalar.value & 0xFFFE == 0xFFFE
    }
}
