/// One entry of developer metadata.
struct DeveloperMetadata: Sendable, Equatable {
    /// What it is attached to.
    enum Location: Sendable, Equatable {
        case spreadsheet
        case sheet(Int32)
        case dimension(Int32, Dimension, Int)

        var sheetId: Int32? {
            switch self {
            case .spreadsheet: nil
            case .sheet(let id), .dimension(let id, _, _): id
            }
        }

        var type: String {
            switch self {
            case .spreadsheet: "SPREADSHEET"
            case .sheet: "SHEET"
            case .dimension(_, .rows, _): "ROW"
            case .dimension(_, .columns, _): "COLUMN"
            }
        }

        var json: JSONValue {
            switch self {
            case .spreadsheet: ["locationType": .string(type), "spreadsheet": true]
            case .sheet(let id): ["locationType": .string(type), "sheetId": .int(id)]
            case .dimension(let id, let dimension, let index):
                [
                    "locationType": .string(type),
                    "dimensionRange": .fields(
                        ("sheetId", id == 0 ? nil : .int(id)),
                        ("dimension", .string(dimension.rawValue)),
                        ("startIndex", .int(index)),
                        ("endIndex", .int(index + 1))
                    ),
                ]
            }
        }

        /// The cells that it covers; nil for the spreadsheet.
        var range: GridRange? {
            switch self {
            case .spreadsheet: nil
            case .sheet(let id): GridRange(sheetId: id)
            case .dimension(let id, .rows, let index):
                GridRange(sheetId: id, rows: (index, index + 1))
            case .dimension(let id, .columns, let index):
                GridRange(sheetId: id, columns: (index, index + 1))
            }
        }
    }

    var id: Int32
    var key: String
    var value: String?
    var location: Location
    var visibility: String
    /// The project that made it, which alone sees it where visibility is PROJECT.
    var project: String

    var json: JSONValue {
        .fields(
            ("metadataId", .int(id)),
            ("metadataKey", .string(key)),
            ("metadataValue", value.map { .string($0) }),
            ("location", location.json),
            ("visibility", .string(visibility))
        )
    }

    /// Characters that count against the storage limit.
    var size: Int { key.utf16.count + (value?.utf16.count ?? 0) }

    func isVisible(to project: String) -> Bool {
        visibility != "PROJECT" || self.project == project
    }
}
