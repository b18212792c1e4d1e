import JSONTree
import PosixBridge
package import TicksheetCore
import WallTime

extension SheetsSink {
    private static let page = 6000
    private static let tries = 30

    /// Writes all rows to a new tab, then gives it the old one's title and place.
    ///
    /// The old tab stays under another title, with all that people did to it.
    package func rebuild(_ ledger: ReaderLedger) async throws(SinkError) -> RebuildReceipt {
        var state = SheetState(try ledger.record().state)
        try await settleRebuild(&state, ledger)
        var layout = try await layout()
        var fresh = freshState(layout)
        state.spare = fresh.sheet
        try ledger.keep(state.encoded)
        try await fill(&fresh, title: "\(place.tab) (being written)", ledger)
        let isByEntry = mapping.rows == .status
        let through = isByEntry ? try ledger.head() : try ledger.fold()
        let rows =
            isByEntry
            ? try await write(through: through, &fresh, ledger)
            : try await writeCurrent(&fresh, ledger)
        fresh.isMade = true
        fresh.mapping = digest
        layout = try await self.layout()
        let old = state.kept + (state.sheet.map { [$0] } ?? [])
        fresh.kept = old.filter { layout.tab($0) != nil }
        state.swap = SheetState.Swap(
            through: through,
            // People may have renamed it, and it keeps that title.
            title: state.sheet.flatMap(layout.tab)?.title ?? place.tab,
            aside: "\(place.tab) (before \(calls.clock.now.rfc3339UTC))",
            state: fresh.encoded
        )
        try ledger.keep(state.encoded)
        let kept = try await swap(&state, layout, ledger)
        return RebuildReceipt(rows: rows, kept: kept)
    }

    /// Ends, or takes back, a rebuild that a process did not end.
    func settleRebuild(
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        guard state.isBeingRebuilt else { return }
        let layout = try await layout()
        if state.swap != nil, let spare = state.spare, layout.tab(spare) != nil {
            _ = try await swap(&state, layout, ledger)
            return
        }
        if let spare = state.spare, layout.tab(spare) != nil {
            try await send([["deleteSheet": ["sheetId": .integer(spare)]]])
        }
        state.spare = nil
        state.swap = nil
        try ledger.keep(state.encoded)
    }

    private func fill(
        _ fresh: inout SheetState,
        title: String,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        var layout = try await layout()
        // A rebuild of another report, or one by another journal, may have left its own.
        var free = title
        var count = 1
        while layout.tabs.contains(where: { $0.title == free }) {
            count += 1
            free = "\(title) \(count)"
        }
        let header = header(of: fresh)
        for attempt in 1... {
            do throws(SinkError) {
                return try await send(design.newTab(header, title: free))
            } catch {
                // It may be there all the same.
                layout = try await self.layout()
                if layout.headers.contains(where: { $0.owner == header }) { return }
                guard attempt < Self.tries, case .retry = error.disposition else { throw error }
                await calls.clock.pause(Backoff.wait(after: attempt, jitter: 0.5))
            }
        }
    }

