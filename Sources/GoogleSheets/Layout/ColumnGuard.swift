import JSONTree

/// Requests that are refused, and with them the whole batch, where one of our columns no longer
/// stands where it was read.
///
/// The binding of each column is removed at that place and made again there under its own id. Where
/// the column stands elsewhere by now nothing is removed, and the id is still in use.
struct ColumnGuard {
    /// None guards nothing.
    let columns: [SheetLayout.Column]

    static let none = ColumnGuard(columns: [])

    /// What is asked of the reply.
    static let fields = "replies.deleteDeveloperMetadata.deletedDeveloperMetadata.metadataId"

    var requests: [RequestValue] {
        columns.flatMap { column in [Self.removal(of: column), Self.binding(of: column)] }
    }

    /// Whether all columns were there, as the reply tells.
    ///
    /// People may have deleted the last of them: then its id is free, and the one beside it is bound.
    func held(_ reply: JSONDocument) -> Bool {
        guard !columns.isEmpty, let replies = reply.member(reply.root, "replies") else {
            return true
        }
        let removed = reply.elements(replies).count { node in
            reply.member(node, "deleteDeveloperMetadata")
                .flatMap { reply.member($0, "deletedDeveloperMetadata") } != nil
        }
        return removed >= columns.count
    }

    private static func removal(of column: SheetLayout.Column) -> RequestValue {
        [
            "deleteDeveloperMetadata": [
                "dataFilter": [
                    "developerMetadataLookup": [
                        "metadataId": .integer(column.metadata),
                        "metadataLocation": place(of: column),
                        "locationMatchingStrategy": "EXACT_LOCATION",
                    ]
                ]
            ]
        ]
    }

    static func binding(of column: SheetLayout.Column) -> RequestValue {
        [
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataId": .integer(column.metadata),
                    "metadataKey": .string(SheetLayout.columnKey),
                    "metadataValue": .string(column.name), "location": place(of: column),
                    "visibility": "DOCUMENT",
                ]
            ]
        ]
    }

    private static func place(of column: SheetLayout.Column) -> RequestValue {
        [
            "dimensionRange": [
                "sheetId": .integer(column.sheet), "dimension": "COLUMNS",
                "startIndex": .integer(Int64(column.index)),
                "endIndex": .integer(Int64(column.index) + 1),
            ]
        ]
    }
}
