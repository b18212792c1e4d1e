import CryptoBridge
import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

extension SheetsSink {
    /// Makes the tab, or takes over the one that bears its title.
    func make(
        _ state: inout SheetState,
        _ layout: SheetLayout,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        if state.sheet == nil || isForeign(state, layout) {
            let before = state
            state = try named(layout)
            // Rows that went on here are known by the marks that they have elsewhere.
            if !before.earlier.isEmpty { state = before.carried(to: state) }
            // What made the rows that went before is told until a rebuild.
            if !before.mapping.isEmpty { state.mapping = before.mapping }
            state.volumes = before.volumes
            state.volumes.begun = calls.clock.now.seconds
            try ledger.keep(state.encoded)
        }
        let header = header(of: state)
        if !layout.headers.contains(where: { $0.sheet == header.sheet && $0.owner == header }) {
            let requests = try await requests(for: header, layout)
            try await send(requests)
        }
        state.isMade = true
        // Rows per status that went before are in other spreadsheets as they were.
        if state.mapping.isEmpty { state.mapping = digest }
        try ledger.keep(state.encoded)
    }

    // A tab with other content that was never taken over, and that people renamed since; or none, and
    // somebody gave its title to another one before it was made.
    private func isForeign(_ state: SheetState, _ layout: SheetLayout) -> Bool {
        guard let tab = state.sheet.flatMap(layout.tab) else {
            return layout.tabs.contains { $0.title == place.tab }
        }
        let header = header(of: state)
        return tab.title != place.tab && !layout.headers.contains { $0.owner == header }
    }

    /// Returns the state of a stream that has written nothing, on a tab of its own.
    func freshState(_ layout: SheetLayout) -> SheetState {
        var state = SheetState()
        state.spreadsheet = place.spreadsheet
        state.stream = Base64.urlEncoded(RandomBytes.make(6))
        state.base = Marker.newBase()
        state.columns = design.names
        state.patterns = design.patterns
        state.rowPolicy = mapping.rows
        state.filter = design.filter
        var number: Int64
        repeat {
            number = 1 + Int64(RandomBytes.make(4).reduce(0) { $0 << 8 | UInt32($1) } >> 2)
        } while layout.tab(number) != nil
        state.sheet = number
        return state
    }

    func named(_ layout: SheetLayout) throws(SinkError) -> SheetState {
        var state = freshState(layout)
        guard let tab = layout.tabs.first(where: { $0.title == place.tab }) else { return state }
        if let header = layout.headers.first(where: { $0.sheet == tab.number }) {
            throw .service(
                header.owner.spreadsheet == place.spreadsheet
                    ? .otherWriter(place, commands)
                    : .copied(place, of: header.owner.spreadsheet, commands)
            )
        }
        state.sheet = tab.number
        return state
    }

    func requests(
        for header: HeaderMarker,
        _ layout: SheetLayout
    ) async throws(SinkError) -> [RequestValue] {
        guard let tab = layout.tab(header.sheet) else {
            let rest = try await emptyRest(layout)
            return design.newTab(header, title: place.tab) + rest
        }
        let first = try await cells(of: tab, "1:1").first ?? []
        if first.allSatisfy(\.isEmpty) {
            let all = try await cells(of: tab, nil)
            guard all.joined().allSatisfy(\.isEmpty) else {
                throw .service(.otherContent(place, found: [], expected: design.names))
            }
            return design.emptyTab(header, rows: tab.rows, columns: tab.columns)
        }
        let places = design.names.compactMap { name in first.firstIndex(of: name) }
        guard places.count == design.names.count, Set(places).count == places.count else {
            throw .service(.otherContent(place, found: first, expected: design.names))
        }
        return design.takingOver(header, places)
    }

    // A spreadsheet that was made in a folder comes with an empty tab, which nobody needs.
    private func emptyRest(_ layout: SheetLayout) async throws(SinkError) -> [RequestValue] {
        guard case .folder = supply, layout.tabs.count == 1, let only = layout.tabs.first,
            try await cells(of: only, nil).joined().allSatisfy(\.isEmpty)
        else { return [] }
        return [["deleteSheet": ["sheetId": .integer(only.number)]]]
    }

    /// Returns the cells of some rows, or of all, as texts.
    private func cells(
        of tab: SheetLayout.Tab,
        _ rows: String?
    ) async throws(SinkError) -> [[String]] {
        let title = ColumnName.quoted(tab.title)
        let range = rows.map { "\(title)!\($0)" } ?? title
        let document = try await onService { () throws(ServiceTrouble) in
            try await calls.read("/values/\(percentEncoded(range))?fields=values")
        }
        guard let document, let values = document.member(document.root, "values") else {
            return []
        }
        return document.elements(values).map { row in document.elements(row).map(document.text) }
    }

    func header(of state: SheetState) -> HeaderMarker {
        HeaderMarker(
            spreadsheet: place.spreadsheet,
            sheet: state.sheet ?? 0,
            stream: state.stream,
            epoch: state.epoch
        )
    }

    /// Sends requests that may be sent twice without harm.
    ///
    /// `spreadsheet`: Another one than that which is written to now.
    func send(
        _ requests: [RequestValue],
        to spreadsheet: String? = nil
    ) async throws(SinkError) {
        let calls = spreadsheet.map(calls.of) ?? calls
        let written = try await onService { () throws(ServiceTrouble) in
            try await calls.update(RequestValue.array(requests).bytes)
        }
        switch written.answer {
        case .done: return
        // What was done all the same shows in the next layout.
        default: throw .service(trouble(of: written.answer))
        }
    }
}
