import JSONTree

/// What the spreadsheet holds now, as far as it concerns a sink.
struct SheetLayout {
    /// A tab.
    struct Tab {
        let number: Int64
        let title: String
        let rows: Int64
        let columns: Int64
    }

    /// A column that bears a name of ours.
    struct Column: Equatable {
        let sheet: Int64
        let index: Int
        let name: String
        let metadata: Int64
    }

    /// What says who writes to a tab.
    struct Header: Equatable {
        /// The tab that it stands on.
        let sheet: Int64
        let owner: HeaderMarker
    }

    let title: String
    let tabs: [Tab]
    let headers: [Header]
    let columns: [Column]
    /// Markers of batches by their tab and id.
    private let markers: [Int64: [Int64: String]]

    /// The keys of our developer metadata.
    static let columnKey = "ticksheet.column"

    /// Reads the answers to `path` and `search`.
    init(_ spreadsheet: JSONDocument, _ found: JSONDocument) {
        let root = spreadsheet.root
        let properties = spreadsheet.member(root, "properties")
        title =
            properties.flatMap { spreadsheet.member($0, "title") }.map(spreadsheet.text) ?? ""
        var tabs: [Tab] = []
        if let sheets = spreadsheet.member(root, "sheets") {
            for sheet in spreadsheet.elements(sheets) {
                guard let node = spreadsheet.member(sheet, "properties") else { continue }
                let grid = spreadsheet.member(node, "gridProperties")
                func size(_ key: JSONKey) -> Int64 {
                    grid.flatMap { spreadsheet.member($0, key) }.flatMap(spreadsheet.integer) ?? 0
                }
                tabs.append(
                    Tab(
                        number: spreadsheet.member(node, "sheetId").flatMap(spreadsheet.integer)
                            ?? 0,
                        title: spreadsheet.member(node, "title").map(spreadsheet.text) ?? "",
                        rows: size("rowCount"),
                        columns: size("columnCount")
                    )
                )
            }
        }
        self.tabs = tabs
        var headers: [Header] = []
        var columns: [Column] = []
        var markers: [Int64: [Int64: String]] = [:]
        let list = found.member(found.root, "matchedDeveloperMetadata")
        for match in list.map({ Array(found.elements($0)) }) ?? [] {
            guard let metadata = found.member(match, "developerMetadata"),
                let key = found.member(metadata, "metadataKey").map(found.text),
                let id = found.member(metadata, "metadataId").flatMap(found.integer),
                let location = found.member(metadata, "location")
            else { continue }
            let value = found.member(metadata, "metadataValue").map(found.text) ?? ""
            let range = found.member(location, "dimensionRange")
            // A number of 0 may be left out.
            let sheet =
                found.member(range ?? location, "sheetId").flatMap(found.integer) ?? 0
            switch key {
            case HeaderMarker.key:
                guard let owner = HeaderMarker(value) else { continue }
                headers.append(Header(sheet: sheet, owner: owner))
            case Self.columnKey:
                guard let range else { continue }
                let index = found.member(range, "startIndex").flatMap(found.integer) ?? 0
                columns.append(
                    Column(sheet: sheet, index: Int(index), name: value, metadata: id)
                )
            case Marker.key:
                markers[sheet, default: [:]][id] = value
            default:
                continue
            }
        }
        self.headers = headers
        self.columns = columns
        self.markers = markers
    }

    /// What is read of the spreadsheet.
    static let path =
        "?fields=spreadsheetId,properties.title,"
        + "sheets.properties(sheetId,title,gridProperties(rowCount,columnCount))"

    /// The search for our developer metadata.
    static let search = RequestValue.object([
        (
            "dataFilters",
            .array(
                [HeaderMarker.key, columnKey, Marker.key].map { key in
                    ["developerMetadataLookup": ["metadataKey": .string(key)]]
                }
            )
        )
    ]).bytes

    /// Cells of all tabs, as Google counts them: empty ones too.
    var cells: Int64 { tabs.reduce(0) { $0 + $1.rows * $1.columns } }

    /// Returns a title, or the first of it with a number behind it that no tab has.
    func freeTitle(_ title: String) -> String {
        var free = title
        var count = 1
        while tabs.contains(where: { $0.title == free }) {
            count += 1
            free = "\(title) \(count)"
        }
        return free
    }

    func tab(_ number: Int64) -> Tab? { tabs.first { $0.number == number } }

    func markers(on sheet: Int64) -> [Int64: String] { markers[sheet] ?? [:] }

    /// Returns the places of all columns of a tab that are ours or were.
    func places(on sheet: Int64) -> [Int] { columns.filter { $0.sheet == sheet }.map(\.index) }

    /// Returns each named column of a tab; nil for those that are gone.
    func bound(_ names: [String], on sheet: Int64) -> [Column?] {
        names.map { name in columns.first { $0.sheet == sheet && $0.name == name } }
    }
}

/// What says on a tab who writes there.
struct HeaderMarker: Equatable {
    static let key = "ticksheet"

    /// The spreadsheet's id: another one tells a copy.
    let spreadsheet: String
    /// The tab's number, likewise.
    let sheet: Int64
    let stream: String
    let epoch: Int64

    init(spreadsheet: String, sheet: Int64, stream: String, epoch: Int64) {
        self.spreadsheet = spreadsheet
        self.sheet = sheet
        self.stream = stream
        self.epoch = epoch
    }

    init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 4, let sheet = Int64(parts[1]), let epoch = Int64(parts[3]) else {
            return nil
        }
        self.init(
            spreadsheet: String(parts[0]),
            sheet: sheet,
            stream: String(parts[2]),
            epoch: epoch
        )
    }

    var text: String { "\(spreadsheet) \(sheet) \(stream) \(epoch)" }
}
