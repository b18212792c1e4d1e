import JSONTree

/// What the journal holds of the spreadsheets of one report: those that take no more rows, and how
/// fast the present one fills.
package struct SheetVolumes: Sendable, Equatable {
    /// A tab that takes no more rows, in a spreadsheet that is full.
    package struct Full: Sendable, Equatable {
        /// The spreadsheet's id.
        package var spreadsheet: String
        /// The tab's number.
        package var sheet: Int64
        /// The columns that were bound, by their headers.
        var columns: [String]
        /// Rows that were written to it; 0 where another journal wrote them.
        package var rows: Int64
        /// When its first rows were written, in Unix seconds.
        package var begun: Int64
        /// When the report went on elsewhere.
        package var ended: Int64
    }

    /// Those that are full, the oldest first.
    package var full: [Full] = []
    /// When the present one was begun, in Unix seconds; 0 before.
    package var begun: Int64 = 0
    /// Rows that were added to the present one.
    package var rows: Int64 = 0
    /// Cells of all tabs of the present one, when it was last looked at.
    package var cells: Int64 = 0
    /// Cells that a row takes there.
    package var width: Int64 = 0
    /// The position from which rows are counted.
    package var since: Int64?
    /// Those that were made in a folder, in their order.
    var made: [String] = []
    /// What tells them from others in the folder: random, the same for good.
    var key = ""
    /// When one was asked for of which it is not known whether it was made, in Unix seconds.
    var asked: Int64?

    /// The tabs that rebuilds put aside; people may have deleted them since.
    var kept: [SheetState.Spare] = []

    init() {}

    /// All rows that were added since `since`.
    package var allRows: Int64 { full.reduce(rows) { $0 + $1.rows } }

    /// Notes how large the spreadsheet is.
    mutating func note(_ layout: SheetLayout, _ tab: SheetLayout.Tab) {
        cells = layout.cells
        width = tab.columns
    }

    /// Notes that the present tab takes no more rows.
    mutating func end(_ state: SheetState, at second: Int64) {
        full.append(
            Full(
                spreadsheet: state.spreadsheet,
                sheet: state.sheet ?? 0,
                columns: state.columns,
                rows: rows,
                begun: begun,
                ended: second
            )
        )
        (begun, rows, cells, width) = (0, 0, 0, 0)
    }

    // MARK: As JSON text

    init(_ document: JSONDocument, _ node: JSONDocument.Node) {
        func integer(_ node: JSONDocument.Node, _ key: JSONKey) -> Int64? {
            document.member(node, key).flatMap(document.integer)
        }
        func texts(_ node: JSONDocument.Node, _ key: JSONKey) -> [String] {
            document.member(node, key).map { document.elements($0).map(document.text) } ?? []
        }
        begun = integer(node, "begun") ?? 0
        rows = integer(node, "rows") ?? 0
        cells = integer(node, "cells") ?? 0
        width = integer(node, "width") ?? 0
        since = integer(node, "since")
        asked = integer(node, "asked")
        made = texts(node, "made")
        key = document.member(node, "key").map(document.text) ?? ""
        kept = SheetState.Spare.list(document, node, "kept")
        guard let list = document.member(node, "full") else { return }
        full = document.elements(list).map { volume in
            Full(
                spreadsheet: document.member(volume, "spreadsheet").map(document.text) ?? "",
                sheet: integer(volume, "sheet") ?? 0,
                columns: texts(volume, "columns"),
                rows: integer(volume, "rows") ?? 0,
                begun: integer(volume, "begun") ?? 0,
                ended: integer(volume, "ended") ?? 0
            )
        }
    }

    var json: RequestValue {
        var members: [(String, RequestValue)] = [
            ("begun", .integer(begun)), ("rows", .integer(rows)), ("cells", .integer(cells)),
            ("width", .integer(width)),
        ]
        if let since { members.append(("since", .integer(since))) }
        if let asked { members.append(("asked", .integer(asked))) }
        if !key.isEmpty { members.append(("key", .string(key))) }
        if !made.isEmpty { members.append(("made", .array(made.map { .string($0) }))) }
        if !kept.isEmpty { members.append(("kept", .array(kept.map(\.json)))) }
        if !full.isEmpty { members.append(("full", .array(full.map(\.json)))) }
        return .object(members)
    }
}

extension SheetVolumes.Full {
    fileprivate var json: RequestValue {
        [
            "spreadsheet": .string(spreadsheet), "sheet": .integer(sheet),
            "columns": .array(columns.map { .string($0) }), "rows": .integer(rows),
            "begun": .integer(begun), "ended": .integer(ended),
        ]
    }
}
