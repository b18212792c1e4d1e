import JSONTree

/// Where our columns stood at the moment when a batch was applied, as its reply tells.
struct ColumnsAtCommit {
    /// What is asked of the reply.
    static let fields =
        "updatedSpreadsheet.sheets(properties.sheetId,"
        + "data(startColumn,columnMetadata.developerMetadata(metadataKey,metadataValue)))"

    private let places: [String: Int]

    /// Reads a reply; nil where it tells nothing of a tab.
    init?(_ reply: JSONDocument, sheet: Int64) {
        guard let book = reply.member(reply.root, "updatedSpreadsheet"),
            let sheets = reply.member(book, "sheets")
        else { return nil }
        for node in reply.elements(sheets) {
            let number = reply.member(node, "properties").flatMap { reply.member($0, "sheetId") }
                .flatMap(reply.integer)
            guard number ?? 0 == sheet, let data = reply.member(node, "data"),
                let grid = reply.element(data, 0),
                let columns = reply.member(grid, "columnMetadata")
            else { continue }
            let first = reply.member(grid, "startColumn").flatMap(reply.integer) ?? 0
            var places: [String: Int] = [:]
            for (index, column) in reply.elements(columns).enumerated() {
                guard let list = reply.member(column, "developerMetadata") else { continue }
                for metadata in reply.elements(list) {
                    guard
                        reply.member(metadata, "metadataKey").map(reply.text)
                            == SheetLayout.columnKey,
                        let name = reply.member(metadata, "metadataValue").map(reply.text)
                    else { continue }
                    places[name] = places[name] ?? Int(first) + index
                }
            }
            guard !places.isEmpty else { return nil }
            self.places = places
            return
        }
        return nil
    }

    /// Whether columns stood where rows were written to.
    func agree(with names: [String], at expected: [Int]) -> Bool {
        zip(names, expected).allSatisfy { places[$0] == $1 }
    }
}

extension SheetsSink {
    /// Notes where people moved columns between the reading of the tab and the writing of its rows.
    func displace(
        _ state: inout SheetState,
        _ reply: JSONDocument,
        _ grid: Grid,
        _ hasRows: Bool
    ) {
        guard hasRows else { return }
        let found = ColumnsAtCommit(reply, sheet: grid.sheet)
        let stood = found?.agree(with: state.columns, at: grid.places) ?? true
        if !stood || !grid.guarded.held(reply) { state.isDisplaced = true }
    }

    /// Notes that the service refused a guard.
    ///
    /// A service that refuses it again and again, though the columns stand where they did, knows no
    /// such requests: then what the reply tells of the columns has to do.
    func noteRefusedGuard(at places: [Int]) {
        refusals = (places, refusals.places == places ? refusals.count + 1 : 1)
        if refusals.count >= 3 { guards = false }
    }
}
