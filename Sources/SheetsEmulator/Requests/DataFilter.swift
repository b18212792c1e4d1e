/// Which cells or which metadata a request means.
enum DataFilter: Sendable {
    case lookup(MetadataLookup)
    case a1(String)
    case grid(GridRange)

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["developerMetadataLookup", "a1Range", "gridRange"])
        if let inner = try body.object("developerMetadataLookup") {
            self = .lookup(try MetadataLookup(inner))
        } else if let text = try body.string("a1Range") {
            self = .a1(text)
        } else if let inner = try body.object("gridRange") {
            self = .grid(try GridRange(inner))
        } else {
            throw .invalid("\(body.path) must have exactly one kind of filter.")
        }
    }

    static func list(_ body: RequestBody) throws(APIError) -> [DataFilter] {
        var filters: [DataFilter] = []
        for inner in try body.list("dataFilters") { filters.append(try DataFilter(inner)) }
        return filters
    }
}

/// Looks metadata up; all that is given must fit.
struct MetadataLookup: Sendable {
    let id: Int32?
    let key: String?
    let value: String?
    let visibility: String?
    let locationType: String?
    let location: MetadataPlace?
    let isExact: Bool

    init(_ body: RequestBody) throws(APIError) {
        try body.only([
            "locationType", "metadataLocation", "locationMatchingStrategy", "metadataId",
            "metadataKey", "metadataValue", "visibility",
        ])
        id = try body.int("metadataId")
        key = try body.string("metadataKey")
        value = try body.string("metadataValue")
        visibility = try body.word(
            "visibility",
            of: CreateDeveloperMetadata.visibilities,
            type: "DeveloperMetadata.DeveloperMetadataVisibility"
        )
        locationType = try body.word(
            "locationType",
            of: ["SPREADSHEET", "SHEET", "ROW", "COLUMN"],
            type: "DeveloperMetadataLocation.DeveloperMetadataLocationType"
        )
        location = try body.object("metadataLocation").map { body throws(APIError) in
            try MetadataPlace(body)
        }
        isExact =
            try body.word(
                "locationMatchingStrategy",
                of: ["EXACT_LOCATION", "INTERSECTING_LOCATION"],
                type: "DeveloperMetadataLookup.DeveloperMetadataLocationMatchingStrategy"
            ) == "EXACT_LOCATION"
    }

    func matches(_ entry: DeveloperMetadata, _ book: Spreadsheet) throws(Refusal) -> Bool {
        if let id, entry.id != id { return false }
        if let key, entry.key != key { return false }
        if let value, (entry.value ?? "") != value { return false }
        if let visibility, entry.visibility != visibility { return false }
        if let locationType, entry.location.type != locationType { return false }
        guard let location else { return true }
        let wanted = try location.located(book)
        if isExact || wanted == entry.location { return wanted == entry.location }
        guard let range = wanted.range else { return true }
        return entry.location.range.map { $0.intersects(range) } ?? false
    }
}

extension Spreadsheet {
    /// Returns the entries that one of the filters means and the project may see, by id.
    func matches(
        _ filters: [DataFilter],
        project: String
    ) throws(Refusal) -> [DeveloperMetadata] {
        var found: [DeveloperMetadata] = []
        for entry in metadata.values.sorted(by: { $0.id < $1.id })
        where entry.isVisible(to: project) {
            for filter in filters where try matches(filter, entry) {
                found.append(entry)
                break
            }
        }
        return found
    }

    func matches(_ filter: DataFilter, _ entry: DeveloperMetadata) throws(Refusal) -> Bool {
        switch filter {
        case .lookup(let lookup): return try lookup.matches(entry, self)
        case .grid(let range): return entry.location.range.map { $0.intersects(range) } ?? false
        case .a1(let text):
            guard let range = range(text) else { throw Refusal("Unable to parse range: \(text)") }
            return entry.location.range.map { $0.intersects(range) } ?? false
        }
    }

    /// Returns the ranges of cells that filters mean.
    func ranges(_ filters: [DataFilter], project: String) throws(Refusal) -> [GridRange] {
        var ranges: [GridRange] = []
        for filter in filters {
            switch filter {
            case .grid(let range): ranges.append(range)
            case .a1(let text):
                guard let range = range(text) else {
                    throw Refusal("Unable to parse range: \(text)")
                }
                ranges.append(range)
            case .lookup:
                for entry in try matches([filter], project: project) {
                    if let range = entry.location.range {
                        ranges.append(range)
                    } else {
                        ranges += sheets.map { GridRange(sheetId: $0.id) }
                    }
                }
            }
        }
        return ranges
    }

    /// Returns the range that a text in A1 notation means; nil where there is none.
    func range(_ text: String) -> GridRange? {
        if let named = namedRanges.first(where: { $0.name == text }) { return named.range }
        guard let reference = A1.read(text, titles: titles) else { return nil }
        let sheet =
            reference.title.map { title in
                sheets.first { $0.title == title }
                    ?? sheets.first { $0.title.lowercased() == title.lowercased() }
            } ?? sheets.first
        return sheet.map {
            GridRange(sheetId: $0.id, rows: reference.rows, columns: reference.columns)
        }
    }
}
