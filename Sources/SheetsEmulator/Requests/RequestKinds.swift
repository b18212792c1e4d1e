import JSONTree

/// The kinds of requests that this stand-in models, and those that it knows by name only.
enum RequestKinds {
    static let modelled: [String: any SheetsRequest.Type] = [
        "addSheet": AddSheet.self,
        "deleteSheet": DeleteSheet.self,
        "duplicateSheet": DuplicateSheet.self,
        "updateSheetProperties": UpdateSheetProperties.self,
        "updateSpreadsheetProperties": UpdateSpreadsheetProperties.self,
        "appendCells": AppendCells.self,
        "updateCells": UpdateCells.self,
        "repeatCell": RepeatCell.self,
        "setDataValidation": SetDataValidation.self,
        "appendDimension": AppendDimension.self,
        "insertDimension": InsertDimension.self,
        "deleteDimension": DeleteDimension.self,
        "moveDimension": MoveDimension.self,
        "updateDimensionProperties": UpdateDimensionProperties.self,
        "autoResizeDimensions": AutoResizeDimensions.self,
        "sortRange": SortRange.self,
        "findReplace": FindReplace.self,
        "copyPaste": CopyPaste.self,
        "cutPaste": CutPaste.self,
        "setBasicFilter": SetBasicFilter.self,
        "clearBasicFilter": ClearBasicFilter.self,
        "addConditionalFormatRule": AddConditionalFormatRule.self,
        "deleteConditionalFormatRule": DeleteConditionalFormatRule.self,
        "addProtectedRange": AddProtectedRange.self,
        "deleteProtectedRange": DeleteProtectedRange.self,
        "addNamedRange": AddNamedRange.self,
        "updateNamedRange": UpdateNamedRange.self,
        "deleteNamedRange": DeleteNamedRange.self,
        "mergeCells": MergeCells.self,
        "unmergeCells": UnmergeCells.self,
        "addTable": AddTable.self,
        "addChart": AddChart.self,
        "deleteEmbeddedObject": DeleteEmbeddedObject.self,
        "createDeveloperMetadata": CreateDeveloperMetadata.self,
        "updateDeveloperMetadata": UpdateDeveloperMetadata.self,
        "deleteDeveloperMetadata": DeleteDeveloperMetadata.self,
    ]

    static let others: Set = [
        "addBanding", "addCommentReply", "addDataSource", "addDimensionGroup", "addFilterView",
        "addSlicer", "autoFill", "cancelDataSourceRefresh",
        "deleteBanding", "deleteComment", "deleteCommentReply", "deleteDataSource",
        "deleteDimensionGroup", "deleteDuplicates", "deleteFilterView", "deleteRange",
        "deleteTable", "duplicateFilterView", "insertComment", "insertRange",
        "pasteData", "randomizeRange", "refreshDataSource", "textToColumns",
        "trimWhitespace", "updateBanding", "updateBorders", "updateChartSpec",
        "updateConditionalFormatRule", "updateDataSource", "updateDimensionGroup",
        "updateEmbeddedObjectBorder", "updateEmbeddedObjectPosition", "updateFilterView",
        "updateProtectedRange", "updateSlicerSpec", "updateTable",
    ]
}

/// A `batchUpdate` that has been read, and not yet carried out.
struct Batch: Sendable {
    private var requests: [(kind: String, request: any SheetsRequest)] = []

    static let limit = 100_000

    init(_ bodies: [RequestBody]) throws(APIError) {
        if bodies.count > Self.limit {
            throw .invalid("Cannot exceed \(Self.limit) requests in a single batch.")
        }
        if bodies.isEmpty { throw .invalid("Must specify at least one request.") }
        requests.reserveCapacity(bodies.count)
        for (index, body) in bodies.enumerated() {
            try body.only(Self.names)
            let kinds = body.document.members(body.node).map { body.document.text($0.key) }
            guard let kind = kinds.first, kinds.count == 1, let inner = try body.object(kind) else {
                throw .invalid(
                    "Invalid requests[\(index)]: Exactly one kind of request must be set."
                )
            }
            guard let type = RequestKinds.modelled[kind] else {
                throw .invalid(
                    "Invalid requests[\(index)].\(kind): This stand-in for Google Sheets does not "
                        + "model \(kind)."
                )
            }
            requests.append((kind, try type.init(inner)))
        }
    }

    private static let names = Set(RequestKinds.modelled.keys).union(RequestKinds.others)

    /// Carries all of it out on a copy and returns the replies; after a refusal nothing is changed.
    func applied(
        to book: Spreadsheet,
        _ context: inout BatchContext
    ) throws(APIError) -> (book: Spreadsheet, replies: [JSONValue]) {
        var copy = book
        var replies: [JSONValue] = []
        for (index, (kind, request)) in requests.enumerated() {
            do throws(Refusal) {
                // A second copy is dear where there are many requests.
                let isGuarded = !context.isTrusted && copy.hasProtection(from: context.email)
                let before = isGuarded ? copy : nil
                let reply = try request.apply(&copy, &context)
                try before?.checkProtection(of: copy, from: context.email)
                try copy.checkSize()
                replies.append(reply.map { .object([.init(kind, $0)]) } ?? .empty)
            } catch {
                throw .invalid("Invalid requests[\(index)].\(kind): \(error.message)")
            }
        }
        return (copy, replies)
    }
}
