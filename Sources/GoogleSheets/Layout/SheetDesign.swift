import TicksheetCore
import WallTime

/// How a report's tab looks: its header, widths, formats and colours.
struct SheetDesign {
    private let mapping: ReportMapping

    /// The names of all columns: the mapping's, and where rows are kept current two hidden ones.
    let names: [String]

    /// How times are shown in each of them; empty where none are.
    let patterns: [String]

    /// Which events become rows, as one text.
    let filter: String

    /// What a row's state tells besides its cells: under which headers they stand.
    let headers: [UInt8]

    init(_ mapping: ReportMapping) {
        self.mapping = mapping
        names = mapping.headers + (mapping.rows == .status ? [] : RowMarks.columns)
        headers = RowMarks.headers(mapping.headers)
        patterns = mapping.columns.map { $0.isTime ? $0.format.spreadsheetPattern ?? "" : "" }
        filter = mapping.filter?.definition ?? "[]"
    }

    // As many as Google gives a new tab.
    private static let rows: Int64 = 1000

    /// Rows that a new tab has below its header.
    var firstRows: Int64 { Self.rows - 1 }

    /// Cells of a new tab.
    var smallest: Int64 { Self.rows * Int64(names.count) }

    /// Requests that make a tab and everything on it, in one batch.
    func newTab(_ header: HeaderMarker, title: String) -> [RequestValue] {
        let count = Int64(names.count)
        let properties: RequestValue = [
            "sheetId": .integer(header.sheet), "title": .string(title),
            "gridProperties": [
                "rowCount": .integer(Self.rows), "columnCount": .integer(count),
                "frozenRowCount": 1,
            ],
        ]
        let places = Array(names.indices)
        return [["addSheet": ["properties": properties]]] + takingOver(header, places)
            + [headerRow(names, header.sheet, 0), filter(header.sheet)]
            + looks(header.sheet, places)
    }

    /// Requests that take over an empty tab.
    func emptyTab(
        _ header: HeaderMarker,
        rows: Int64,
        columns: Int64
    ) -> [RequestValue] {
        let count = Int64(names.count)
        let places = Array(names.indices)
        var requests: [RequestValue] = []
        if columns < count {
            requests.append([
                "appendDimension": [
                    "sheetId": .integer(header.sheet), "dimension": "COLUMNS",
                    "length": .integer(count - columns),
                ]
            ])
        }
        // One row alone cannot be frozen: nothing would be left to move.
        if rows < 2 {
            requests.append([
                "appendDimension": [
                    "sheetId": .integer(header.sheet), "dimension": "ROWS", "length": 1,
                ]
            ])
        }
        requests.append([
            "updateSheetProperties": [
                "properties": [
                    "sheetId": .integer(header.sheet), "gridProperties": ["frozenRowCount": 1],
                ], "fields": "gridProperties.frozenRowCount",
            ]
        ])
        return requests + takingOver(header, places)
            + [headerRow(names, header.sheet, 0), filter(header.sheet)]
            + looks(header.sheet, places)
    }

    /// Requests that make columns right of the grid, whatever people do there meanwhile: they are pushed in
    /// before what is newer.
    ///
    /// `metadata`: The id by which a column is bound, which can be used once.
    func newColumns(
        _ added: [String],
        on tab: SheetLayout.Tab,
        _ metadata: (String) -> Int64
    ) -> [RequestValue] {
        let first = Int(tab.columns)
        let places = Array(first..<first + added.count)
        let range: RequestValue = [
            "sheetId": .integer(tab.number), "dimension": "COLUMNS",
            "startIndex": .integer(Int64(first)), "endIndex": .integer(Int64(first + added.count)),
        ]
        let columns = added.compactMap { name in mapping.columns.first { $0.header == name } }
        let bare: RequestValue = [
            "repeatCell": [
                "range": [
                    "sheetId": .integer(tab.number), "startColumnIndex": .integer(Int64(first)),
                    "endColumnIndex": .integer(Int64(first + added.count)),
                ], "cell": .object([]), "fields": "userEnteredFormat,dataValidation",
            ]
        ]
        // The last one before may be a hidden one of ours.
        let shown: RequestValue = [
            "updateDimensionProperties": [
                "range": range, "properties": ["hiddenByUser": false], "fields": "hiddenByUser",
            ]
        ]
        // At the end Google inserts only what takes the looks of the column before: they go at once.
        return [["insertDimension": ["range": range, "inheritFromBefore": true]], bare, shown]
            + zip(added, places).map { name, place in
                Self.binding(name, tab.number, place, metadata(name))
            } + [headerRow(added, tab.number, first)] + looks(columns, tab.number, places)
    }

