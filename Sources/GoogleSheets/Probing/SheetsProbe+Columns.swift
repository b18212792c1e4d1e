import HTTPTypes
import JSONTree
import TicksheetCore

extension SheetsProbe {
    // Apart from the marks of the other probes.
    private static let markNumber: Int64 = 9

    /// P16: names a column's place rightly and wrongly.
    func guardColumn(on ground: ProbeGround) async throws(ServiceTrouble) -> ProbeFinding {
        func column(_ index: Int) -> SheetLayout.Column {
            .init(
                sheet: ground.sheet,
                index: index,
                name: "probe",
                metadata: ground.firstId + Self.markNumber
            )
        }
        let bound = try await write([ColumnGuard.binding(of: column(0))])
        let held = try await write(ColumnGuard(columns: [column(0)]).requests)
        let moved = try await write(ColumnGuard(columns: [column(1)]).requests)
        return ProbeFinding(
            "P16",
            relies: "a batch is refused where a column does not stand where the batch says",
            seen: "where it stands: \(held.words); elsewhere: \(moved.words)",
            if: bound.isDone && held.isDone && !moved.isDone,
            otherwise:
                "rows that are written in the moment in which somebody moves a column stand in "
                + "wrong columns; the report notices it by the reply, stops, and ticksheet rebuild "
                + "puts it right"
        )
    }
    // MARK: P17

    private static let newColumnNumber: Int64 = 8

    /// P17: makes a column as one that comes into a mapping, behind a hidden one, under a filter without
    /// ends.
    func makeColumn(on ground: ProbeGround) async throws(ServiceTrouble) -> ProbeFinding {
        let before = try await grid(of: ground)
        func range(_ first: Int64) -> RequestValue {
            [
                "sheetId": .integer(ground.sheet), "dimension": "COLUMNS",
                "startIndex": .integer(first), "endIndex": .integer(first + 1),
            ]
        }
        func hidden(_ column: Int64, _ isHidden: Bool) -> RequestValue {
            [
                "updateDimensionProperties": [
                    "range": range(column), "properties": ["hiddenByUser": .bool(isHidden)],
                    "fields": "hiddenByUser",
                ]
            ]
        }
        let area: RequestValue = [
            "sheetId": .integer(ground.sheet), "startRowIndex": 0, "startColumnIndex": 0,
        ]
        let ready = try await write([
            ["setBasicFilter": ["filter": ["range": area]]], hidden(before.columns - 1, true),
        ])
        let made = try await write([
            ["insertDimension": ["range": range(before.columns), "inheritFromBefore": true]],
            hidden(before.columns, false),
            [
                "createDeveloperMetadata": [
                    "developerMetadata": [
                        "metadataId": .integer(ground.firstId + Self.newColumnNumber),
                        "metadataKey": .string(ProbeGround.markKey), "metadataValue": "P17",
                        "location": ["dimensionRange": range(before.columns)],
                        "visibility": "DOCUMENT",
                    ]
                ]
            ],
        ])
        let after = try await grid(of: ground)
        let isReached = after.filterEnd.map { $0 > before.columns } ?? true
        let end = after.filterEnd.map { "before column \($0 + 1)" } ?? "nowhere"
        return ProbeFinding(
            "P17",
            relies: "one batch makes a column right of all others and binds it, inside the filter",
            seen: "filter: \(ready.words); column: \(made.words); columns \(before.columns), then "
                + "\(after.columns); the filter ends \(end)",
            if: ready.isDone && made.isDone && after.columns == before.columns + 1 && isReached,
            otherwise:
                "where a mapping gets another column, write the report anew (ticksheet rebuild), or look "
                + "that the tab's filter reaches it: what is outside does not move with its row when "
                + "somebody sorts"
        )
    }

    /// The columns of the tab, and behind which its filter ends; nil where it does nowhere.
    private func grid(
        of ground: ProbeGround
    ) async throws(ServiceTrouble) -> (columns: Int64, filterEnd: Int64?) {
        let found = try await read(
            "?fields=sheets(properties(sheetId,gridProperties.columnCount),basicFilter.range)"
        )
        guard let found, let sheets = found.member(found.root, "sheets") else { return (0, nil) }
        func number(_ node: JSONDocument.Node, _ path: [JSONKey]) -> Int64? {
            var node: JSONDocument.Node? = node
            for key in path { node = node.flatMap { found.member($0, key) } }
            return node.flatMap(found.integer)
        }
        let sheet = found.elements(sheets).first {
            number($0, ["properties", "sheetId"]) ?? 0 == ground.sheet
        }
        guard let sheet else { return (0, nil) }
        return (
            number(sheet, ["properties", "gridProperties", "columnCount"]) ?? 0,
            number(sheet, ["basicFilter", "range", "endColumnIndex"])
        )
    }
}
