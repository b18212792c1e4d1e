import TicksheetCore
import WallTime

extension SheetsSink {
    /// A tab that is as it was left, and where its columns stand.
    struct Settled {
        let layout: SheetLayout
        let tab: SheetLayout.Tab
        /// Each of our columns.
        let columns: [SheetLayout.Column]
        /// What became of the batch that was open, if that is known now.
        var decided: WriteReceipt?

        /// The place of each of our columns, from 0.
        var places: [Int] { columns.map(\.index) }

        /// Those that are no longer written among them.
        var everOwned: [Int] { layout.places(on: tab.number) }

        func grid(_ isGuarded: Bool) -> Grid {
            Grid(
                sheet: tab.number,
                rows: tab.rows,
                places: places,
                guarded: isGuarded ? ColumnGuard(columns: columns) : .none
            )
        }
    }

    /// Reads the tab, looks whether it is still the one that was written, gives it the columns of the
    /// mapping, and decides the open batch where its marker is there.
    func settled(
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Settled {
        var layout = try await layout()
        let owned = try owned(state, layout)
        try requireRows(state)
        if state.rowPolicy == nil {
            // Told by no earlier version: from now on a change is noticed.
            state.rowPolicy = mapping.rows
            try ledger.keep(state.encoded)
        }
        if let change = columnChange(state, layout) {
            try await changeColumns(change, &state, layout, owned, ledger)
            layout = try await self.layout()
        }
        let (tab, columns) = try verified(state, layout)
        return try decided(layout, tab, columns, &state, ledger)
    }

    /// The same for one that is to get no rows: its columns are those that are there, and whatever the
    /// mapping says now.
    func settledAsItIs(
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Settled {
        let layout = try await layout()
        let tab = try owned(state, layout)
        let columns = layout.bound(state.columns, on: tab.number).compactMap { $0 }
        return try decided(layout, tab, columns, &state, ledger)
    }

    private func decided(
        _ layout: SheetLayout,
        _ tab: SheetLayout.Tab,
        _ columns: [SheetLayout.Column],
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) throws(SinkError) -> Settled {
        state.volumes.note(layout, tab)
        var settled = Settled(layout: layout, tab: tab, columns: columns)
        if state.open != nil,
            let value = layout.markers(on: tab.number)[Marker.id(of: state.next, base: state.base)]
        {
            settled.decided = try decide(value, &state, ledger)
        }
        return settled
    }

    /// Acknowledges the attempt of the open batch that a marker names.
    func decide(
        _ value: String,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) throws(SinkError) -> WriteReceipt {
        guard let attempt = state.open?.attempts.last(where: { $0.digest == value }) else {
            throw .service(.journalOlder(place, commands))
        }
        // When it was committed is not known; a later batch tells an upper bound.
        return try acknowledge(attempt, at: nil, &state, ledger)
    }

    func acknowledge(
        _ attempt: SheetState.Attempt,
        at second: Int64?,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) throws(SinkError) -> WriteReceipt {
        var problems = RowProblems(
            raised: attempt.emptied.map { problem(ofEmptied: $0, state) }
        )
        state.open = nil
        state.next += 1
        state.added += attempt.keys
        // Tabs of earlier versions told it only once they had rows.
        if mapping.rows == .status, attempt.rows > 0, state.mapping.isEmpty {
            state.mapping = digest
        }
        state.volumes.rows += Int64(mapping.rows == .status ? attempt.rows : attempt.keys.count)
        if let row = attempt.refused {
            state.refusals += 1
            problems.raised.append(problem(of: row))
        } else if attempt.rows > 0 {
            state.refusals = 0
        }
        if let entry = attempt.retried { problems.solved = [entry] }
        if let second { MarkerKeeping.note(second, &state) }
        try ledger.acknowledge(
            through: attempt.through,
            state: state.encoded,
            problems: problems
        )
        return WriteReceipt(through: attempt.through, rows: attempt.rows)
    }

    /// Ends the open batch, if there is one: where none of its attempts is there, one without rows
    /// takes its id, and the others are refused whenever they arrive.
    ///
    /// `always`: Whether such a one is written also where none is open, as a last mark.
    func close(
        _ state: inout SheetState,
        _ settled: Settled,
        _ ledger: ReaderLedger,
        always: Bool = false
    ) async throws(SinkError) {
        guard always || state.open != nil else { return }
        let none = Part()
        let checkpoint = try ledger.record().checkpoint
        let attempt = try begin(none.json, rows: 0, through: checkpoint, &state, ledger)
        let bytes = requests(attempt.digest, none, settled.grid(false), state)
        let written = try await onService { () throws(ServiceTrouble) in
            try await calls.update(bytes)
        }
        switch written.answer {
        case .done: _ = try acknowledge(attempt, at: written.date, &state, ledger)
        case .refused(let refusal) where refusal.isOfMarker:
            _ = try await confirmed(refusal, &state, settled, ledger)
            // The one that was open is there after all: a copy of the journal may know of it, and sees by
            // nothing but a mark behind it that the report went on.
            if always { try await close(&state, settled, ledger, always: true) }
        default: throw .service(trouble(of: written.answer))
        }
    }

    // MARK: Is it still ours?

    /// Returns the tab, and where those columns stand that it was last written with and goes on with.
    func verified(
        _ state: SheetState,
        _ layout: SheetLayout
    ) throws(SinkError) -> (SheetLayout.Tab, [SheetLayout.Column]) {
        let tab = try owned(state, layout)
        let names = state.columns.filter(design.names.contains)
        let columns = layout.bound(names, on: tab.number)
        let missing = zip(names, columns).filter { $0.1 == nil }.map(\.0)
        guard missing.isEmpty else {
            throw .service(.columnsMissing(place, missing, commands))
        }
        return (tab, columns.compactMap { $0 })
    }

    private func owned(
        _ state: SheetState,
        _ layout: SheetLayout
    ) throws(SinkError) -> SheetLayout.Tab {
        guard let number = state.sheet, let tab = layout.tab(number) else {
            throw .service(.tabDeleted(place, commands))
        }
        let headers = layout.headers.filter { $0.sheet == number }.map(\.owner)
        if let copied = headers.first(where: { $0.spreadsheet != place.spreadsheet }) {
            throw .service(.copied(place, of: copied.spreadsheet, commands))
        }
        guard let own = headers.first(where: { $0.stream == state.stream }) else {
            throw .service(
                headers.isEmpty
                    ? .rolledBack(place, "the mark by which the tab is known is gone", commands)
                    : .otherWriter(place, commands)
            )
        }
        if state.isDisplaced { throw .service(.displaced(place, commands)) }
        if own.epoch > state.epoch { throw .service(.journalOlder(place, commands)) }
        try requireKnown(layout.markers(on: number), state)
        return tab
    }

    /// Throws where the rows of a tab stand for something else than those of the mapping.
    func requireRows(_ state: SheetState) throws(SinkError) {
        // Those that are kept current have marks.
        let isMarked =
            state.rowPolicy.map { $0 != .status }
            ?? state.columns.suffix(RowMarks.columns.count).elementsEqual(RowMarks.columns)
        let isKept = isMarked == (mapping.rows != .status)
        guard !isKept || state.rowPolicy ?? mapping.rows != mapping.rows else { return }
        let found = state.rowPolicy?.rawValue ?? (isMarked ? "message or number" : "status")
        throw .service(.rowsChanged(place, found, mapping.rows, commands))
    }

    private func requireKnown(
        _ markers: [Int64: String],
        _ state: SheetState
    ) throws(SinkError) {
        for id in markers.keys {
            guard let batch = Marker.batch(of: id, base: state.base, near: state.next) else {
                continue
            }
            let isKnown = batch < state.next || batch == state.next && state.open != nil
            if !isKnown { throw .service(.journalOlder(place, commands)) }
        }
        // The newest markers are always kept.
        let newest = Marker.id(of: state.next - 1, base: state.base)
        if state.next > state.collected, state.next > 0, markers[newest] == nil {
            throw .service(
                .rolledBack(place, "the mark of the last rows is gone", commands)
            )
        }
    }
}
