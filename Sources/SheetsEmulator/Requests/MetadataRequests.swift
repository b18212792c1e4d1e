/// Creates an entry; an id that is in use refuses the whole batch.
struct CreateDeveloperMetadata: SheetsRequest {
    let id: Int32?
    let key: String?
    let value: String?
    let visibility: String?
    let location: MetadataPlace?

    static let names: Set = [
        "metadataId", "metadataKey", "metadataValue", "location", "visibility",
    ]
    static let visibilities = ["DOCUMENT", "PROJECT"]

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["developerMetadata"])
        let inner = try body.object("developerMetadata")
        try inner?.only(Self.names)
        id = try inner?.int("metadataId")
        key = try inner?.string("metadataKey")
        value = try inner?.string("metadataValue")
        visibility = try inner?.word(
            "visibility",
            of: Self.visibilities,
            type: "DeveloperMetadata.DeveloperMetadataVisibility"
        )
        location = try inner?.object("location").map { body throws(APIError) in
            try MetadataPlace(body)
        }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let key, !key.isEmpty else { throw .missing("developerMetadata.metadataKey") }
        guard let location else { throw .missing("developerMetadata.location") }
        guard let visibility else { throw .missing("developerMetadata.visibility") }
        let place = try location.resolved(book)
        if let id, id <= 0 { throw Refusal("The metadata id \(id) must be greater than 0.") }
        if let id, book.metadata[id] != nil, !context.assumptions.takesUsedIds {
            throw Refusal(
                "Cannot add developer metadata with ID [\(id)] because developer metadata with "
                    + "that ID already exists."
            )
        }
        let taken = book.metadata
        let entry = DeveloperMetadata(
            id: id ?? context.newId { taken[$0] != nil },
            key: key,
            value: value,
            location: place,
            visibility: visibility,
            project: context.project
        )
        book.metadata[entry.id] = entry
        if book.metadataSize(of: place.sheetId) > Spreadsheet.metadataLimit {
            throw Refusal(
                "Adding the requested developer metadata would exceed the allowed storage limit."
            )
        }
        return ["developerMetadata": entry.json]
    }
}

/// Where an entry is to be attached.
struct MetadataPlace: Sendable {
    let isTypeGiven: Bool
    let isSpreadsheet: Bool
    let sheetId: Int32?
    let range: DimensionRange?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["locationType", "spreadsheet", "sheetId", "dimensionRange"])
        isTypeGiven = body.has("locationType")
        isSpreadsheet = try body.bool("spreadsheet") ?? false
        sheetId = try body.int("sheetId")
        range = try body.object("dimensionRange").map { body throws(APIError) in
            try DimensionRange(body)
        }
    }

    func resolved(_ book: Spreadsheet) throws(Refusal) -> DeveloperMetadata.Location {
        if isTypeGiven {
            throw Refusal("developerMetadata.location.locationType is read-only and cannot be set.")
        }
        return try located(book)
    }

    /// The place, whether or not its type was given; look-ups may give it.
    func located(_ book: Spreadsheet) throws(Refusal) -> DeveloperMetadata.Location {
        let count = (isSpreadsheet ? 1 : 0) + (sheetId == nil ? 0 : 1) + (range == nil ? 0 : 1)
        guard count == 1 else {
            throw Refusal("Exactly one kind of location must be specified.")
        }
        if let sheetId {
            _ = try book.sheetIndex(sheetId)
            return .sheet(sheetId)
        }
        guard let range else { return .spreadsheet }
        let (sheet, indices) = try range.resolved(book)
        guard indices.count == 1, indices.upperBound <= book.sheets[sheet].count(range.dimension)
        else {
            throw Refusal("The dimensionRange must be a single row or column of the sheet.")
        }
        return .dimension(range.sheetId, range.dimension, indices.lowerBound)
    }
}

/// Changes entries; a filter that matches nothing changes nothing, and the batch succeeds.
struct UpdateDeveloperMetadata: SheetsRequest {
    let filters: [DataFilter]
    let key: String?
    let value: String?
    let visibility: String?
    let location: MetadataPlace?
    let mask: FieldMask?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["dataFilters", "developerMetadata", "fields"])
        filters = try DataFilter.list(body)
        let inner = try body.object("developerMetadata")
        try inner?.only(CreateDeveloperMetadata.names)
        key = try inner?.string("metadataKey")
        value = try inner?.string("metadataValue")
        visibility = try inner?.word(
            "visibility",
            of: CreateDeveloperMetadata.visibilities,
            type: "DeveloperMetadata.DeveloperMetadataVisibility"
        )
        location = try inner?.object("location").map { body throws(APIError) in
            try MetadataPlace(body)
        }
        mask = try body.mask()
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let mask = try mask.required()
        guard !filters.isEmpty else { throw .missing("dataFilters") }
        let known = ["metadataKey", "metadataValue", "visibility", "location"]
        let names = mask.isWhole ? known : mask.paths.map { $0[0] }
        for name in names where !known.contains(name) { throw Refusal("Invalid field: \(name)") }
        var updated: [JSONValue] = []
        for var entry in try book.matches(filters, project: context.project) {
            for name in names {
                switch name {
                case "metadataKey":
                    guard let key, !key.isEmpty else {
                        throw .missing("developerMetadata.metadataKey")
                    }
                    entry.key = key
                case "metadataValue": entry.value = value
                case "visibility": entry.visibility = visibility ?? entry.visibility
                default: if let location { entry.location = try location.resolved(book) }
                }
            }
            book.metadata[entry.id] = entry
            if book.metadataSize(of: entry.location.sheetId) > Spreadsheet.metadataLimit {
                throw Refusal(
                    "Updating the requested developer metadata would exceed the allowed storage "
                        + "limit."
                )
            }
            updated.append(entry.json)
        }
        return updated.isEmpty ? .empty : ["developerMetadata": .array(updated)]
    }
}

/// Deletes what one filter matches.
struct DeleteDeveloperMetadata: SheetsRequest {
    let filter: DataFilter?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["dataFilter"])
        filter = try body.object("dataFilter").map { body throws(APIError) in try DataFilter(body) }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let filter else { throw .missing("dataFilter") }
        let found = try book.matches([filter], project: context.project)
        if found.isEmpty, context.assumptions.refusesEmptyDeletions {
            throw Refusal("No developer metadata matches the data filter.")
        }
        for entry in found { book.metadata[entry.id] = nil }
        return found.isEmpty ? .empty : ["deletedDeveloperMetadata": .array(found.map(\.json))]
    }
}