    /// Requests that bind columns which are there and look as people made them.
    func takingOver(_ header: HeaderMarker, _ places: [Int]) -> [RequestValue] {
        let own: RequestValue = [
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataKey": .string(HeaderMarker.key), "metadataValue": .string(header.text),
                    "location": ["sheetId": .integer(header.sheet)], "visibility": "DOCUMENT",
                ]
            ]
        ]
        return [own]
            + zip(names, places).map { name, place in Self.binding(name, header.sheet, place) }
    }

    // `metadata`: Its id; nil for one that Google gives.
    private static func binding(
        _ name: String,
        _ sheet: Int64,
        _ place: Int,
        _ metadata: Int64? = nil
    ) -> RequestValue {
        let location: RequestValue = [
            "dimensionRange": [
                "sheetId": .integer(sheet), "dimension": "COLUMNS",
                "startIndex": .integer(Int64(place)), "endIndex": .integer(Int64(place) + 1),
            ]
        ]
        let id = metadata.map { [("metadataId", RequestValue.integer($0))] } ?? []
        return [
            "createDeveloperMetadata": [
                "developerMetadata": .object(
                    id + [
                        ("metadataKey", .string(SheetLayout.columnKey)),
                        ("metadataValue", .string(name)), ("location", location),
                        ("visibility", "DOCUMENT"),
                    ]
                )
            ]
        ]
    }

    private func headerRow(_ names: [String], _ sheet: Int64, _ first: Int) -> RequestValue {
        let format: RequestValue = [
            "backgroundColor": Self.color(.header),
            "textFormat": ["bold": true], "verticalAlignment": "MIDDLE",
        ]
        let cells: [RequestValue] = names.map { name in
            [
                "userEnteredValue": ["stringValue": .string(name)],
                "userEnteredFormat": format,
            ]
        }
        return [
            "updateCells": [
                "start": [
                    "sheetId": .integer(sheet), "rowIndex": 0,
                    "columnIndex": .integer(Int64(first)),
                ], "rows": [["values": .array(cells)]],
                "fields": .string(
                    "userEnteredValue,userEnteredFormat(backgroundColor,textFormat.bold,"
                        + "verticalAlignment)"
                ),
            ]
        ]
    }

    private func filter(_ sheet: Int64) -> RequestValue {
        // Without ends: what comes later belongs to it, people's columns too, and is sorted with it.
        [
            "setBasicFilter": [
                "filter": [
                    "range": [
                        "sheetId": .integer(sheet), "startRowIndex": 0, "startColumnIndex": 0,
                    ]
                ]
            ]
        ]
    }

    private func looks(_ sheet: Int64, _ places: [Int]) -> [RequestValue] {
        looks(mapping.columns, sheet, places)
            + places.dropFirst(mapping.columns.count).map { Self.hidden(sheet, $0) }
    }

    private func looks(
        _ columns: [ReportMapping.Column],
        _ sheet: Int64,
        _ places: [Int]
    ) -> [RequestValue] {
        zip(columns, places).flatMap { column, place in
            let range = Self.below(sheet, place)
            var requests: [RequestValue] = [Self.width(of: column, sheet, place)]
            if let format = Self.format(of: column, range) { requests.append(format) }
            return requests
                + column.colors.map { text, color in Self.rule(text, Self.color(color), range) }
        }
    }

    private static func hidden(_ sheet: Int64, _ place: Int) -> RequestValue {
        [
            "updateDimensionProperties": [
                "range": [
                    "sheetId": .integer(sheet), "dimension": "COLUMNS",
                    "startIndex": .integer(Int64(place)), "endIndex": .integer(Int64(place) + 1),
                ], "properties": ["hiddenByUser": true], "fields": "hiddenByUser",
            ]
        ]
    }

    /// Requests that give the rows from one on the formats of their columns, as far as the grid goes.
    ///
    /// Rows that come to a full grid need not have those of the rows above them.
    func formats(_ sheet: Int64, _ places: [Int], from row: Int64) -> [RequestValue] {
        zip(mapping.columns, places).compactMap { column, place in
            Self.format(of: column, Self.below(sheet, place, from: row))
        }
    }

    /// Requests that show the times of some columns as the mapping says.
    func timeFormats(
        _ names: [String],
        on sheet: Int64,
        at place: (String) -> Int?
    ) -> [RequestValue] {
        mapping.columns.compactMap { column in
            guard names.contains(column.header), let place = place(column.header) else {
                return nil
            }
            return Self.format(of: column, Self.below(sheet, place))
        }
    }

    private static func format(
        of column: ReportMapping.Column,
        _ range: RequestValue
    ) -> RequestValue? {
        if column.isTime, let pattern = column.format.spreadsheetPattern {
            return format("DATE_TIME", pattern, range)
        }
        return column.isNumber ? nil : format("TEXT", nil, range)
    }

    // A column without its header.
    private static func below(
        _ sheet: Int64,
        _ place: Int,
        from row: Int64 = 1
    ) -> RequestValue {
        [
            "sheetId": .integer(sheet), "startRowIndex": .integer(row),
            "startColumnIndex": .integer(Int64(place)),
            "endColumnIndex": .integer(Int64(place) + 1),
        ]
    }

    private static func format(
        _ type: String,
        _ pattern: String?,
        _ range: RequestValue
    ) -> RequestValue {
        var format: [(String, RequestValue)] = [("type", .string(type))]
        if let pattern { format.append(("pattern", .string(pattern))) }
        return [
            "repeatCell": [
                "range": range, "cell": ["userEnteredFormat": ["numberFormat": .object(format)]],
                "fields": "userEnteredFormat.numberFormat",
            ]
        ]
    }

    private static func width(
        of column: ReportMapping.Column,
        _ sheet: Int64,
        _ place: Int
    ) -> RequestValue {
        [
            "updateDimensionProperties": [
                "range": [
                    "sheetId": .integer(sheet), "dimension": "COLUMNS",
                    "startIndex": .integer(Int64(place)), "endIndex": .integer(Int64(place) + 1),
                ], "properties": ["pixelSize": .integer(Int64(column.width))],
                "fields": "pixelSize",
            ]
        ]
    }

    private static func color(_ color: CellColor) -> RequestValue {
        [
            "red": .double(Double(color.red) / 255), "green": .double(Double(color.green) / 255),
            "blue": .double(Double(color.blue) / 255),
        ]
    }

    private static func rule(
        _ text: String,
        _ color: RequestValue,
        _ range: RequestValue
    ) -> RequestValue {
        [
            "addConditionalFormatRule": [
                "rule": [
                    "ranges": [range],
                    "booleanRule": [
                        "condition": [
                            "type": "TEXT_EQ", "values": [["userEnteredValue": .string(text)]],
                        ], "format": ["backgroundColor": color],
                    ],
                ], "index": 0,
            ]
        ]
    }
}
