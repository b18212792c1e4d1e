import JSONTree

/// Values by rows or columns, as `values` methods take and give them.
struct ValueRange: Sendable {
    var range: String?
    var isByColumns: Bool
    /// Rows or columns; null skips a cell.
    var values: [[JSONValue]]

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range", "majorDimension", "values"])
        range = try body.string("range")
        isByColumns = try Self.isByColumns(
            body.word("majorDimension", of: ["ROWS", "COLUMNS"], type: "Dimension")
        )
        var values: [[JSONValue]] = []
        if let node = body.member("values") {
            let document = body.document
            guard document.kind(node) == .array else { throw Self.wrong(document.text(node)) }
            for line in document.elements(node) {
                guard document.kind(line) == .array else { throw Self.wrong(document.text(line)) }
                values.append(document.elements(line).map { JSONValue(document, $0) })
            }
        }
        self.values = values
    }

    static func isByColumns(_ word: String?) -> Bool { word == "COLUMNS" }

    private static func wrong(_ text: String) -> APIError {
        .badPayload(
            "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), "
                + "\"\(text)\"",
            at: "data.values"
        )
    }

    /// The values by rows.
    var rows: [[JSONValue]] {
        guard isByColumns else { return values }
        let height = values.map(\.count).max() ?? 0
        return (0..<height).map { row in values.map { row < $0.count ? $0[row] : .null } }
    }

    var width: Int { rows.map(\.count).max() ?? 0 }
}

/// How values are read.
struct ReadOptions: Sendable {
    var render = ValueRender.formatted
    var datesAsText = false
    var isByColumns = false

    /// The JSON of a range of a sheet: empty cells at the end of rows, and empty rows at the end, are
    /// left out.
    func json(_ book: Spreadsheet, _ sheet: Sheet, _ area: Grid.Area) -> JSONValue {
        let locale = Locale(book.properties["locale"]?.text ?? "")
        var lines: [[JSONValue]] = []
        for row in area.rows.clamped(to: 0..<sheet.grid.rows.count) {
            let cells = sheet.grid.rows[row]
            lines.append(
                cells[area.columns.clamped(to: 0..<cells.count)].map {
                    $0.rendered(render, datesAsText: datesAsText, locale)
                }
            )
        }
        if isByColumns {
            let rows = lines
            lines = (0..<(rows.map(\.count).max() ?? 0)).map { column in
                rows.map { column < $0.count ? $0[column] : "" }
            }
        }
        for index in lines.indices {
            while lines[index].last == "" { lines[index].removeLast() }
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return .fields(
            ("range", .string(A1.text(sheet.title, area))),
            ("majorDimension", isByColumns ? "COLUMNS" : "ROWS"),
            ("values", lines.isEmpty ? nil : .array(lines.map { .array($0) }))
        )
    }
}
