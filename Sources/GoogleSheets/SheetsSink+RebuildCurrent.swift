import JSONTree
import TicksheetCore

/// How a rebuild writes rows that are kept current from then on.
extension SheetsSink {
    /// Writes the rows of all messages or numbers to new tabs.
    ///
    /// `last`: What is acknowledged with them.
    func writeCurrent(
        through last: SequenceNumber,
        _ fresh: inout SheetState,
        _ state: inout SheetState,
        _ refused: inout [RefusedRow],
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Int {
        rows.use(try ledger.pins())
        var search = RowSearch()
        let cells = CellWriter(mapping, places: Array(design.names.indices))
        // Other readers fold too: there may be rows of what is acknowledged later.
        var pages = MessageContents(mapping, after: try ledger.beginning(), shown: last)
        var ahead: Set<String> = []
        var waiting: [PlannedRow] = []
        var isOver = false
        var count = 0
        while true {
            while !isOver, waiting.count < Self.rebuildPage {
                let page = try pages.next { last, order, limit throws(SinkError) in
                    try ledger.messages(after: last, order, limit: limit)
                }
                isOver = page == nil
                for content in page ?? [] {
                    let row = PlannedRow(
                        rows.row(for: content),
                        under: design.headers,
                        content,
                        stream: fresh.stream
                    )
                    if !content.wasShown { ahead.insert(row.key) }
                    waiting.append(row)
                }
            }
            guard !waiting.isEmpty else { return count }
            if rowsLeft(fresh) < 1 { fresh = try await begun(&state, fresh, ledger) }
            var plan = RowPlan(cells, on: fresh.sheet ?? 0)
            for row in waiting.prefix(min(search.limit, rowsLeft(fresh)))
            where plan.size < Self.batchBytes {
                plan.append(row)
            }
            let sent = plan.rows
            guard let refusal = try await commit(plan, &fresh) else {
                search.wrote(sent)
                count += sent
                fresh.added += plan.keys.filter(ahead.contains)
                waiting.removeFirst(sent)
                continue
            }
            guard sent == 1 else {
                search.refused(sent)
                continue
            }
            let row = waiting.removeFirst().refused(refusal, isNew: true)
            try requireFew(fresh.refusals, row)
            fresh.refusals += 1
            fresh.refused.append(row.mark)
            refused.append(row)
            search.found()
        }
    }

    private func commit(
        _ plan: RowPlan,
        _ fresh: inout SheetState
    ) async throws(SinkError) -> SheetsAnswer.Refusal? {
        let digest = Marker.digest(of: fresh, attempt: 1, rows: plan.json)
        let bytes = requests(digest, plan, grid(of: fresh), fresh)
        if let refusal = try await commit(bytes, digest, &fresh) { return refusal }
        grow(&fresh, by: plan.rows)
        return nil
    }
}
