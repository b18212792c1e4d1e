import JSONTree
import PosixBridge
package import TicksheetCore
import WallTime

extension SheetsSink {
    static let rebuildPage = 6000
    private static let tries = 30

    /// Writes all rows to a new tab, then gives it the old one's title and place.
    ///
    /// The old tab stays under another title, with all that people did to it. Where one spreadsheet
    /// does not hold all rows, there are new tabs in as many as it takes, and all change places at
    /// the end.
    package func rebuild(_ ledger: ReaderLedger) async throws(SinkError) -> RebuildReceipt {
        var state = SheetState(try ledger.record().state)
        if state.spreadsheet.isEmpty { try await enter(&state, ledger) }
        // Also where the settings do not name it any more.
        if !state.spreadsheet.isEmpty { calls = calls.of(state.spreadsheet) }
        try await settleRebuild(&state, ledger)
        let before = try await layoutOrNone(place.spreadsheet)
        let old = state.sheet.flatMap { before?.tab($0) }?.title
        let isByEntry = mapping.rows == .status
        let through = isByEntry ? try ledger.head() : try ledger.fold()
        var fresh = try await begun(&state, nil, ledger)
        fresh.volumes.since = try ledger.beginning()
        var refused: [RefusedRow] = []
        let rows =
            isByEntry
            ? try await write(through: through, &fresh, &state, &refused, ledger)
            : try await writeCurrent(through: through, &fresh, &state, &refused, ledger)
        fresh.isMade = true
        fresh.mapping = digest
        fresh.volumes.kept =
            state.volumes.kept
            + oldTabs(state).compactMap { spreadsheet, sheet in
                sheet.map { SheetState.Spare(spreadsheet: spreadsheet, sheet: $0) }
            }
        let front = "\(place.tab) (before "
        let aside = "\(front)\(calls.clock.now.rfc3339UTC))"
        state.swap = SheetState.Swap(
            through: through,
            // People may have renamed it, and it keeps that title. An older copy of the journal may know
            // but one that a rebuild put aside.
            title: old.flatMap { $0.hasPrefix(front) ? nil : $0 } ?? place.tab,
            // Within one second two may be put aside.
            aside: before?.freeTitle(aside) ?? aside,
            state: fresh.encoded,
            refused: refused
        )
        try ledger.keep(state.encoded)
        let kept = try await swap(&state, ledger)
        return RebuildReceipt(rows: rows, kept: kept)
    }

    /// Ends, or takes back, a rebuild that a process did not end.
    func settleRebuild(
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        guard state.isBeingRebuilt else { return }
        var found: [SheetState.Spare] = []
        for spare in state.spares {
            let layout = try await layoutOrNone(spare.spreadsheet)
            if layout?.tab(spare.sheet) != nil { found.append(spare) }
        }
        if state.swap != nil, found == state.spares {
            _ = try await swap(&state, ledger)
            return
        }
        for spare in found {
            try await send(
                [["deleteSheet": ["sheetId": .integer(spare.sheet)]]],
                to: spare.spreadsheet
            )
        }
        state.spares = []
        state.swap = nil
        try ledger.keep(state.encoded)
    }

