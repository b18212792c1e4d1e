import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

extension SheetsSink {
    // A plan that is empty ends it; people who sort all the time are not worked against for ever.
    static let rounds = 50
    // Fewer rows, or less than this part of them, are what people delete.
    private static let leastGone = 20
    private static let partGone = 100

    /// Brings every row of a message or a number up to date, and acknowledges entries up to a position.
    ///
    /// One rule plans and repairs: a row whose state is not that of what it stands for is written. A
    /// row that was there and is gone was deleted by a person, and stays so.
    func writeCurrent(
        through last: SequenceNumber,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        let isAhead = try ledger.fold() > last
        let checkpoint = try ledger.record().checkpoint
        var written = 0
        var unauthorized = 0
        var suspect: String?
        var rest: StoredMessage?
        var round = 0
        while round < Self.rounds {
            round += 1
            let token = try await onService { () throws(ServiceTrouble) in
                try await calls.turnToWrite()
            }
            var settled = try await settled(&state, ledger)
            if let decided = settled.decided {
                written += decided.rows
                settled.decided = nil
            }
            let plan = try await plan(
                settled,
                state,
                shown: checkpoint,
                next: isAhead ? last : nil,
                behind: rest,
                most: search.limit,
                ledger
            )
            let isWhole = rest == nil
            rest = nil
            // At the end all of it is looked at once more.
            if plan.isEmpty, !isWhole { continue }
            // An attempt that may still arrive has to be refused: then the marker goes alone.
            if plan.isEmpty, state.open == nil {
                // Of what came meanwhile there are rows too, and this acknowledges none of it.
                state.rows = Int64(plan.found)
                state.added.removeAll { !plan.ahead.contains($0) }
                state.mapping = digest
                // Those that stand there by now, or that people deleted, are nobody's problem.
                let solved = state.refused.filter { !plan.leftOut.contains($0.key) }.map(\.row)
                state.refused.removeAll { !plan.leftOut.contains($0.key) }
                try ledger.acknowledge(
                    through: last,
                    state: state.encoded,
                    problems: RowProblems(solved: solved)
                )
                return WriteReceipt(through: last, rows: written)
            }
            guard plan.keys.count <= rowsLeft(settled) else {
                throw .service(full(settled.layout.cells))
            }
            let attempt = try begin(
                plan.json,
                rows: plan.rows,
                keys: plan.keys,
                through: checkpoint,
                &state,
                ledger
            )
            let grid = settled.grid(guards && !plan.isEmpty)
            let json = requests(attempt.digest, plan, grid, state)
            let sent = try await onService { () throws(ServiceTrouble) in
                try await calls.update(json, with: token, showing: guards ? nil : settled.tab)
            }
            state.lifetime = max(state.lifetime, sent.lifetime)
            switch sent.answer {
            case .done(let reply):
                displace(&state, reply, grid, !plan.isEmpty)
                written += try acknowledge(attempt, at: sent.date, &state, ledger).rows
                if !plan.added.isEmpty { search.wrote(plan.added.count) }
                rest = plan.rest
                if rest != nil { round -= 1 }
                try await collect(&state, settled, ledger, at: sent.date)
            case .refused(let refusal) where refusal.isOfMarker:
                _ = try await confirmed(refusal, &state, settled, ledger)
            case .refused(let refusal) where grid.isOfGuard(refusal):
                noteRefusedGuard(at: grid.places)
            case .refused(let refusal) where !refusal.isOfCells:
                // It comes nearer to its end, whatever people do meanwhile; but for a row that is refused the
                // first time, since they may have deleted rows since the tab was read.
                guard let row = try refused(refusal, of: plan, behind: grid.firstRequest) else {
                    round -= 1
                    continue
                }
                if suspect == row.key {
                    try setAside(row, &state, ledger)
                    round -= 1
                }
                suspect = row.key
            case .unauthorized where unauthorized == 0:
                unauthorized += 1
            default:
                throw .service(trouble(of: sent.answer))
            }
        }
        throw .service(.neverAtRest(place))
    }

    // Returns the row that is refused; nil where it is one of several that are added.
    private func refused(
        _ refusal: SheetsAnswer.Refusal,
        of plan: RowPlan,
        behind first: Int
    ) throws(SinkError) -> RefusedRow? {
        let target = refusal.request.flatMap { plan.target(of: $0 - first) }
        try requireOfRows(refusal, at: target == nil ? nil : refusal.request)
        if case .row(let planned) = target { return planned.refused(refusal, isNew: false) }
        if plan.added.count > 1 { search.refused(plan.added.count) }
        return plan.added.count == 1 ? plan.added[0].refused(refusal, isNew: true) : nil
    }

    private func plan(
        _ settled: Settled,
        _ state: SheetState,
        shown: SequenceNumber,
        next: SequenceNumber?,
        behind last: StoredMessage?,
        most: Int,
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
        rows.use(try ledger.pins())
        var pages = MessageContents(
            mapping,
            after: try ledger.beginning(),
            behind: last,
            shown: shown,
            next: next
        )
        var last = last
        while let page = try pages.next({ last, order, limit throws(SinkError) in
            try ledger.messages(after: last, order, limit: limit)
        }) {
            for content in page {
                let row = PlannedRow(
                    rows.row(for: content),
                    content,
                    stream: state.stream
                )
                let key = row.key
                let mark = refused[key]
                if content.isAhead { plan.ahead.insert(key) }
                if let place = there[key] {
                    for stray in marked.strays(of: key) {
                        plan.empty(row, at: stray, except: keyColumn)
                    }
                    guard place.state != row.state else { continue }
                    if mark?.state == row.state {
                        plan.leftOut.insert(key)
                    } else {
                        plan.update(row, at: place.row, except: keyColumn)
                    }
                } else if !added.contains(key), mark?.isNew ?? !content.wasShown {
                    if mark?.state == row.state {
                        plan.leftOut.insert(key)
                    } else {
                        plan.append(row)
                    }
                }
                if plan.size >= Self.batchBytes || plan.added.count >= most {
                    if mapping.rows == .message { plan.rest = last }
                    return plan
                }
            }
            last = pages.last
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
                "/values:batchGetByDataFilter?fields="
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

    func requests(
        _ digest: String,
        _ plan: RowPlan,
        _ grid: Grid,
        _ state: SheetState
    ) -> [UInt8] {
        let formats = plan.added.isEmpty ? [] : formats(grid).flatMap { Array(",".utf8) + $0.bytes }
        let first = [marker(digest, on: grid.sheet, state)] + grid.guarded.requests
        return RequestValue.array(first).bytes.dropLast() + plan.json + formats + Array("]".utf8)
    }
}
