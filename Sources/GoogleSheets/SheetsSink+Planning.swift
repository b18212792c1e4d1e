import HTTPTypes
import JSONTree
import TicksheetCore

/// What there is to write on a tab whose rows are kept current.
extension SheetsSink {
    // Fewer rows, or less than this part of them, are what people delete.
    private static let leastGone = 20
    private static let partGone = 100

    /// Returns what there is to write, or a first part of it.
    ///
    /// `last`: The message behind which it begins.
    ///
    /// `room`: How many rows fit; nil where the tab takes no new ones.
    func plan(
        _ settled: Settled,
        _ state: SheetState,
        _ span: Span,
        behind last: StoredMessage?,
        room: Int?,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> RowPlan {
        let marks = settled.columns.suffix(RowMarks.columns.count)
        let keyColumn = marks.first?.index ?? 0
        let marked = try await markedRows(marks)
        let there = marked.places
        let gone = Int(state.rows) - there.count
        if gone >= Self.leastGone, gone * Self.partGone > Int(state.rows) {
            throw .service(.rowsGone(place, gone, of: Int(state.rows), commands))
        }
        let added = Set(state.added)
        var refused: [String: RefusedRow] = [:]
        for row in state.refused { refused[row.key] = row }
        var plan = RowPlan(
            CellWriter(mapping, places: settled.places),
            on: settled.tab.number
        )
        plan.found = there.count
        plan.states = ShownStates(upTo: numbersShownEarlier(state))
        rows.use(try ledger.pins())
        var pages = MessageContents(
            mapping,
            after: try ledger.beginning(),
            behind: last,
            shown: span.shown,
            next: span.next
        )
        // Rows that were hit are put right by their own states; but of another journal's none is known.
        var strays: [(stray: MarkedRows.Stray, shown: PlannedRow)] = []
        var known: Set<String> = []
        let isWhole = last == nil
        var last = last
        while let page = try pages.next(
            { last, order, limit throws(SinkError) in
                try ledger.messages(after: last, order, limit: limit)
            },
            version: { sequence, position throws(SinkError) in
                try ledger.version(of: sequence, at: position)
            }
        ) {
            for content in page {
                let row = PlannedRow(
                    rows.row(for: content),
                    under: design.headers,
                    content,
                    stream: state.stream
                )
                let key = row.key
                let mark = refused[key]
                if content.isAhead { plan.ahead.insert(key) }
                plan.states.add(row, isFound: there[key] != nil)
                if marked.hit.contains(key) { known.insert(key) }
                if let place = there[key] {
                    for stray in marked.strays(of: key) {
                        if stray.key == nil {
                            plan.empty(row, at: stray.row, except: keyColumn)
                        } else {
                            strays.append((stray, row))
                        }
                    }
                    guard place.state != row.state else { continue }
                    if mark?.state == row.state {
                        plan.leftOut.insert(key)
                    } else {
                        plan.update(row, at: place.row, except: keyColumn)
                    }
                } else if let room, !added.contains(key), mark?.isNew ?? !content.wasShown {
                    if mark?.state == row.state {
                        plan.leftOut.insert(key)
                    } else if plan.added.count < room {
                        plan.append(row)
                    } else {
                        // Those behind it that are there are brought up to date all the same.
                        plan.lacksRoom = true
                    }
                }
                if plan.size >= Self.batchBytes || plan.added.count >= search.limit {
                    if mapping.rows == .message { plan.rest = last }
                    return plan
                }
            }
            last = pages.last
        }
        for (stray, shown) in strays where isWhole && !known.contains(stray.key ?? "") {
            plan.empty(shown, at: stray.row, except: keyColumn)
        }
        return plan
    }

    // The service finds the columns itself, wherever people move them meanwhile.
    private func markedRows(
        _ columns: ArraySlice<SheetLayout.Column>
    ) async throws(SinkError) -> MarkedRows {
        let filters = columns.map { column -> RequestValue in
            ["developerMetadataLookup": ["metadataId": .integer(column.metadata)]]
        }
        let body = RequestValue.object([
            ("dataFilters", .array(filters)), ("majorDimension", "COLUMNS"),
        ])
        let document = try await onService { () throws(ServiceTrouble) in
            try await calls.read(
                "/values:batchGetByDataFilter?prettyPrint=false&fields="
                    + "valueRanges(valueRange.values,dataFilters.developerMetadataLookup.metadataId)",
                body: body.bytes
            )
        }
        var texts: [Int64: [String]] = [:]
        if let document, let found = document.member(document.root, "valueRanges") {
            for range in document.elements(found) { Self.note(range, of: document, &texts) }
        }
        let missing = columns.filter { texts[$0.metadata] == nil }.map(\.name)
        guard missing.isEmpty else { throw .service(.columnsMissing(place, missing, commands)) }
        let lists = columns.map { texts[$0.metadata] ?? [] }
        return MarkedRows(keys: lists[0], states: lists[1])
    }

    // The cells of a column, its header first, by the id that it was asked for with.
    private static func note(
        _ found: JSONDocument.Node,
        of document: JSONDocument,
        _ texts: inout [Int64: [String]]
    ) {
        guard let filters = document.member(found, "dataFilters"),
            let filter = document.element(filters, 0),
            let lookup = document.member(filter, "developerMetadataLookup"),
            let id = document.member(lookup, "metadataId").flatMap(document.integer)
        else { return }
        let values = document.member(found, "valueRange").flatMap {
            document.member($0, "values")
        }
        let cells = values.flatMap { document.element($0, 0) }
        texts[id] = cells.map { document.elements($0).map(document.text) } ?? []
    }
}
