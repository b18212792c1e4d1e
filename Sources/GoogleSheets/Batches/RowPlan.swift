import JSONTree
import TicksheetCore

/// The requests that bring some rows of a tab up to date.
struct RowPlan {
    private let cells: CellWriter
    private let sheet: Int64
    private var updates = JSONWriter()
    private var appends = JSONWriter()
    private var updated = 0
    private var requests = 0
    // The rows that are written over, each with its requests.
    private var writtenOver: [(requests: Range<Int>, row: PlannedRow)] = []
    /// The rows that are added, in their order.
    private(set) var added: [PlannedRow] = []
    /// The rows that are emptied.
    private(set) var emptied: [EmptiedRow] = []
    /// The rows that are there already.
    var found = 0
    /// The message behind which the rest begins, where the plan is full and rows stand for messages.
    var rest: StoredMessage?
    /// The marks of rows that are still to be left out, by their keys.
    var leftOut: Set<String> = []
    /// What has rows though its first event is not acknowledged with this plan.
    var ahead: Set<String> = []
    /// Whether there is a row to be added for which there is no room.
    var lacksRoom = false
    /// What all rows are to show, up to numbers.
    var states = ShownStates()

    init(_ cells: CellWriter, on sheet: Int64) {
        self.cells = cells
        self.sheet = sheet
    }

    var isEmpty: Bool { updated == 0 && added.isEmpty }

    var rows: Int { updated + added.count }

    /// What its new rows stand for.
    var keys: [String] { added.map(\.key) }

    /// What a refusal is about.
    enum Target {
        /// A row that is there.
        case row(PlannedRow)
        /// Any of the rows that are added.
        case added
    }

    /// Returns what a request is about, counted from the plan's first; nil where no row is its own.
    func target(of request: Int) -> Target? {
        if request == requests, !added.isEmpty { return .added }
        return writtenOver.first { $0.requests.contains(request) }.map { .row($0.row) }
    }

    /// Roughly how many bytes it takes.
    var size: Int { updates.bytes.count + appends.bytes.count }

    /// Adds a row.
    mutating func append(_ row: PlannedRow) {
        cells.append(row.cells, to: &appends)
        added.append(row)
    }

    /// Writes over the cells of a row that are ours, but for the one that says what it stands for.
    mutating func update(_ row: PlannedRow, at place: Int, except column: Int) {
        let first = requests
        update(row.cells, at: place, except: column)
        writtenOver.append((first..<requests, row))
    }

    /// Empties the cells of a row that are ours, but for the one that says what it stands for.
    ///
    /// `row`: What it shows by mistake.
    mutating func empty(_ row: PlannedRow, at place: Int, except column: Int) {
        emptied.append(EmptiedRow(row, at: place))
        update(row.cells.map { _ in .empty }, at: place, except: column)
    }

    private mutating func update(_ row: Row, at place: Int, except column: Int) {
        for run in cells.runs(except: column) {
            requests += 1
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
        if !added.isEmpty {
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

/// A row as it is to stand on a tab where rows are kept current.
struct PlannedRow {
    /// Its cells, the two marks among them.
    let cells: Row
    /// What it stands for on the tab.
    let key: String
    /// Which state it shows.
    let state: String
    /// What it stands for: the number of a message or of a recipient.
    let number: Int64
    /// The newest entry that it tells of.
    let newest: SequenceNumber
    /// The name of that entry's source.
    let source: String

    /// `row`: Its cells without the marks.
    ///
    /// `headers`: Those above them.
    init(_ row: Row, under headers: [UInt8], _ content: RowContent, stream: String) {
        key = RowMarks.key(of: content.key, stream: stream)
        state = RowMarks.state(of: row, under: headers, key: key)
        cells = row + [.text(key), .text(state)]
        number = content.key
        newest = content.newest
        source = content.entry.source
    }

    /// The same as one that the service refuses.
    func refused(_ refusal: SheetsAnswer.Refusal, isNew: Bool) -> RefusedRow {
        RefusedRow(
            row: number,
            entry: newest,
            source: source,
            refusal: refusal,
            key: key,
            state: state,
            isNew: isNew
        )
    }
}
