import HTTPTypes

/// A call whose body has been read; carrying it out needs the spreadsheets only.
///
/// It follows from the spreadsheets, the context and the request alone, so that a log of requests is
/// as good as the spreadsheets themselves.
struct PreparedCall: Sendable {
    typealias Work = @Sendable (inout Books, inout CallContext) throws(APIError) -> JSONValue

    let operation: Operation
    let work: Work
    let mask: FieldMask?
    let isPretty: Bool

    init(_ operation: Operation, query: FormFields, body: [UInt8]) throws(APIError) {
        self.operation = operation
        isPretty = query["prettyPrint"] != "false"
        if let text = query["fields"] ?? query["$fields"], !text.isEmpty {
            guard let mask = FieldMask(text) else {
                throw .badPayload(
                    "Error expanding 'fields' parameter. Cannot parse '\(text)'.",
                    at: text
                )
            }
            self.mask = mask
        } else {
            mask = nil
        }
        work = try Self.work(operation, query, body, mask)
    }

    /// What is printed of a result.
    func shown(_ result: JSONValue) -> JSONValue { mask?.filtered(result) ?? result }

    private static func work(
        _ operation: Operation,
        _ query: FormFields,
        _ body: [UInt8],
        _ mask: FieldMask?
    ) throws(APIError) -> Work {
        switch operation {
        case .create, .get, .getByDataFilter, .batchUpdate, .copyTo, .metadataGet,
            .metadataSearch:
            try SpreadsheetMethods.work(operation, query, body, mask)
        case .valuesGet, .valuesBatchGet, .valuesBatchGetByDataFilter, .valuesUpdate,
            .valuesAppend, .valuesClear, .valuesBatchUpdate, .valuesBatchClear:
            try ValuesMethods.work(operation, query, body)
        case .versionKeep, .versionRestore: VersionMethods.work(operation, query)
        case .httpBatch: throw .unimplemented
        default: try DriveMethods.work(operation, query, body)
        }
    }
}
