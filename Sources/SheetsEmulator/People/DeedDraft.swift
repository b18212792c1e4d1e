/// What people do to one tab, with the requests that do it.
struct DeedDraft {
    private(set) var requests: [JSONValue] = []
    private(set) var what = ""
    private(set) var before: [String] = []

    private let book: Spreadsheet
    private let sheet: Sheet
    private let id: JSONValue
    /// Columns that have a header.
    private let used: Int
    /// The row after the last one with a value.
    private let end: Int
    private let column: Int
    private let number: UInt64

    init(_ book: Spreadsheet, _ sheet: Sheet, _ random: inout SeededGenerator) {
        self.book = book
        self.sheet = sheet
        id = .int(sheet.id)
        used = max(1, min(sheet.grid.row(0).count, sheet.grid.columnCount))
        end = sheet.grid.valueEnd
        column = Int.random(in: 0..<used, using: &random)
        number = random.next() % 1000
    }

    /// Makes the requests; false where there is nothing to do it to.
    mutating func make(_ action: PeopleAction, _ random: inout SeededGenerator) -> Bool {
        switch action {
        case .sortRows, .editCell, .insertRow, .deleteRow:
            guard end > 1 else { return false }
            changeRows(action, Int.random(in: 1..<end, using: &random), &random)
        case .insertColumn, .moveColumn, .deleteColumn, .hideColumn, .renameHeader:
            return changeColumn(action, &random)
        case .renameTab, .filter, .duplicateTab, .deleteTab, .clearMetadata:
            return changeTab(action)
        case .copyFile, .restoreVersion: return false
        }
        return true
    }

    private var name: String { A1.letters(column) }

    private func shown(_ row: Int, _ column: Int) -> String {
        let locale = Locale(book.properties["locale"]?.text ?? "")
        return sheet.grid.cell(row, column).formatted(locale)
    }

    private func range(_ dimension: Dimension, _ start: Int) -> JSONValue {
        [
            "sheetId": id, "dimension": .string(dimension.rawValue), "startIndex": .int(start),
            "endIndex": .int(start + 1),
        ]
    }

    private mutating func write(_ text: String, _ row: Int, _ column: Int) {
        requests.append([
            "updateCells": [
                "start": ["sheetId": id, "rowIndex": .int(row), "columnIndex": .int(column)],
                "fields": "userEnteredValue",
                "rows": [["values": [["userEnteredValue": ["stringValue": .string(text)]]]]],
            ]
        ])
    }

    private mutating func changeRows(
        _ action: PeopleAction,
        _ row: Int,
        _ random: inout SeededGenerator
    ) {
        switch action {
        case .sortRows:
            let isDescending = Bool.random(using: &random)
            let spec: JSONValue = [
                "dimensionIndex": .int(column),
                "sortOrder": isDescending ? "DESCENDING" : "ASCENDING",
            ]
            let range = GridRange(sheetId: sheet.id, rows: (1, end)).json
            requests = [["sortRange": ["range": range, "sortSpecs": [spec]]]]
            what = "sorted by column \(name)\(isDescending ? ", from the end" : "")"
        case .editCell:
            write("Edited \(number)", row, column)
            what = "wrote Edited \(number) over \(name)\(row + 1)"
            before = [shown(row, column)]
        case .insertRow:
            requests = [["insertDimension": ["range": range(.rows, row)]]]
            what = "inserted a row at \(row + 1)"
        default:
            requests = [["deleteDimension": ["range": range(.rows, row)]]]
            what = "deleted row \(row + 1)"
            before = sheet.grid.row(row).indices.map { shown(row, $0) }
        }
    }

    private mutating func changeColumn(
        _ action: PeopleAction,
        _ random: inout SeededGenerator
    ) -> Bool {
        switch action {
        case .insertColumn:
            requests = [["insertDimension": ["range": range(.columns, column)]]]
            write("Notes \(number)", 0, column)
            what = "inserted a column at \(name)"
        case .moveColumn:
            let targets = (0...used).filter { $0 != column && $0 != column + 1 }
            guard let target = targets.randomElement(using: &random) else { return false }
            requests = [
                [
                    "moveDimension": [
                        "source": range(.columns, column), "destinationIndex": .int(target),
                    ]
                ]
            ]
            what = "moved column \(name) before \(A1.letters(target))"
        case .deleteColumn:
            guard sheet.grid.columnCount > 1 else { return false }
            requests = [["deleteDimension": ["range": range(.columns, column)]]]
            what = "deleted column \(name)"
            before = [shown(0, column)]
        case .hideColumn:
            requests = [
                [
                    "updateDimensionProperties": [
                        "range": range(.columns, column), "properties": ["hiddenByUser": true],
                        "fields": "hiddenByUser",
                    ]
                ]
            ]
            what = "hid column \(name)"
        default:
            write("Header \(number)", 0, column)
            what = "wrote Header \(number) over \(name)1"
            before = [shown(0, column)]
        }
        return true
    }

    private mutating func changeTab(_ action: PeopleAction) -> Bool {
        switch action {
        case .renameTab:
            let title = "\(sheet.title) \(number)"
            let properties: JSONValue = ["sheetId": id, "title": .string(title)]
            requests = [["updateSheetProperties": ["properties": properties, "fields": "title"]]]
            what = "renamed the tab \(sheet.title) to \(title)"
            before = [sheet.title]
        case .filter:
            let range = GridRange(sheetId: sheet.id).json
            requests = [["setBasicFilter": ["filter": ["range": range]]]]
            what = "set a filter"
        case .duplicateTab:
            requests = [["duplicateSheet": ["sourceSheetId": id, "insertSheetIndex": 1]]]
            what = "copied the tab \(sheet.title)"
        case .deleteTab:
            guard book.sheets.count > 1 else { return false }
            requests = [["deleteSheet": ["sheetId": id]]]
            what = "deleted the tab \(sheet.title)"
            before = [sheet.title]
        default:
            guard !book.metadata.isEmpty else { return false }
            requests = book.metadata.keys.sorted().map { entry in
                let lookup: JSONValue = ["metadataId": .int(entry)]
                return [
                    "deleteDeveloperMetadata": ["dataFilter": ["developerMetadataLookup": lookup]]
                ]
            }
            what = "took \(requests.count) entries of metadata away"
        }
        return true
    }
}
