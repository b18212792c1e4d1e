/// One deed of people, put as the call that does it.
struct PeopleDeed: Sendable {
    let method = "POST"
    let target: String
    let body: JSONValue
    let sheetId: Int32?
    let what: String

    /// Makes up a deed; nil where the spreadsheet has nothing to do it to.
    ///
    /// `sheetId`: The tab; any one when nil.
    init?(
        _ action: PeopleAction,
        in book: Spreadsheet,
        sheetId: Int32?,
        _ random: inout SeededGenerator
    ) {
        // People work where something stands.
        let filled = book.sheets.filter { $0.grid.valueEnd > 1 }
        let tabs = filled.isEmpty ? book.sheets : filled
        guard let sheet = sheetId.map({ book.sheet($0) }) ?? tabs.randomElement(using: &random)
        else { return nil }
        let batch = "/v4/spreadsheets/\(book.id):batchUpdate"
        if action == .copyFile {
            target = "/drive/v3/files/\(book.id)/copy"
            body = .empty
            self.sheetId = nil
            what = "copied the file"
            return
        }
        guard let (requests, what) = Self.requests(action, book, sheet, &random) else { return nil }
        target = batch
        body = ["requests": .array(requests)]
        self.sheetId = action == .clearMetadata ? nil : sheet.id
        self.what = what
    }

    private static func requests(
        _ action: PeopleAction,
        _ book: Spreadsheet,
        _ sheet: Sheet,
        _ random: inout SeededGenerator
    ) -> ([JSONValue], String)? {
        let grid = sheet.grid
        let used = max(1, grid.rows.prefix(1).first?.count ?? 0)
        let rows = grid.valueEnd
        let id = JSONValue.int(sheet.id)
        func columns(_ start: Int) -> JSONValue {
            [
                "sheetId": id, "dimension": "COLUMNS", "startIndex": .int(start),
                "endIndex": .int(start + 1),
            ]
        }
        func text(_ value: String, _ row: Int, _ column: Int) -> JSONValue {
            [
                "updateCells": [
                    "start": ["sheetId": id, "rowIndex": .int(row), "columnIndex": .int(column)],
                    "fields": "userEnteredValue",
                    "rows": [["values": [["userEnteredValue": ["stringValue": .string(value)]]]]],
                ]
            ]
        }
        let column = Int.random(in: 0..<min(used, grid.columnCount), using: &random)
        let name = A1.letters(column)
        let number = random.next() % 1000
        switch action {
        case .sortRows:
            guard rows > 2 else { return nil }
            let isDescending = Bool.random(using: &random)
            let range = GridRange(sheetId: sheet.id, rows: (1, rows)).json
            let spec: JSONValue = [
                "dimensionIndex": .int(column),
                "sortOrder": isDescending ? "DESCENDING" : "ASCENDING",
            ]
            return (
                [["sortRange": ["range": range, "sortSpecs": [spec]]]],
                "sorted by column \(name)\(isDescending ? ", from the end" : "")"
            )
        case .renameTab:
            let title = "\(sheet.title) \(number)"
            let properties: JSONValue = ["sheetId": id, "title": .string(title)]
            return (
                [["updateSheetProperties": ["properties": properties, "fields": "title"]]],
                "renamed the tab \(sheet.title) to \(title)"
            )
        case .renameHeader:
            return ([text("Header \(number)", 0, column)], "wrote Header \(number) over \(name)1")
        case .insertColumn:
            return (
                [
                    ["insertDimension": ["range": columns(column)]],
                    text("Notes \(number)", 0, column),
                ],
                "inserted a column at \(name)"
            )
        case .moveColumn:
            let targets = (0...used).filter { $0 != column && $0 != column + 1 }
            guard let target = targets.randomElement(using: &random) else { return nil }
            return (
                [
                    [
                        "moveDimension": [
                            "source": columns(column), "destinationIndex": .int(target),
                        ]
                    ]
                ],
                "moved column \(name) before \(A1.letters(target))"
            )
        case .deleteColumn:
            guard grid.columnCount > 1 else { return nil }
            return ([["deleteDimension": ["range": columns(column)]]], "deleted column \(name)")
        case .hideColumn:
            return (
                [
                    [
                        "updateDimensionProperties": [
                            "range": columns(column), "properties": ["hiddenByUser": true],
                            "fields": "hiddenByUser",
                        ]
                    ]
                ],
                "hid column \(name)"
            )
        case .insertRow, .deleteRow:
            guard rows > 1 else { return nil }
            let row = Int.random(in: 1..<rows, using: &random)
            let range: JSONValue = [
                "sheetId": id, "dimension": "ROWS", "startIndex": .int(row),
                "endIndex": .int(row + 1),
            ]
            return action == .insertRow
                ? ([["insertDimension": ["range": range]]], "inserted a row at \(row + 1)")
                : ([["deleteDimension": ["range": range]]], "deleted row \(row + 1)")
        case .editCell:
            guard rows > 1 else { return nil }
            let row = Int.random(in: 1..<rows, using: &random)
            return ([text("Edited \(number)", row, column)], "wrote over \(name)\(row + 1)")
        case .filter:
            let range = GridRange(sheetId: sheet.id).json
            return ([["setBasicFilter": ["filter": ["range": range]]]], "set a filter")
        case .duplicateTab:
            return (
                [["duplicateSheet": ["sourceSheetId": id, "insertSheetIndex": 1]]],
                "copied the tab \(sheet.title)"
            )
        case .deleteTab:
            guard book.sheets.count > 1 else { return nil }
            return ([["deleteSheet": ["sheetId": id]]], "deleted the tab \(sheet.title)")
        case .clearMetadata:
            guard !book.metadata.isEmpty else { return nil }
            let ids = book.metadata.keys.sorted()
            return (
                ids.map { metadata in
                    [
                        "deleteDeveloperMetadata": [
                            "dataFilter": [
                                "developerMetadataLookup": ["metadataId": .int(metadata)]
                            ]
                        ]
                    ]
                },
                "took \(ids.count) entries of metadata away"
            )
        case .copyFile: return nil
        }
    }
}
