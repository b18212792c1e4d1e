import TicksheetCore
import WallTime

/// How a report goes on in the next spreadsheet when one takes no more rows.
///
/// The open batch is closed where it is, and a last mark is left: nothing can arrive there any more,
/// and whoever brings an older copy of the journal is known by it. Then the journal holds one thing
/// in one step: that the report stands in the next spreadsheet, on a tab that is not made yet.
/// Whoever comes next makes it, as the first one was made.
extension SheetsSink {
    /// Turns to the spreadsheet in which a report stands.
    ///
    /// A report that never wrote begins with the first; in a folder that one has to be made before.
    func turn(to state: SheetState) throws(SinkError) {
        guard !state.spreadsheet.isEmpty else {
            if let first = spreadsheets(state).first { calls = calls.of(first) }
            return
        }
        calls = calls.of(state.spreadsheet)
        if case .list(let ids) = supply, !ids.contains(state.spreadsheet) {
            throw .service(.notListed(place, ids, commands))
        }
    }

    /// Turns to the spreadsheet in which a report stands, or will; in a folder it may be made now.
    func enter(_ state: inout SheetState, _ ledger: ReaderLedger) async throws(SinkError) {
        if state.spreadsheet.isEmpty, state.volumes.made.isEmpty,
            case .folder(let folder, let title) = supply
        {
            _ = try await made(in: folder, title, &state, ledger)
        }
        try turn(to: state)
    }

    /// Those that are there to write to, the full ones among them.
    func spreadsheets(_ state: SheetState) -> [String] {
        if case .list(let ids) = supply { ids } else { state.volumes.made }
    }

    /// Returns how many new rows fit into the spreadsheet, as if each made the tab longer.
    func rowsLeft(_ settled: Settled) -> Int {
        Int(max(0, room.usable - settled.layout.cells) / max(1, settled.tab.columns))
    }

    /// Reads the layout of the spreadsheet in which a tab is to be made: of another one where it has
    /// no room for a tab.
    func layoutForTab(
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> SheetLayout {
        let layout = try await layout()
        let isThere =
            state.sheet.flatMap(layout.tab) != nil
            || layout.tabs.contains { $0.title == place.tab }
        guard !isThere, layout.cells + design.smallest > room.usable else { return layout }
        state.volumes.cells = layout.cells
        state.spreadsheet = try await next(after: &state, ledger)
        state.sheet = nil
        calls = calls.of(state.spreadsheet)
        return try await self.layout()
    }

    /// Goes on in the next spreadsheet; the entries that were to be written are not acknowledged.
    ///
    /// Rows that are kept current stay so in the one that is left.
    @discardableResult
    func moveOn(
        _ state: inout SheetState,
        _ settled: Settled,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        // First, so that nothing is written again and again where there is none.
        let next = try await next(after: &state, ledger)
        // By the last mark an older copy of the journal sees that the report went on.
        try await close(&state, settled, ledger, always: true)
        var moved = SheetState()
        moved.spreadsheet = next
        moved.volumes = state.volumes
        moved.volumes.end(state, at: calls.clock.now.seconds)
        moved.mapping = state.mapping
        if mapping.rows != .status {
            moved = state.carried(to: moved)
            moved.earlier.append(state.asEarlier)
        }
        try ledger.keep(moved.encoded)
        state = moved
        return WriteReceipt(through: try ledger.record().checkpoint, rows: 0)
    }

    /// Returns a spreadsheet that this report has not written to and that has room.
    ///
    /// `taken`: Others that are left out.
    func next(
        after state: inout SheetState,
        besides taken: [String] = [],
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> String {
        let size = state.volumes.cells
        let used = state.volumes.full.map(\.spreadsheet) + [state.spreadsheet] + taken
        for id in spreadsheets(state) where !used.contains(id) {
            if try await hasRoom(id) { return id }
        }
        // Where one that was made takes no row at all, another one would not either.
        let isUsed = state.volumes.rows > 0 || !state.volumes.made.contains(state.spreadsheet)
        if case .folder(let folder, let title) = supply, isUsed {
            return try await made(in: folder, title, &state, ledger)
        }
        throw .service(full(size))
    }

    /// Whether a new tab and some rows fit into a spreadsheet.
    func hasRoom(_ id: String) async throws(SinkError) -> Bool {
        try await layout(of: id).cells + design.smallest <= room.usable
    }

    /// Says that there is no room, and what to do.
    func full(_ cells: Int64) -> ServiceTrouble {
        .full(place, cells, room, supply, account: calls.access.account)
    }
}
