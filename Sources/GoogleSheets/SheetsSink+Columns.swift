import CryptoBridge
import TicksheetCore

/// What becomes of a tab when the mapping has other columns than when it was written.
extension SheetsSink {
    /// Columns of the mapping and of a tab that do not fit.
    struct ColumnChange {
        /// Those that the tab lacks.
        let added: [String]
        /// Those that were written and are no more.
        let removed: [String]

        /// What people are told.
        var words: [String] {
            added.map { "The new column \"\($0)\" goes to the right of all others." }
                + removed.map { "The column \"\($0)\" stays and is no longer written." }
        }
    }

    /// Returns what has changed since the tab was written; nil where nothing has.
    ///
    /// A column that is only gone from the tab is none that is added. One that the mapping had before is
    /// known by the name that it is bound by, and goes on where it stands.
    func columnChange(_ state: SheetState, _ layout: SheetLayout) -> ColumnChange? {
        guard let sheet = state.sheet, state.columns != design.names else { return nil }
        return ColumnChange(
            added: design.names.filter { name in
                !state.columns.contains(name) && layout.bound([name], on: sheet)[0] == nil
            },
            removed: state.columns.filter { !design.names.contains($0) }
        )
    }

    /// Makes columns that are new, right of all that the grid has, and leaves those alone that are no
    /// longer of the report: they stay bound, so that an erasure finds them.
    ///
    /// Rows from before stay blank there until a rebuild, but where rows are kept current.
    func changeColumns(
        _ change: ColumnChange,
        _ state: inout SheetState,
        _ tab: SheetLayout.Tab,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        if !change.added.isEmpty {
            try await send(
                design.newColumns(change.added, on: tab) { Self.metadata(of: $0, state, tab) }
            )
        }
        state.columns = design.names
        try ledger.keep(state.encoded)
    }

    // The same for each try on a grid that is as wide: one that arrives late changes nothing.
    private static func metadata(
        of name: String,
        _ state: SheetState,
        _ tab: SheetLayout.Tab
    ) -> Int64 {
        let text = "\(state.stream) \(tab.number) \(tab.columns) \(name)"
        let hash = Digest.hash(.sha256, Array(text.utf8)).prefix(4)
        return 1 + Int64(hash.reduce(0) { $0 << 8 | UInt32($1) } >> 1) % (1 << 30)
    }
}