    private func write(
        through head: SequenceNumber,
        _ fresh: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Int {
        rows.use(try ledger.pins())
        let places = Array(mapping.columns.indices)
        var position = try ledger.beginning()
        var waiting: [Entry] = []
        var count = 0
        while true {
            if waiting.isEmpty, position < head {
                waiting = try ledger.correctedEntries(after: position, limit: Self.page)
                    .filter { $0.sequence <= head }
                position = waiting.last?.sequence ?? head
            }
            guard !waiting.isEmpty else { return count }
            let part = rendered(waiting[...], at: places)
            waiting.removeFirst(part.entries)
            if part.rows == 0 { continue }
            let digest = Marker.digest(of: fresh, attempt: 1, rows: part.json)
            let bytes = requests(digest, part, grid(of: fresh), fresh)
            try await commit(bytes, digest, &fresh)
            count += part.rows
        }
    }

    private func writeCurrent(
        _ fresh: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Int {
        rows.use(try ledger.pins())
        let cells = CellWriter(mapping, places: Array(design.names.indices))
        var plan = RowPlan(cells, on: fresh.sheet ?? 0)
        var pages = MessageContents(mapping, after: try ledger.beginning())
        var count = 0
        while let page = try pages.next({ last, order, limit throws(SinkError) in
            try ledger.messages(after: last, order, limit: limit)
        }) {
            for content in page {
                let key = RowMarks.key(of: content.key, stream: fresh.stream)
                let row = rows.row(for: content)
                let shows = RowMarks.state(of: row, key: key)
                plan.append(row + [.text(key), .text(shows)], key: key)
            }
            if plan.size < Self.batchBytes { continue }
            count += try await commit(plan, &fresh)
            plan = RowPlan(cells, on: fresh.sheet ?? 0)
        }
        return count + (plan.isEmpty ? 0 : try await commit(plan, &fresh))
    }

    private func commit(_ plan: RowPlan, _ fresh: inout SheetState) async throws(SinkError) -> Int {
        let digest = Marker.digest(of: fresh, attempt: 1, rows: plan.json)
        try await commit(requests(digest, plan, grid(of: fresh), fresh), digest, &fresh)
        return plan.rows
    }

    // Nobody works in a tab that is being written: all of it gets the formats, however far it goes.
    private func grid(of fresh: SheetState) -> Grid {
        Grid(sheet: fresh.sheet ?? 0, rows: 0, places: Array(mapping.columns.indices))
    }

    // The bytes stay the same, and so does the id: however often they are sent, they are there once.
    private func commit(
        _ bytes: [UInt8],
        _ digest: String,
        _ fresh: inout SheetState
    ) async throws(SinkError) {
        for attempt in 1... {
            let written = try await onService { () throws(ServiceTrouble) in
                try await calls.update(bytes)
            }
            let id = Marker.id(of: fresh.next, base: fresh.base)
            switch written.answer {
            case .done:
                fresh.next += 1
                MarkerKeeping.note(written.date, &fresh)
                return
            case .refused(let refusal) where refusal.isOfMarker && !refusal.isOfStorage:
                let found = try await onService { () throws(ServiceTrouble) in
                    try await calls.read("/developerMetadata/\(id)", mayLack: true)
                }
                let value = found.flatMap { $0.member($0.root, "metadataValue").map($0.text) }
                if value == digest {
                    fresh.next += 1
                    return
                }
            case .refused(let refusal), .denied(let refusal):
                throw .service(.denied(refusal, place, account: calls.access.account))
            case .unauthorized, .limited, .unreachable, .unknown: break
            }
            guard attempt < Self.tries else {
                throw .service(.unavailable(place, cause: "no answer to many tries"))
            }
            await calls.clock.pause(Backoff.wait(after: attempt, jitter: 0.5))
        }
    }

    private func swap(
        _ state: inout SheetState,
        _ layout: SheetLayout,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> String? {
        guard let swap = state.swap, let spare = state.spare else { return nil }
        // Where ours is gone, or there was none, another one may bear the title.
        let old =
            state.sheet.flatMap(layout.tab)
            ?? layout.tabs.first { $0.title == swap.title && $0.number != spare }
        if layout.tab(spare)?.title != swap.title {
            var requests: [RequestValue] = []
            if let old { requests.append(Self.renamed(old.number, swap.aside)) }
            requests.append(Self.renamed(spare, swap.title))
            try await send(requests)
        }
        state = SheetState(swap.state)
        try ledger.acknowledge(through: swap.through, state: swap.state)
        return old == nil ? nil : swap.aside
    }

    private static func renamed(_ sheet: Int64, _ title: String) -> RequestValue {
        [
            "updateSheetProperties": [
                "properties": ["sheetId": .integer(sheet), "title": .string(title)],
                "fields": "title",
            ]
        ]
    }
}
