import TicksheetCore
import WallTime

extension SheetsSink {
    // A plan that is empty ends it; people who sort all the time are not worked against for ever.
    static let rounds = 50

    /// Brings every row of a message or a number up to date, and acknowledges entries up to a position.
    ///
    /// One rule plans and repairs: a row whose state is not that of what it stands for is written. A
    /// row that was there and is gone was deleted by a person, and stays so. Where new rows do not fit
    /// any more they go on in the next spreadsheet, and those that are there are kept current there.
    func writeCurrent(
        through last: SequenceNumber,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        _ = try ledger.fold()
        let span = Span(shown: try ledger.record().checkpoint, next: last)
        var written = 0
        while true {
            let end = try await bringUpToDate(&state, span, takesNew: true, &written, ledger)
            guard case .current(let plan) = end else {
                if case .full(let settled) = end { try await moveOn(&state, settled, ledger) }
                calls = calls.of(state.spreadsheet)
                try await make(&state, try await layoutForTab(&state, ledger), ledger)
                continue
            }
            try await bringEarlierUpToDate(&state, plan, span, &written, ledger)
            // Of what came meanwhile there are rows too, and this acknowledges none of it.
            state.added.removeAll { !plan.ahead.contains($0) }
            let solved = shown(&state, plan)
            try ledger.acknowledge(
                through: last,
                state: state.encoded,
                problems: RowProblems(solved: solved)
            )
            return WriteReceipt(through: last, rows: written)
        }
    }

    /// Notes that all rows of a tab are current, and returns whose problems are over.
    func shown(_ state: inout SheetState, _ plan: RowPlan) -> [Int64] {
        state.rows = Int64(plan.found)
        // What another filter left out was never there, and is taken for what people deleted.
        if state.filter.isEmpty { state.filter = design.filter }
        if state.filter == design.filter { state.mapping = digest }
        // Those that stand there by now, or that people deleted, are nobody's problem.
        let solved = state.refused.filter { !plan.leftOut.contains($0.key) }.map(\.row)
        state.refused.removeAll { !plan.leftOut.contains($0.key) }
        return solved
    }

    /// What is written between two acknowledgements.
    struct Span {
        /// Rows that were there when all up to here was shown are not added again.
        let shown: SequenceNumber
        /// What is acknowledged next.
        let next: SequenceNumber
    }

    /// What a tab came to.
    enum Round {
        /// All its rows are current, as this plan found.
        case current(RowPlan)
        /// There are more rows to be added than fit into its spreadsheet.
        case full(Settled)
    }

    /// Writes to the tab until all its rows are current.
    ///
    /// `takesNew`: Whether rows are added.
    ///
    /// `written`: Counts rows.
    func bringUpToDate(
        _ state: inout SheetState,
        _ span: Span,
        takesNew: Bool,
        _ written: inout Int,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Round {
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
                span,
                behind: rest,
                room: takesNew ? rowsLeft(settled) : nil,
                ledger
            )
            let isWhole = rest == nil
            rest = nil
            // At the end all of it is looked at once more.
            if plan.isEmpty, !isWhole { continue }
            if plan.isEmpty, plan.lacksRoom { return .full(settled) }
            // An attempt that may still arrive has to be refused: then the marker goes alone.
            if plan.isEmpty, state.open == nil { return .current(plan) }
            let attempt = try begin(
                plan.json,
                rows: plan.rows,
                keys: plan.keys,
                through: span.shown,
                emptied: plan.emptied,
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
            case .refused(let refusal) where refusal.isOfCells && !plan.added.isEmpty:
                return .full(settled)
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
