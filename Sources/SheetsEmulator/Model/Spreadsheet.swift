/// A spreadsheet: a value, so that a batch works on a copy and commits whole or not at all.
struct Spreadsheet: Sendable {
    let id: String
    var properties: JSONValue
    var sheets: [Sheet]
    var metadata: [Int32: DeveloperMetadata] = [:]
    var namedRanges: [NamedRange] = []
    /// Each address's role, `owner`, `writer` or `reader`; `anyone` may stand among them.
    var permissions: [String: String] = [:]
    /// The projects whose apps made or opened it, which `drive.file` lets in.
    var apps: Set<String> = []
    var appProperties: [String: String] = [:]
    /// The folder in which it lies, and the shared drive; nil for where its owner put it.
    var parent: String?
    var drive: String?
    var createdAt: Int64
    var isTrashed = false
    /// The most cells that all tabs may have together.
    var cellLimit = Books.googleCellLimit

    static let columnLimit = 18_278
    static let characterLimit = 50_000
    static let metadataLimit = 30_000
    static let url = "https://docs.google.com/spreadsheets/d/"

    var title: String { properties["title"]?.text ?? "" }
    var titles: [String] { sheets.map(\.title) }

    func index(of sheetId: Int32) -> Int? { sheets.firstIndex { $0.id == sheetId } }

    func sheet(_ id: Int32) -> Sheet? { sheets.first { $0.id == id } }

    var cellCount: Int { sheets.reduce(0) { $0 + $1.grid.rowCount * $1.grid.columnCount } }

    /// Deletes metadata of what is gone and moves the rest.
    mutating func moveMetadata(
        of sheetId: Int32,
        _ dimension: Dimension,
        _ place: (Int) -> Int?
    ) {
        for (id, entry) in metadata {
            guard case .dimension(sheetId, dimension, let index) = entry.location else { continue }
            if let moved = place(index) {
                metadata[id]?.location = .dimension(sheetId, dimension, moved)
            } else {
                metadata[id] = nil
            }
        }
    }

    mutating func insert(
        _ dimension: Dimension,
        at index: Int,
        count: Int,
        inheriting: Bool,
        sheet: Int
    ) {
        sheets[sheet].insert(dimension, at: index, count: count, inheriting: inheriting)
        moveMetadata(of: sheets[sheet].id, dimension) { $0 >= index ? $0 + count : $0 }
        changeNamedRanges(of: sheets[sheet].id) { range in
            range.insert(dimension, at: index, count: count)
            return true
        }
    }

    mutating func delete(_ dimension: Dimension, _ range: Range<Int>, sheet: Int) {
        sheets[sheet].delete(dimension, range)
        moveMetadata(of: sheets[sheet].id, dimension) { index in
            range.contains(index) ? nil : index < range.lowerBound ? index : index - range.count
        }
        changeNamedRanges(of: sheets[sheet].id) { $0.delete(dimension, range) }
    }

    mutating func move(_ dimension: Dimension, _ range: Range<Int>, to target: Int, sheet: Int) {
        sheets[sheet].move(dimension, range, to: target)
        moveMetadata(of: sheets[sheet].id, dimension) { Sheet.moved($0, range, to: target) }
    }

    mutating func resize(sheet: Int, rows: Int, columns: Int) {
        let grid = sheets[sheet].grid
        if rows < grid.rowCount { delete(.rows, rows..<grid.rowCount, sheet: sheet) }
        if columns < grid.columnCount { delete(.columns, columns..<grid.columnCount, sheet: sheet) }
        sheets[sheet].grid.resize(rows: rows, columns: columns)
    }

    mutating func remove(sheet: Int) {
        let id = sheets.remove(at: sheet).id
        for (entry, metadata) in metadata where metadata.location.sheetId == id {
            self.metadata[entry] = nil
        }
        changeNamedRanges(of: id) { _ in false }
    }

    /// Characters of metadata on a sheet, or (with nil) on the spreadsheet itself.
    func metadataSize(of sheetId: Int32?) -> Int {
        metadata.values.reduce(0) { $0 + ($1.location.sheetId == sheetId ? $1.size : 0) }
    }
}
