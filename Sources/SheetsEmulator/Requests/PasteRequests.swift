/// What of a cell is pasted.
enum PasteKind: String, Sendable {
    case normal = "PASTE_NORMAL"
    case values = "PASTE_VALUES"
    case format = "PASTE_FORMAT"

    static let words = [
        "PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMAT", "PASTE_NO_BORDERS", "PASTE_FORMULA",
        "PASTE_DATA_VALIDATION", "PASTE_CONDITIONAL_FORMATTING",
    ]

    static func read(_ body: RequestBody) throws(APIError) -> PasteKind {
        let word = try body.word("pasteType", of: words, type: "PasteType") ?? "PASTE_NORMAL"
        guard let kind = PasteKind(rawValue: word) else {
            throw .invalid("This stand-in for Google Sheets does not model \(word).")
        }
        return kind
    }

    func paste(_ source: Cell, on cell: inout Cell) {
        if self != .format { cell.value = source.value }
        if self == .normal { cell.extras = source.extras }
        if self == .format {
            cell.set(["userEnteredFormat"], source.extras?.members["userEnteredFormat"])
        }
    }
}

/// Copies a range to another, again and again where that is larger.
struct CopyPaste: SheetsRequest {
    let source: GridRange?
    let destination: GridRange?
    let kind: PasteKind

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["source", "destination", "pasteType", "pasteOrientation"])
        source = try body.object("source").map { body throws(APIError) in try GridRange(body) }
        destination = try body.object("destination").map { body throws(APIError) in
            try GridRange(body)
        }
        kind = try PasteKind.read(body)
        let orientation = try body.word(
            "pasteOrientation",
            of: ["NORMAL", "TRANSPOSE"],
            type: "PasteOrientation"
        )
        if orientation == "TRANSPOSE" {
            throw .invalid("This stand-in for Google Sheets does not transpose what is pasted.")
        }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let source, let destination else { throw .missing("source and destination") }
        let (from, copied) = try book.area(source)
        let (to, target) = try book.area(destination)
        guard !copied.rows.isEmpty, !copied.columns.isEmpty else { return nil }
        let cells = copied.rows.map { row in
            copied.columns.map { book.sheets[from].grid.cell(row, $0) }
        }
        let grid = book.sheets[to].grid
        // A smaller destination is filled beyond its end; a larger one in whole copies.
        let height = max(1, target.rows.count / copied.rows.count) * copied.rows.count
        let width = max(1, target.columns.count / copied.columns.count) * copied.columns.count
        let bottom = target.rows.lowerBound + height
        let right = target.columns.lowerBound + width
        guard bottom <= grid.rowCount, right <= grid.columnCount else {
            throw Refusal("The destination reaches beyond the grid.")
        }
        for row in 0..<height {
            for column in 0..<width {
                let place = (target.rows.lowerBound + row, target.columns.lowerBound + column)
                var cell = book.sheets[to].grid.cell(place.0, place.1)
                kind.paste(cells[row % cells.count][column % copied.columns.count], on: &cell)
                book.sheets[to].grid.set(place.0, place.1, cell)
            }
        }
        return nil
    }
}

/// Moves a range to another place.
struct CutPaste: SheetsRequest {
    let source: GridRange?
    let destination: (sheetId: Int32, row: Int, column: Int)?
    let kind: PasteKind

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["source", "destination", "pasteType"])
        source = try body.object("source").map { body throws(APIError) in try GridRange(body) }
        if let inner = try body.object("destination") {
            try inner.only(["sheetId", "rowIndex", "columnIndex"])
            destination = (
                try inner.int("sheetId") ?? 0, Int(try inner.int("rowIndex") ?? 0),
                Int(try inner.int("columnIndex") ?? 0)
            )
        } else {
            destination = nil
        }
        kind = try PasteKind.read(body)
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let source, let destination else { throw .missing("source and destination") }
        let (from, cut) = try book.area(source)
        let to = try book.grid(destination.sheetId)
        let grid = book.sheets[to].grid
        guard destination.row >= 0, destination.column >= 0,
            destination.row + cut.rows.count <= grid.rowCount,
            destination.column + cut.columns.count <= grid.columnCount
        else { throw Refusal("The destination reaches beyond the grid.") }
        let cells = cut.rows.map { row in cut.columns.map { book.sheets[from].grid.cell(row, $0) } }
        book.sheets[from].grid.changeFilled(cut) { kind.paste(Cell(), on: &$0) }
        for (row, line) in cells.enumerated() {
            for (column, source) in line.enumerated() {
                let place = (destination.row + row, destination.column + column)
                var cell = book.sheets[to].grid.cell(place.0, place.1)
                kind.paste(source, on: &cell)
                book.sheets[to].grid.set(place.0, place.1, cell)
            }
        }
        return nil
    }
}
