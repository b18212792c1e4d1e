import JSONTree
import TicksheetCore

/// The requests that bring some rows of a tab up to date.
struct RowPlan {
    private let cells: CellWriter
    private let sheet: Int64
    private var updates = JSONWriter()
    private var appends = JSONWriter()
    private var updated = 0
    /// What its new rows stand for.
    private(set) var keys: [String] = []
    /// The rows that are there already.
    var found = 0
    /// What has rows though its first event is not acknowledged with this plan.
    var ahead: Set<String> = []

    init(_ cells: CellWriter, on sheet: Int64) {
        self.cells = cells
        self.sheet = sheet
    }

    var isEmpty: Bool { updated == 0 && keys.isEmpty }

    var rows: Int { updated + keys.count }

    /// Roughly how many bytes it takes.
    var size: Int { updates.bytes.count + appends.bytes.count }

    /// Adds a row.
    mutating func append(_ row: Row, key: String) {
        cells.append(row, to: &appends)
        keys.append(key)
    }

    /// Writes over the cells of a row that are ours, but for the one that says what it stands for.
    mutating func update(_ row: Row, at place: Int, except column: Int) {
        for run in cells.runs(except: column) {
            updates.beginObject()
            updates.key("updateCells")
            updates.beginObject()
            updates.key("start")
            RequestValue.object([
                ("sheetId", .integer(sheet)), ("rowIndex", .integer(Int64(place))),
                ("columnIndex", .integer(Int64(run.place))),
            ]).append(to: &updates)
            updates.key("rows")
            updates.beginArray()
            cells.append(row, columns: run.columns, to: &updates)
            updates.endArray()
            updates.key("fields")
            updates.string("userEnteredValue")
            updates.endObject()
            updates.endObject()
        }
        updated += 1
    }

    /// The requests behind the marker, each with a comma before it.
    var json: [UInt8] {
        var bytes: [UInt8] = []
        if updated > 0 { bytes += Array(",".utf8) + updates.bytes }
        if !keys.isEmpty {
            let append: RequestValue = [
                "appendCells": [
                    "sheetId": .integer(sheet),
                    "rows": .raw(Array("[".utf8) + appends.bytes + Array("]".utf8)),
                    "fields": "userEnteredValue",
                ]
            ]
            bytes += Array(",".utf8) + append.bytes
        }
        return bytes
    }
}
