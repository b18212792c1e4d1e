import JSONTree
package import TicksheetCore
import WallTime

extension SheetsSink: AdoptingSink {
    /// Makes the tab of that title this journal's: under new ids, so that nothing that is still on its
    /// way from elsewhere is taken for its own.
    package func adopt(
        skips: Bool,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Int {
        // What rows of another journal stand for is not known here: they would be written again.
        guard skips || mapping.rows == .status else {
            throw .service(.adoptsNoStates(place, commands))
        }
        var old = SheetState(try ledger.record().state)
        if !old.spreadsheet.isEmpty { calls = calls.of(old.spreadsheet) }
        if let settled = try? await settled(&old, ledger) {
            // A batch of our own that may still arrive would be written a second time.
            try await close(&old, settled, ledger)
            if mapping.rows != .status {
                // Ours still: what its rows stand for stays known, and those that are gone stay so.
                old.rows = 0
                try await adoptEarlier(&old, ledger)
                try ledger.keep(old.encoded)
                return 0
            }
        }
        let record = try ledger.record()
        var found = try await adoptable(old)
        guard let (spreadsheet, layout, tab) = found.popLast() else {
            throw .service(.tabDeleted(place, commands))
        }
        calls = calls.of(spreadsheet)
        // Rows of our own are not gone on with by such as stand for something else.
        if old.spreadsheet == spreadsheet, old.sheet == tab.number { try requireRows(old) }
        // Nor rows of another journal that are kept current, as their marks tell.
        let marks = layout.bound(RowMarks.columns, on: tab.number).compactMap { $0 }
        if mapping.rows == .status, marks.count == RowMarks.columns.count {
            throw .service(.rowsChanged(place, "message or number", mapping.rows, commands))
        }
        var fresh = freshState(layout)
        fresh.sheet = tab.number
        fresh.volumes = volumes(found, old)
        let epochs = layout.headers.filter { $0.sheet == tab.number }.map(\.owner.epoch)
        fresh.epoch = (epochs.max() ?? 0) + 1
        let missing = zip(design.names, layout.bound(design.names, on: tab.number))
            .filter { $0.1 == nil }.map(\.0)
        guard missing.isEmpty else { throw .service(.columnsMissing(place, missing, commands)) }
        try await send(Self.takingOver(header(of: fresh)))
        fresh.isMade = true
        fresh.mapping = digest
        let head = try ledger.head()
        let count = try unwritten(after: record.checkpoint, upTo: head, ledger)
        try ledger.acknowledge(through: skips ? head : record.checkpoint, state: fresh.encoded)
        return count
    }

    // Of an earlier tab that is not as it was left the rows stay as they are from now on.
    private func adoptEarlier(
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        var left: [String] = []
        for index in state.earlier.indices where isNamed(state.earlier[index].spreadsheet) {
            do throws(SinkError) {
                try await onEarlier(index, &state, ledger) { tab, part throws(SinkError) in
                    let settled = try await settled(&tab, part)
                    try await close(&tab, settled, part)
                    tab.rows = 0
                }
            } catch {
                guard case .stop = error.disposition else { throw error }
                left.append(state.earlier[index].name)
            }
        }
        state.earlier.removeAll { left.contains($0.name) }
    }

    // The tabs of the report, in the order in which they are filled: rows go on in the last.
    private func adoptable(
        _ old: SheetState
    ) async throws(SinkError) -> [(String, SheetLayout, SheetLayout.Tab)] {
        var known = old.volumes.full.map { ($0.spreadsheet, $0.sheet) }
        if let sheet = old.sheet { known.append((old.spreadsheet, sheet)) }
        var found: [(String, SheetLayout, SheetLayout.Tab)] = []
        let ids = spreadsheets(old)
        for id in ids {
            let layout = try await layout(of: id)
            let number = known.first { $0.0 == id }?.1
            let tab = number.flatMap(layout.tab) ?? layout.tabs.first { $0.title == place.tab }
            guard let tab else { continue }
            // In a list a tab that only bears the title is not taken for the report's.
            let isBound = !layout.bound(design.names, on: tab.number).contains { $0 == nil }
            if isBound || ids.count == 1 { found.append((id, layout, tab)) }
        }
        return found
    }

    private func volumes(
        _ full: [(String, SheetLayout, SheetLayout.Tab)],
        _ old: SheetState
    ) -> SheetVolumes {
        var volumes = SheetVolumes()
        volumes.made = old.volumes.made
        volumes.key = old.volumes.key
        volumes.kept = old.volumes.kept
        volumes.begun = old.volumes.begun
        volumes.full = full.map { id, _, tab in
            old.volumes.full.first { $0.spreadsheet == id && $0.sheet == tab.number }
                ?? SheetVolumes.Full(
                    spreadsheet: id,
                    sheet: tab.number,
                    columns: design.names,
                    rows: 0,
                    begun: 0,
                    ended: 0
                )
        }
        return volumes
    }

    // Its own mark takes the place of all others on the tab.
    static func takingOver(_ header: HeaderMarker) -> [RequestValue] {
        let place: RequestValue = ["sheetId": .integer(header.sheet)]
        return [
            [
                "deleteDeveloperMetadata": [
                    "dataFilter": [
                        "developerMetadataLookup": [
                            "metadataKey": .string(HeaderMarker.key), "metadataLocation": place,
                            "locationMatchingStrategy": "EXACT_LOCATION",
                        ]
                    ]
                ]
            ],
            [
                "createDeveloperMetadata": [
                    "developerMetadata": [
                        "metadataKey": .string(HeaderMarker.key),
                        "metadataValue": .string(header.text), "location": place,
                        "visibility": "DOCUMENT",
                    ]
                ]
            ],
        ]
    }

    private func unwritten(
        after checkpoint: SequenceNumber,
        upTo head: SequenceNumber,
        _ ledger: ReaderLedger
    ) throws(SinkError) -> Int {
        var count = 0
        var position = checkpoint
        while position < head {
            let entries = try ledger.entries(after: position, limit: 5000)
            guard let last = entries.last else { break }
            count += entries.count { $0.sequence <= head && mapping.hasRow(for: $0) }
            position = last.sequence
        }
        return count
    }
}
