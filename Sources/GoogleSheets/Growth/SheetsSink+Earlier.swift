import TicksheetCore

/// How rows that are kept current stay so in spreadsheets that take no more.
///
/// The state of such a tab is a part of the report's state: it has its own batches and marks, and all
/// that stops a report where it stands now stops it there too. A tab that is gone, or its whole
/// spreadsheet, is no reason to stop: its rows were deleted by people, and stay so.
extension SheetsSink {
    /// Brings the rows of all earlier tabs up to date; of those in which nothing can have changed since
    /// this process did so not even the tab is read.
    ///
    /// `plan`: What the present tab came to when all of it was looked at.
    func bringEarlierUpToDate(
        _ state: inout SheetState,
        _ plan: RowPlan,
        _ span: Span,
        _ written: inout Int,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        for (index, bound) in zip(state.earlier.indices, plan.states.bounds) {
            let tab = state.earlier[index]
            guard isNamed(tab.spreadsheet), tab.open != nil || shownEarlier[tab.name] != bound
            else { continue }
            // One that is gone is looked for each time: people may bring it back.
            shownEarlier[tab.name] = nil
            try await onEarlier(index, &state, ledger) { tab, part throws(SinkError) in
                let end = try await bringUpToDate(
                    &tab,
                    span,
                    takesNew: false,
                    &written,
                    part
                )
                guard case .current(let plan) = end else { return }
                let before = tab
                let solved = shown(&tab, plan)
                if tab != before {
                    try part.keep(tab.encoded, problems: RowProblems(solved: solved))
                }
                shownEarlier[tab.name] = plan.states.found ?? ShownStates.Bound(number: 0)
            }
        }
    }

    /// Up to which numbers it matters whether anything changed, for each of the earlier tabs.
    func numbersShownEarlier(_ state: SheetState) -> [Int64] {
        state.earlier.map { shownEarlier[$0.name]?.number ?? 0 }
    }

    /// Turns to an earlier tab, with its state and a page of the journal that keeps it; where the tab is
    /// gone nothing is done.
    func onEarlier(
        _ index: Int,
        _ state: inout SheetState,
        _ ledger: ReaderLedger,
        _ body: (inout SheetState, ReaderLedger) async throws(SinkError) -> Void
    ) async throws(SinkError) {
        let present = calls
        defer { calls = present }
        var tab = state.earlier[index]
        calls = present.of(tab.spreadsheet)
        let whole = state
        let part = ledger.part { bytes in whole.with(SheetState(bytes), at: index).encoded }
        do throws(SinkError) {
            try await body(&tab, part)
        } catch {
            guard error.isOfGoneTab else {
                throw error.explained(at: tab.spreadsheet, isListed: supply.isList)
            }
            // Nobody misses a row of it any more.
            tab = state.earlier[index]
            let solved = tab.refused.map(\.row)
            tab.refused = []
            if !solved.isEmpty {
                try part.keep(tab.encoded, problems: RowProblems(solved: solved))
            }
        }
        state = state.with(tab, at: index)
    }

    /// Whether the settings name a spreadsheet; in a folder all are taken to be.
    func isNamed(_ spreadsheet: String) -> Bool {
        if case .list(let ids) = supply { ids.contains(spreadsheet) } else { true }
    }
}

extension SheetState {
    /// Names a tab among those of all spreadsheets.
    var name: String { "\(spreadsheet) \(sheet ?? 0)" }

    /// The same as a tab that takes no more rows: without what only new ones need.
    var asEarlier: SheetState {
        var tab = self
        tab.earlier = []
        tab.added = []
        tab.refused.removeAll(where: \.isNew)
        tab.volumes = SheetVolumes()
        return tab
    }

    /// What a tab that follows this one goes on with, where rows are kept current.
    ///
    /// The name of the stream stays, so that a row is known by the same mark in whichever tab.
    func carried(to next: SheetState) -> SheetState {
        var next = next
        next.stream = stream
        next.added = added
        next.refused = refused.filter(\.isNew)
        next.refusals = refusals
        next.writes = writes
        next.lifetime = lifetime
        next.mapping = mapping
        next.filter = filter
        next.earlier = earlier
        return next
    }

    /// The same with another state of an earlier tab.
    func with(_ tab: SheetState, at index: Int) -> SheetState {
        var state = self
        state.earlier[index] = tab.asEarlier
        if tab.writes.at > state.writes.at { state.writes = tab.writes }
        return state
    }
}

extension SinkError {
    /// Whether people deleted the tab or its spreadsheet.
    fileprivate var isOfGoneTab: Bool {
        code == "sheets.tab_deleted" || code == "sheets.not_found"
    }

    /// The same as what befell a tab in another spreadsheet than the present one.
    ///
    /// `isListed`: Whether the settings name it in a list, from which people may take it.
    func explained(at spreadsheet: String, isListed: Bool) -> SinkError {
        guard case .service(let trouble) = self else { return self }
        let codes = ["sheets.forbidden", "sheets.protected"]
        let isForPeople = trouble.disposition == .stop || codes.contains(trouble.code)
        let way = ". Or take it from the list in the settings: its rows then stay as they are"
        return .service(
            ServiceTrouble(
                trouble.code,
                "in the spreadsheet \(spreadsheet), where earlier rows stand, \(trouble.summary)",
                cause: trouble.cause,
                remedy: trouble.remedy + (isListed && isForPeople ? way : ""),
                trouble.disposition
            )
        )
    }
}