    /// Begins a new tab in the first spreadsheet that has room and none yet.
    ///
    /// `last`: The one that takes no more rows.
    func begun(
        _ state: inout SheetState,
        _ last: SheetState?,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> SheetState {
        calls = calls.of(try await spreadsheetForRebuild(&state, ledger))
        let layout = try await patiently { () throws(SinkError) in try await self.layout() }
        var fresh = freshState(layout)
        if var last {
            if mapping.rows != .status {
                last.isMade = true
                last.mapping = digest
                fresh = last.carried(to: fresh)
                fresh.earlier.append(last.asEarlier)
            }
            fresh.volumes = last.volumes
            fresh.volumes.end(last, at: calls.clock.now.seconds)
        }
        // Which were made in a folder is known to the old state, which goes on meanwhile.
        fresh.volumes.made = state.volumes.made
        fresh.volumes.key = state.volumes.key
        fresh.volumes.begun = calls.clock.now.seconds
        fresh.volumes.width = Int64(design.names.count)
        fresh.volumes.cells = layout.cells + design.smallest
        let spare = SheetState.Spare(spreadsheet: place.spreadsheet, sheet: fresh.sheet ?? 0)
        state.spares.append(spare)
        try ledger.keep(state.encoded)
        try await fill(&fresh, title: "\(place.tab) (being written)", ledger)
        return fresh
    }

    private func spreadsheetForRebuild(
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> String {
        let taken = state.spares.map(\.spreadsheet)
        for id in spreadsheets(state) where !taken.contains(id) {
            let fits = try await patiently { () throws(SinkError) in try await hasRoom(id) }
            if fits { return id }
        }
        if case .folder(let folder, let title) = supply {
            return try await made(in: folder, title, &state, ledger)
        }
        throw .service(.noRoomForRebuild(place, room, account: calls.access.account))
    }

    private func fill(
        _ fresh: inout SheetState,
        title: String,
        _ ledger: ReaderLedger
    ) async throws(SinkError) {
        var layout = try await patiently { () throws(SinkError) in try await self.layout() }
        // A rebuild of another report, or one by another journal, may have left its own.
        let free = layout.freeTitle(title)
        let header = header(of: fresh)
        for attempt in 1... {
            do throws(SinkError) {
                return try await send(design.newTab(header, title: free))
            } catch {
                // It may be there all the same.
                layout = try await patiently { () throws(SinkError) in try await self.layout() }
                if layout.headers.contains(where: { $0.owner == header }) { return }
                guard attempt < Self.tries, case .service(let trouble) = error, trouble.passes
                else {
                    throw error
                }
                await calls.clock.pause(Backoff.wait(after: attempt, jitter: 0.5))
            }
        }
    }

    private func write(
        through head: SequenceNumber,
        _ fresh: inout SheetState,
        _ state: inout SheetState,
        _ refused: inout [RefusedRow],
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Int {
        rows.use(try ledger.pins())
        var search = RowSearch()
        let places = Array(mapping.columns.indices)
        var position = try ledger.beginning()
        var waiting: [Entry] = []
        var count = 0
        while true {
            if waiting.isEmpty, position < head {
                waiting = try ledger.correctedEntries(after: position, limit: Self.rebuildPage)
                    .filter { $0.sequence <= head }
                position = waiting.last?.sequence ?? head
            }
            guard !waiting.isEmpty else { return count }
            if rowsLeft(fresh) < 1 { fresh = try await begun(&state, fresh, ledger) }
            let part = rendered(
                waiting.prefix(rowsLeft(fresh)),
                at: places,
                most: search.limit
            )
            if part.rows > 0 {
                let digest = Marker.digest(of: fresh, attempt: 1, rows: part.json)
                let bytes = requests(digest, part, grid(of: fresh), fresh)
                if let refusal = try await commit(bytes, digest, &fresh) {
                    guard part.rows == 1, let entry = part.last else {
                        search.refused(part.rows)
                        continue
                    }
                    let row = RefusedRow(
                        row: entry.sequence,
                        entry: entry.sequence,
                        source: entry.source,
                        refusal: refusal
                    )
                    try requireFew(fresh.refusals, row)
                    fresh.refusals += 1
                    refused.append(row)
                    search.found()
                } else {
                    search.wrote(part.rows)
                    count += part.rows
                    grow(&fresh, by: part.rows)
                }
            }
            waiting.removeFirst(part.entries)
        }
    }

    func rowsLeft(_ fresh: SheetState) -> Int {
        let volumes = fresh.volumes
        let made = max(0, design.firstRows - volumes.rows)
        return Int(made + max(0, room.usable - volumes.cells) / max(1, volumes.width))
    }

    func grow(_ fresh: inout SheetState, by rows: Int) {
        fresh.volumes.rows += Int64(rows)
        // The first ones stand in rows that the tab was made with.
        let grown = min(Int64(rows), fresh.volumes.rows - design.firstRows)
        fresh.volumes.cells += max(0, grown) * fresh.volumes.width
    }

    // Nobody works in a tab that is being written: all of it gets the formats, however far it goes.
    func grid(of fresh: SheetState) -> Grid {
        Grid(sheet: fresh.sheet ?? 0, rows: 0, places: Array(mapping.columns.indices))
    }

    // The bytes stay the same, and so does the id: however often they are sent, they are there once.
    // Returns the refusal where the service refuses a row of theirs: then nothing of them ever comes.
    func commit(
        _ bytes: [UInt8],
        _ digest: String,
        _ fresh: inout SheetState
    ) async throws(SinkError) -> SheetsAnswer.Refusal? {
        var attempt = 0
        while true {
            attempt += 1
            let written = try await onService { () throws(ServiceTrouble) in
                try await calls.update(bytes)
            }
            let id = Marker.id(of: fresh.next, base: fresh.base)
            switch written.answer {
            case .done:
                fresh.next += 1
                fresh.refusals = 0
                MarkerKeeping.note(written.date, &fresh)
                return nil
            case .refused(let refusal) where refusal.isOfMarker && !refusal.isOfStorage:
                let found = try await onService { () throws(ServiceTrouble) in
                    try await calls.read("/developerMetadata/\(id)", mayLack: true)
                }
                let value = found.flatMap { $0.member($0.root, "metadataValue").map($0.text) }
                if value == digest {
                    fresh.next += 1
                    fresh.refusals = 0
                    return nil
                }
            case .refused(let refusal) where !refusal.isOfCells:
                try requireOfRows(refusal, at: 1)
                return refusal
            case .refused, .denied: throw .service(trouble(of: written.answer))
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
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> String? {
        guard let swap = state.swap else { return nil }
        var kept: String?
        for (spreadsheet, old) in oldTabs(state) {
            let spare = state.spares.first { $0.spreadsheet == spreadsheet }
            // In one that people removed nothing is to be put aside.
            guard let layout = try await layoutOrNone(spreadsheet) else { continue }
            // Where ours is gone, put aside before or never was, another one may bear the title.
            let tab =
                spare.flatMap { spare in
                    layout.tabs.first { $0.title == swap.title && $0.number != spare.sheet }
                } ?? old.flatMap(layout.tab)
            let isDone = spare.map { layout.tab($0.sheet)?.title == swap.title }
            if tab != nil { kept = swap.aside }
            guard isDone != true else { continue }
            var requests: [RequestValue] = []
            if let tab, tab.title != swap.aside {
                requests.append(Self.renamed(tab.number, swap.aside))
                requests += Self.ended(tab, layout)
            }
            if let spare { requests.append(Self.renamed(spare.sheet, swap.title)) }
            if !requests.isEmpty { try await send(requests, to: spreadsheet) }
        }
        state = SheetState(swap.state)
        calls = calls.of(state.spreadsheet)
        try ledger.acknowledge(
            through: swap.through,
            state: swap.state,
            problems: RowProblems(raised: swap.refused.map(problem), isWhole: true)
        )
        return kept
    }

    /// The spreadsheets in which tabs change places, each with the tab that was written so far.
    private func oldTabs(_ state: SheetState) -> [(spreadsheet: String, sheet: Int64?)] {
        var tabs: [(spreadsheet: String, sheet: Int64?)] = state.volumes.full.map {
            ($0.spreadsheet, $0.sheet)
        }
        if !state.spreadsheet.isEmpty { tabs.append((state.spreadsheet, state.sheet)) }
        for spare in state.spares
        where !tabs.contains(where: { $0.spreadsheet == spare.spreadsheet }) {
            tabs.append((spare.spreadsheet, nil))
        }
        return tabs
    }

    private func layoutOrNone(_ spreadsheet: String) async throws(SinkError) -> SheetLayout? {
        try await patiently { () throws(SinkError) in
            try await onService { () throws(ServiceTrouble) in
                try await layout(calls.of(spreadsheet), mayLack: true)
            }
        }
    }

    // All that is written already is not written again because of one answer that did not come. What somebody
    // has to see to, such as a right that is missing, is told at once: a command waits for it.
    private func patiently<Value>(
        _ read: () async throws(SinkError) -> Value
    ) async throws(SinkError) -> Value {
        var attempt = 0
        while true {
            attempt += 1
            do throws(SinkError) {
                return try await read()
            } catch {
                guard attempt < Self.tries, case .service(let trouble) = error, trouble.passes
                else {
                    throw error
                }
                await calls.clock.pause(Backoff.wait(after: attempt, jitter: 0.5))
            }
        }
    }

    // Whoever holds the old tab for its own, as an older copy of the journal does, sees by the new mark
    // that rows go elsewhere now.
    private static func ended(
        _ tab: SheetLayout.Tab,
        _ layout: SheetLayout
    ) -> [RequestValue] {
        let headers = layout.headers.filter { $0.sheet == tab.number }.map(\.owner)
        guard let last = headers.max(by: { $0.epoch < $1.epoch }) else { return [] }
        return takingOver(
            HeaderMarker(
                spreadsheet: last.spreadsheet,
                sheet: tab.number,
                stream: last.stream,
                epoch: last.epoch + 1
            )
        )
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
