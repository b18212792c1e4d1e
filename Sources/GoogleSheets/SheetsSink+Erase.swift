import HTTPTypes
import JSONTree
package import TicksheetCore

extension SheetsSink {
    // A read stays small, and few are needed: an account has 60 a minute.
    private static let cellsARead: Int64 = 200_000

    /// Ends or takes back a rebuild, and decides the open batch where its marker is there.
    package func settle(_ ledger: ReaderLedger) async throws(SinkError) {
        var state = try await stateToErase(ledger)
        if state.isMade { _ = try await settledAsItIs(&state, ledger) }
    }

    // Also where the settings do not name the spreadsheet any more.
    private func stateToErase(_ ledger: ReaderLedger) async throws(SinkError) -> SheetState {
        var state = SheetState(try ledger.record().state)
        if !state.spreadsheet.isEmpty { calls = calls.of(state.spreadsheet) }
        try await settleRebuild(&state, ledger)
        return state
    }

    /// Masks forgotten numbers in the columns that are ours, wherever people moved the rows.
    ///
    /// Cells are found by their text, not by their place, so that no other cell is touched whatever
    /// people do meanwhile.
    package func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        var state = try await stateToErase(ledger)
        let mask = try ledger.forgotten()
        let full = state.volumes.full.map { volume in
            SheetState.Spare(spreadsheet: volume.spreadsheet, sheet: volume.sheet)
        }
        var count = try await erase(mask, elsewhere: full + state.volumes.kept)
        count += try await eraseEarlier(mask, &state, ledger)
        guard state.isMade else { return EraseReceipt(places: count, kept: nil) }
        let settled = try await settledAsItIs(&state, ledger)
        // What may still arrive holds the numbers as they were.
        try await close(&state, settled, ledger)
        count += try await erase(mask, settled.everOwned, on: settled.tab)
        return EraseReceipt(places: count, kept: nil)
    }

    // What may still arrive in tabs that are only kept current holds the numbers as they were.
    private func eraseEarlier(
        _ mask: NumberMask,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Int {
        var count = 0
        for index in state.earlier.indices where state.earlier[index].open != nil {
            try await onEarlier(index, &state, ledger) { tab, part throws(SinkError) in
                let settled = try await settledAsItIs(&tab, part)
                try await close(&tab, settled, part)
                count += try await erase(mask, settled.everOwned, on: settled.tab)
            }
        }
        return count
    }

    // Nothing is added there any more: those that are full, and those that rebuilds put aside.
    private func erase(
        _ mask: NumberMask,
        elsewhere tabs: [SheetState.Spare]
    ) async throws(SinkError) -> Int {
        let present = calls
        defer { calls = present }
        var count = 0
        for place in tabs {
            calls = present.of(place.spreadsheet)
            let found = try await onService { () throws(ServiceTrouble) in
                try await layout(calls, mayLack: true)
            }
            // What people removed holds no number.
            guard let layout = found, let tab = layout.tab(place.sheet) else { continue }
            count += try await erase(mask, layout.places(on: place.sheet), on: tab)
        }
        return count
    }

    private func erase(
        _ mask: NumberMask,
        _ columns: [Int],
        on tab: SheetLayout.Tab
    ) async throws(SinkError) -> Int {
        let first = try await held(mask, columns, on: tab)
        guard !first.isEmpty else { return 0 }
        try await send(first.map { $0.request(tab.number) })
        let left = try await held(mask, columns, on: tab)
        guard left.isEmpty else { throw .service(.stillThere(place, left.count)) }
        return first.reduce(0) { $0 + $1.count }
    }

    /// A text of a column that holds a number.
    private struct Held {
        let column: Int
        let text: String
        let masked: String
        var count: Int

        func request(_ sheet: Int64) -> RequestValue {
            [
                "findReplace": [
                    "find": .string(text), "replacement": .string(masked), "matchCase": true,
                    "matchEntireCell": true, "includeFormulas": false,
                    "range": [
                        "sheetId": .integer(sheet), "startRowIndex": 1,
                        "startColumnIndex": .integer(Int64(column)),
                        "endColumnIndex": .integer(Int64(column) + 1),
                    ],
                ]
            ]
        }
    }

    private func held(
        _ mask: NumberMask,
        _ columns: [Int],
        on tab: SheetLayout.Tab
    ) async throws(SinkError) -> [Held] {
        var found: [Held] = []
        let together = max(1, Int(Self.cellsARead / max(1, tab.rows)))
        var left = columns[...]
        while !left.isEmpty {
            let part = Array(left.prefix(together))
            left = left.dropFirst(together)
            for (column, texts) in zip(part, try await texts(of: part, tab)) {
                var counts: [String: Int] = [:]
                for text in texts where mask.masked(text) != text {
                    counts[text, default: 0] += 1
                }
                for (text, count) in counts.sorted(by: { $0.key < $1.key }) {
                    found.append(
                        Held(column: column, text: text, masked: mask.masked(text), count: count)
                    )
                }
            }
        }
        return found
    }

    /// Returns the cells of each column, as texts.
    private func texts(
        of columns: [Int],
        _ tab: SheetLayout.Tab
    ) async throws(SinkError) -> [[String]] {
        guard tab.rows > 1 else { return [] }
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
        guard let document, let found = document.member(document.root, "valueRanges") else {
            return []
        }
        return document.elements(found).map { range in
            let cells = document.member(range, "values").flatMap { document.element($0, 0) }
            return cells.map { document.elements($0).map(document.text) } ?? []
        }
    }
}
