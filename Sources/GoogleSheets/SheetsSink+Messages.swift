import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

extension SheetsSink {
    // A plan that is empty ends it; people who sort all the time are not worked against for ever.
    private static let rounds = 50

    /// Brings every row of a message or a number up to date, and acknowledges entries up to a position.
    ///
    /// One rule plans and repairs: a row whose state is not that of what it stands for is written. A
    /// row that was there and is gone was deleted by a person, and stays so.
    func writeCurrent(
        through last: SequenceNumber,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        _ = try ledger.fold()
        let checkpoint = try ledger.record().checkpoint
        var written = 0
        var unauthorized = 0
        for _ in 0..<Self.rounds {
            let token = try await onService { () throws(ServiceTrouble) in
                try await calls.turnToWrite()
            }
            var settled = try await settled(&state, ledger)
            if let decided = settled.decided {
                written += decided.rows
                settled.decided = nil
            }
            let plan = try await plan(settled, state, shown: checkpoint, ledger)
            // An attempt that may still arrive has to be refused: then the marker goes alone.
            if plan.isEmpty, state.open == nil {
                state.added = []
                state.mapping = digest
                try ledger.acknowledge(through: last, state: state.encoded)
                return WriteReceipt(through: last, rows: written)
            }
            let attempt = try begin(
                plan.json,
                rows: plan.rows,
                keys: plan.keys,
                through: checkpoint,
                &state,
                ledger
            )
            let json = requests(attempt.digest, plan, settled.grid, state)
            let sent = try await onService { () throws(ServiceTrouble) in
                try await calls.update(json, with: token, showing: settled.tab)
            }
            state.lifetime = max(state.lifetime, sent.lifetime)
            switch sent.answer {
            case .done(let reply):
                displace(&state, reply, settled, !plan.isEmpty)
                written += try acknowledge(attempt, at: sent.date, &state, ledger).rows
                try await collect(&state, settled, ledger, at: sent.date)
            case .refused(let refusal) where refusal.isOfMarker:
                _ = try await confirmed(refusal, &state, settled, ledger)
            case .unauthorized where unauthorized == 0:
                unauthorized += 1
            default:
                throw .service(trouble(of: sent.answer))
            }
        }
        throw .service(.neverAtRest(place))
    }

    private func plan(
        _ settled: Settled,
        _ state: SheetState,
        shown: SequenceNumber,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> RowPlan {
        let marks = settled.places.suffix(RowMarks.columns.count)
        let keyColumn = marks.first ?? 0
        let marked = try await markedRows(Array(marks), settled.tab)
        let there = marked.places
        let added = Set(state.added)
        var plan = RowPlan(
            CellWriter(mapping, places: settled.places),
            on: settled.tab.number
        )
        rows.use(try ledger.pins())
        var pages = MessageContents(mapping, after: try ledger.beginning(), shown: shown)
        while let page = try pages.next({ last, order, limit throws(SinkError) in
            try ledger.messages(after: last, order, limit: limit)
        }) {
            for content in page {
                let key = RowMarks.key(of: content.key, stream: state.stream)
                let row = rows.row(for: content)
                let shows = RowMarks.state(of: row, key: key)
                let whole = row + [.text(key), .text(shows)]
                if let place = there[key] {
                    for stray in marked.strays(of: key) {
                        plan.update(whole.map { _ in .empty }, at: stray, except: keyColumn)
                    }
                    guard place.state != shows else { continue }
                    plan.update(whole, at: place.row, except: keyColumn)
                } else if !content.wasShown, !added.contains(key) {
                    plan.append(whole, key: key)
                }
                if plan.size >= Self.batchBytes { return plan }
            }
        }
        return plan
    }

    private func markedRows(
        _ columns: [Int],
        _ tab: SheetLayout.Tab
    ) async throws(SinkError) -> MarkedRows {
        // A range below the last row of a tab is refused.
        guard tab.rows > 1 else { return MarkedRows(keys: [], states: []) }
        let title = ColumnName.quoted(tab.title)
        let ranges = columns.map { column in
            let name = ColumnName.of(column)
            return "ranges=" + percentEncoded("\(title)!\(name)2:\(name)")
        }
        let query = ranges.joined(separator: "&")
        let document = try await onService { () throws(ServiceTrouble) in
            try await calls.read(
                "/values:batchGet?\(query)&majorDimension=COLUMNS&fields=valueRanges.values"
            )
        }
        guard let document else { return MarkedRows(keys: [], states: []) }
        let lists = columns.indices.map { index -> [String] in
            guard let ranges = document.member(document.root, "valueRanges"),
                let range = document.element(ranges, index),
                let values = document.member(range, "values"),
                let cells = document.element(values, 0)
            else { return [] }
            return document.elements(cells).map(document.text)
        }
        return MarkedRows(keys: lists[0], states: lists[1])
    }

    func requests(
        _ digest: String,
        _ plan: RowPlan,
        _ grid: Grid,
        _ state: SheetState
    ) -> [UInt8] {
        let formats = plan.keys.isEmpty ? [] : formats(grid).flatMap { Array(",".utf8) + $0.bytes }
        return Array("[".utf8) + marker(digest, on: grid.sheet, state).bytes + plan.json + formats
            + Array("]".utf8)
    }
}
