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
        if let settled = try? await settled(&old, ledger) {
            // A batch of our own that may still arrive would be written a second time.
            try await close(&old, settled, ledger)
            if mapping.rows != .status {
                // Ours still: what its rows stand for stays known, and those that are gone stay so.
                old.rows = 0
                try ledger.keep(old.encoded)
                return 0
            }
        }
        let record = try ledger.record()
        let layout = try await layout()
        let known = old.sheet.flatMap(layout.tab)
        guard let tab = known ?? layout.tabs.first(where: { $0.title == place.tab }) else {
            throw .service(.tabDeleted(place, commands))
        }
        var fresh = freshState(layout)
        fresh.sheet = tab.number
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

    // Its own mark takes the place of all others on the tab.
    private static func takingOver(_ header: HeaderMarker) -> [RequestValue] {
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
