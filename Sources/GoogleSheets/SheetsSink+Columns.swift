import CryptoBridge
import JSONTree
import TicksheetCore

/// What becomes of a tab when the mapping has other columns than when it was written.
extension SheetsSink {
    /// Columns of the mapping and of a tab that do not fit.
    struct ColumnChange {
        /// Those that the tab lacks.
        let added: [String]
        /// Those that were written and are no more.
        let removed: [String]
        /// Those that were written once and are so again.
        let resumed: [String]
        /// Those of them all that are there and whose times are shown in another way.
        let formatted: [String]

        /// What people are told.
        var words: [String] {
            added.map { "The new column \"\($0)\" goes to the right of all others." }
                + removed.map { "The column \"\($0)\" stays and is no longer written." }
                + resumed.map { "The column \"\($0)\" is written again." }
                + formatted.map {
                    "The times of the column \"\($0)\" are shown in the mapping's format."
                }
        }
    }

    /// Returns what has changed since the tab was written; nil where nothing has.
    ///
    /// A column that is only gone from the tab is none that is added. One that the mapping had before is
    /// known by the name that it is bound by, and goes on where it stands.
    func columnChange(_ state: SheetState, _ layout: SheetLayout) -> ColumnChange? {
        guard let sheet = state.sheet,
            state.columns != design.names || state.patterns != design.patterns
        else { return nil }
        let new = design.names.filter { !state.columns.contains($0) }
        let isBound = layout.bound(new, on: sheet).map { $0 != nil }
        let resumed = zip(new, isBound).filter(\.1).map(\.0)
        let old = Dictionary(zip(state.columns, state.patterns)) { first, _ in first }
        let formatted = zip(design.names, design.patterns).filter { name, pattern in
            !pattern.isEmpty
                && (resumed.contains(name) || old[name].map { $0 != pattern } ?? false)
        }
        return ColumnChange(
            added: zip(new, isBound).filter { !$0.1 }.map(\.0),
            removed: state.columns.filter { !design.names.contains($0) },
            resumed: resumed,
            formatted: formatted.map(\.0)
        )
    }

    /// Makes columns that are new, right of all that the grid has, and leaves those alone that are no
    /// longer of the report: they stay bound, so that an erasure finds them.
    ///
    /// Rows from before stay blank there until a rebuild, but where rows are kept current.
    func changeColumns(
        _ change: ColumnChange,
        _ state: inout SheetState,
        _ layout: SheetLayout,
        _ tab: SheetLayout.Tab,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        var requests: [RequestValue] = []
        if !change.added.isEmpty {
            requests += design.newColumns(change.added, on: tab) {
                Self.metadata(of: $0, state, tab)
            }
            requests += try await widerFilter(of: tab, by: change.added.count)
        }
        requests += design.timeFormats(change.formatted, on: tab.number) { name in
            layout.bound([name], on: tab.number)[0]?.index
        }
        if !requests.isEmpty {
            let written = try await onService { () throws(ServiceTrouble) in
                try await calls.update(RequestValue.array(requests).bytes)
            }
            switch written.answer {
            case .done: break
            case .refused(let refusal) where refusal.isOfCells:
                throw .service(.noRoomForColumns(place, change.added, commands))
            // What was done all the same shows in the next layout.
            default: throw .service(trouble(of: written.answer))
            }
        }
        state.columns = design.names
        state.patterns = design.patterns
        try ledger.keep(state.encoded)
    }

    // The same for each try: while the column is there, one that arrives late is refused whole.
    private static func metadata(
        of name: String,
        _ state: SheetState,
        _ tab: SheetLayout.Tab
    ) -> Int64 {
        let text = "\(state.stream) \(tab.number) \(name)"
        let hash = Digest.hash(.sha256, Array(text.utf8)).prefix(4)
        let number = Int64(hash.reduce(0) { $0 << 8 | UInt32($1) })
        return Marker.end + number % ((1 << 31) - Marker.end)
    }

    // Whoever sorts by a filter sorts what is inside it: what is outside would stay beside other rows.
    private func widerFilter(
        of tab: SheetLayout.Tab,
        by count: Int
    ) async throws(SinkError) -> [RequestValue] {
        let found = try await onService { () throws(ServiceTrouble) in
            try await calls.read("?fields=sheets(properties.sheetId,basicFilter)")
        }
        guard let found, let sheets = found.member(found.root, "sheets") else { return [] }
        func number(_ node: JSONDocument.Node, _ key: JSONKey) -> Int64? {
            found.member(node, key).flatMap(found.integer)
        }
        for sheet in found.elements(sheets) {
            guard let properties = found.member(sheet, "properties"),
                number(properties, "sheetId") ?? 0 == tab.number,
                let filter = found.member(sheet, "basicFilter"),
                let range = found.member(filter, "range"),
                let end = number(range, "endColumnIndex"), end < tab.columns + Int64(count)
            else { continue }
            var area = [
                ("sheetId", RequestValue.integer(tab.number)),
                ("endColumnIndex", .integer(tab.columns + Int64(count))),
            ]
            for key in ["startRowIndex", "endRowIndex", "startColumnIndex"] {
                if let index = number(range, JSONKey(key)) { area.append((key, .integer(index))) }
            }
            var members = [("range", RequestValue.object(area))]
            for key in ["sortSpecs", "criteria", "filterSpecs"] {
                if let node = found.member(filter, JSONKey(key)) {
                    members.append((key, .raw(Array(found.source(node)))))
                }
            }
            return [["setBasicFilter": ["filter": .object(members)]]]
        }
        return []
    }
}
