import JSONTree
package import TicksheetCore

/// A tab that tells those who only see the spreadsheet how its reports are.
///
/// What is written there twice does no harm, so it needs no mark; nothing else of the spreadsheet is
/// touched.
package struct StatusTab: Sendable {
    /// One report's line.
    package struct Line: Sendable, Equatable {
        /// The cells below `headers`.
        package let cells: [String]
        /// Whether something is to be done.
        package let isTroubled: Bool

        /// Creates a line.
        package init(_ cells: [String], isTroubled: Bool) {
            self.cells = cells
            self.isTroubled = isTroubled
        }
    }

    /// The title of a new tab; people may rename it.
    package static let title = "Ticksheet"
    /// What its columns hold.
    package static let headers = [
        "Report", "Tab", "Last written", "Waiting", "State", "As of",
    ]
    private static let key = "ticksheet.status"
    private static let rows: Int64 = 50

    private let calls: SheetsCalls

    /// Creates it with the calls of any destination in the spreadsheet.
    package init(_ calls: SheetsCalls) {
        self.calls = calls
    }

    /// Writes all lines over those that were there.
    ///
    /// `mayMake`: Whether the tab is made where it is not there.
    package func write(_ lines: [Line], mayMake: Bool) async throws(ServiceTrouble) {
        var requests: [RequestValue] = []
        let number: Int64
        if let known = try await known() {
            number = known
        } else {
            guard mayMake else { return }
            number = Int64.random(in: 1...(1 << 30))
            requests += newTab(number, title: try await freeTitle())
        }
        requests.append(cells(lines, on: number))
        let written = try await calls.update(RequestValue.array(requests).bytes)
        guard case .done = written.answer else { throw written.answer.trouble(at: calls.place) }
    }

    private func known() async throws(ServiceTrouble) -> Int64? {
        let query: RequestValue = [
            "dataFilters": [["developerMetadataLookup": ["metadataKey": .string(Self.key)]]]
        ]
        let found = try await calls.read("/developerMetadata:search", body: query.bytes)
        guard let found, let list = found.member(found.root, "matchedDeveloperMetadata"),
            let first = found.element(list, 0),
            let metadata = found.member(first, "developerMetadata"),
            let location = found.member(metadata, "location")
        else { return nil }
        return found.member(location, "sheetId").flatMap(found.integer) ?? 0
    }

    private func freeTitle() async throws(ServiceTrouble) -> String {
        guard let book = try await calls.read("?fields=sheets.properties.title"),
            let sheets = book.member(book.root, "sheets")
        else { return Self.title }
        let titles = book.elements(sheets).compactMap { sheet in
            book.member(sheet, "properties").flatMap { book.member($0, "title") }.map(book.text)
        }
        var title = Self.title
        while titles.contains(title) { title += " status" }
        return title
    }

    private func newTab(_ number: Int64, title: String) -> [RequestValue] {
        let columns = Int64(Self.headers.count)
        let widths: [Int64] = [160, 220, 150, 80, 520, 150]
        return [
            [
                "addSheet": [
                    "properties": [
                        "sheetId": .integer(number), "title": .string(title),
                        "gridProperties": [
                            "rowCount": .integer(Self.rows), "columnCount": .integer(columns),
                            "frozenRowCount": 1,
                        ],
                    ]
                ]
            ],
            [
                "createDeveloperMetadata": [
                    "developerMetadata": [
                        "metadataKey": .string(Self.key), "metadataValue": "1",
                        "location": ["sheetId": .integer(number)], "visibility": "DOCUMENT",
                    ]
                ]
            ],
        ]
            + widths.enumerated().map { index, pixels in
                [
                    "updateDimensionProperties": [
                        "range": [
                            "sheetId": .integer(number), "dimension": "COLUMNS",
                            "startIndex": .integer(Int64(index)),
                            "endIndex": .integer(Int64(index) + 1),
                        ], "properties": ["pixelSize": .integer(pixels)], "fields": "pixelSize",
                    ]
                ]
            }
    }

    // Cells that no line covers are emptied.
    private func cells(_ lines: [Line], on number: Int64) -> RequestValue {
        let header = Self.row(Self.headers, bold: true, color: nil)
        let rows = lines.prefix(Int(Self.rows) - 1).map { line in
            Self.row(line.cells, bold: false, color: line.isTroubled ? (1.0, 0.93, 0.8) : nil)
        }
        return [
            "updateCells": [
                "range": [
                    "sheetId": .integer(number), "startRowIndex": 0,
                    "endRowIndex": .integer(Self.rows), "startColumnIndex": 0,
                    "endColumnIndex": .integer(Int64(Self.headers.count)),
                ], "rows": .array([header] + rows),
                "fields": .string(
                    "userEnteredValue,userEnteredFormat(backgroundColor,textFormat.bold,wrapStrategy)"
                ),
            ]
        ]
    }

    private static func row(
        _ cells: [String],
        bold: Bool,
        color: (Double, Double, Double)?
    ) -> RequestValue {
        var format: [(String, RequestValue)] = [
            ("textFormat", ["bold": .bool(bold)]), ("wrapStrategy", "WRAP"),
        ]
        if let color {
            let parts: RequestValue = [
                "red": .double(color.0), "green": .double(color.1), "blue": .double(color.2),
            ]
            format.append(("backgroundColor", parts))
        }
        return [
            "values": .array(
                cells.map { text in
                    let fitting = CellText.fitting(text, units: CellWriter.longestText)
                    return [
                        "userEnteredValue": ["stringValue": .string(fitting)],
                        "userEnteredFormat": .object(format),
                    ]
                }
            )
        ]
    }
}
