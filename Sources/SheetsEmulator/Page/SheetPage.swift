import HTTPTypes

/// Pages for people who want to look: the spreadsheets, and the cells of a tab.
enum SheetPage {
    private static let rowsShown = 500

    static func list(_ books: [Spreadsheet]) -> HTTPReply {
        let rows = books.sorted { ($1.createdAt, $0.id) < ($0.createdAt, $1.id) }.map { book in
            "<li><a href=\"/view/\(escaped(book.id))\">\(escaped(book.title))</a> "
                + "<small>\(escaped(book.id))</small></li>"
        }
        let body =
            rows.isEmpty
            ? "<p>There are no spreadsheets.</p>" : "<ul>\(rows.joined(separator: "\n"))</ul>"
        return page("Spreadsheets", "<h1>Spreadsheets</h1>\(body)")
    }

    static func view(_ book: Spreadsheet, _ query: FormFields) -> HTTPReply {
        let wanted = query["sheet"].flatMap { Int32($0) }
        guard let sheet = wanted.flatMap({ book.sheet($0) }) ?? book.sheets.first else {
            return .wrongPath
        }
        let first = max(0, (query["row"].flatMap { Int($0) } ?? 1) - 1)
        let tabs = book.sheets.map { tab in
            tab.id == sheet.id
                ? "<strong>\(escaped(tab.title))</strong>"
                : "<a href=\"?sheet=\(tab.id)\">\(escaped(tab.title))</a>"
        }
        let text =
            "<p><a href=\"/\">All spreadsheets</a></p><h1>\(escaped(book.title))</h1>"
            + "<p>\(tabs.joined(separator: " · "))</p>" + table(book, sheet, from: first)
        return page(book.title, text)
    }

    private static func table(_ book: Spreadsheet, _ sheet: Sheet, from first: Int) -> String {
        let locale = Locale(book.properties["locale"]?.text ?? "")
        let used = sheet.grid.rows.reduce(0) { max($0, $1.count) }
        let width = min(max(used, 1), 200)
        let shown = 0..<width
        let end = min(sheet.grid.rows.count, first + rowsShown)
        var text = "<p>\(sheet.grid.rowCount) rows, \(sheet.grid.columnCount) columns"
        text +=
            sheet.grid.rows.isEmpty ? "; all empty" : "; shown \(first + 1)–\(max(end, first + 1))"
        if end < sheet.grid.rows.count {
            text += " · <a href=\"?sheet=\(sheet.id)&amp;row=\(end + 1)\">further</a>"
        }
        text += "</p><table><tr><th></th>"
        for column in shown {
            let isHidden = sheet.columnProperties[column]?["hiddenByUser"]?.bool == true
            text += "<th>\(A1.letters(column))\(isHidden ? " (hidden)" : "")</th>"
        }
        text += "</tr>"
        for row in first..<max(first, end) {
            text += "<tr><th>\(row + 1)</th>"
            for column in shown {
                let cell = sheet.grid.cell(row, column)
                let note = cell.note.map { " title=\"\(escaped($0))\"" } ?? ""
                let kind = if case .number? = cell.value { " class=\"n\"" } else { "" }
                text += "<td\(kind)\(style(cell))\(note)>\(escaped(cell.formatted(locale)))</td>"
            }
            text += "</tr>\n"
        }
        return text + "</table>"
    }

    private static func style(_ cell: Cell) -> String {
        guard let format = cell.extras?.members["userEnteredFormat"] else { return "" }
        var styles: [String] = []
        let color = format["backgroundColorStyle"]?["rgbColor"] ?? format["backgroundColor"]
        if let color {
            let parts = ["red", "green", "blue"].map { name in
                String(Int(max(0, min(1, color[name]?.double ?? 0)) * 255))
            }
            styles.append("background:rgb(\(parts.joined(separator: ",")))")
        }
        if format["textFormat"]?["bold"]?.bool == true { styles.append("font-weight:bold") }
        if format["textFormat"]?["italic"]?.bool == true { styles.append("font-style:italic") }
        return styles.isEmpty ? "" : " style=\"\(styles.joined(separator: ";"))\""
    }

    private static func page(_ title: String, _ body: String) -> HTTPReply {
        let text = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
            <title>\(escaped(title))</title><style>
            body { font: 14px sans-serif; margin: 1em 2em }
            table { border-collapse: collapse }
            td, th { border: 1px solid #ccc; padding: 2px 6px; white-space: pre; text-align: left }
            th { background: #f3f3f3; font-weight: normal }
            .n { text-align: right }
            </style></head><body>\(body)</body></html>

            """
        return HTTPReply(
            status: 200,
            fields: [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", "script-src 'none'; object-src 'none'"),
                // Google's libraries ask here whether there is a metadata server.
                ("Metadata-Flavor", "Google"),
            ],
            body: Array(text.utf8)
        )
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
