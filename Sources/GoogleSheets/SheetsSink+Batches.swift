import JSONTree
import TicksheetCore
import WallTime

extension SheetsSink {
    // The service may know a refused id of its own a little later than it refuses it.
    private static let confirmations = 12
    private static let confirmationPause = Duration.seconds(5)

    /// Writes entries as the open batch, or opens one; ends when it is decided.
    ///
    /// `retries`: Whether it is one entry, passed before because its row was refused: refused again,
    /// its problem stays.
    func write(
        _ entries: [Entry],
        through last: SequenceNumber,
        retries: Bool = false,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        var passed: (part: Part, row: RefusedRow)?
        var refused = 0
        var unauthorized = 0
        var reformats = 0
        var relayouts = 0
        while true {
            // Waiting comes first, so that the layout is fresh when the rows are sent.
            let token = try await onService { () throws(ServiceTrouble) in
                try await calls.turnToWrite()
            }
            let settled = try await settled(&state, ledger)
            if let decided = settled.decided { return decided }
            let left = rowsLeft(settled)
            if left == 0, entries.contains(where: mapping.hasRow) {
                return try await moveOn(&state, settled, ledger)
            }
            let grid = settled.grid(guards)
            let most = retries ? left : min(left, search.limit)
            let part = passed?.part ?? rendered(entries[...], at: grid.places, most: most)
            let isWhole = part.entries == entries.count
            let through = isWhole ? last : entries[part.entries].sequence - 1
            let attempt = try begin(
                part.json,
                rows: part.rows,
                through: through,
                refused: passed?.row,
                retried: retries ? entries.first?.sequence : nil,
                &state,
                ledger
            )
            let written = try await onService { () throws(ServiceTrouble) in
                try await calls.update(
                    requests(attempt.digest, part, grid, state),
                    with: token,
                    showing: guards ? nil : settled.tab
                )
            }
            state.lifetime = max(state.lifetime, written.lifetime)
            switch written.answer {
            case .done(let reply):
                displace(&state, reply, grid, part.rows > 0)
                let receipt = try acknowledge(attempt, at: written.date, &state, ledger)
                if !retries { passed == nil ? search.wrote(part.rows) : search.found() }
                try await collect(&state, settled, ledger, at: written.date)
                return receipt
            case .refused(let refusal) where refusal.isOfCells:
                return try await moveOn(&state, settled, ledger)
            case .refused(let refusal) where refusal.isOfMarker:
                return try await confirmed(refusal, &state, settled, ledger)
            case .refused(let refusal) where grid.isOfGuard(refusal):
                noteRefusedGuard(at: grid.places)
                relayouts += 1
                guard relayouts < Self.rounds else { throw .service(.neverAtRest(place)) }
            case .refused(let refusal):
                // People may have deleted rows since the tab was read.
                if grid.isOfFormats(refusal), reformats < 3 {
                    reformats += 1
                    continue
                }
                try requireOfRows(refusal, at: part.rows > 0 ? grid.firstRequest : nil)
                refused += 1
                guard part.rows == 1, let entry = part.last else {
                    search.refused(part.rows)
                    continue
                }
                // What people did to the tab in that moment shows when it is read again.
                if refused == 1 { continue }
                let row = RefusedRow(
                    row: entry.sequence,
                    entry: entry.sequence,
                    source: entry.source,
                    refusal: refusal
                )
                if retries {
                    let problems = RowProblems(raised: [problem(of: row)])
                    try ledger.keep(state.encoded, problems: problems)
                    return WriteReceipt(through: last, rows: 0)
                }
                try requireFew(state.refusals, row)
                passed = (Part(entries: part.entries), row)
            case .unauthorized:
                unauthorized += 1
                if unauthorized > 1 { throw .service(.unauthorized(place)) }
            case .limited, .denied, .unreachable, .unknown:
                throw .service(trouble(of: written.answer))
            }
        }
    }

    // MARK: One attempt

    /// Rows of some entries, as JSON text.
    struct Part {
        /// How many entries it covers.
        var entries = 0
        var rows = 0
        /// An array of rows; none where nothing is to be shown.
        var json: [UInt8] = []
        /// The entry of its last row.
        var last: Entry?
    }

    /// Renders entries up to a size, and at most so many rows.
    func rendered(
        _ entries: ArraySlice<Entry>,
        at places: [Int],
        most: Int = .max
    ) -> Part {
        let cells = CellWriter(mapping, places: places)
        var part = Part()
        var writer = JSONWriter()
        writer.beginArray()
        for entry in entries {
            if let row = rows.row(for: entry) {
                if part.rows == most { break }
                cells.append(row, to: &writer)
                part.rows += 1
                part.last = entry
            }
            part.entries += 1
            if writer.bytes.count >= Self.batchBytes { break }
        }
        writer.endArray()
        if part.rows > 0 { part.json = writer.bytes }
        return part
    }

    /// Keeps an attempt, before anything of it is sent.
    ///
    /// `json`: What digest tells it from others.
    ///
    /// `keys`: What its new rows stand for, where rows are kept current.
    ///
    /// `refused`: The row that it passes over.
    ///
    /// `retried`: The entry whose row was refused before.
    ///
    /// `emptied`: The rows that it empties because a write hit them.
    func begin(
        _ json: [UInt8],
        rows: Int,
        keys: [String] = [],
        through: SequenceNumber,
        refused: RefusedRow? = nil,
        retried: SequenceNumber? = nil,
        emptied: [EmptiedRow] = [],
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) throws(SinkError) -> SheetState.Attempt {
        var open = state.open ?? SheetState.Open(through: through)
        open.count += 1
        let now = calls.clock.now.seconds
        let attempt = SheetState.Attempt(
            number: open.count,
            digest: Marker.digest(of: state, attempt: open.count, rows: json),
            through: through,
            rows: rows,
            sent: now,
            keys: keys,
            refused: refused,
            retried: retried,
            emptied: emptied
        )
        // One that is not there so long after its token has ended will never be.
        open.attempts.removeAll { $0.sent < now - MarkerKeeping.keeping(state) }
        open.attempts.append(attempt)
        state.open = open
        state.writes = (Int64(calls.writes.used), now)
        try ledger.keep(state.encoded)
        return attempt
    }

    /// Words an answer that is no success.
    func trouble(of answer: SheetsAnswer) -> ServiceTrouble {
        switch answer {
        case .limited: .limited(place)
        case .unauthorized: .unauthorized(place)
        case .refused(let refusal) where refusal.isOfCells: full(room.limit)
        case .refused(let refusal) where refusal.isOfProtection:
            .protected(place, refusal.message)
        case .denied(let refusal), .refused(let refusal):
            .denied(refusal, place, account: calls.access.account)
        case .unreachable(let cause), .unknown(let cause): .unavailable(place, cause: cause)
        case .done: .unavailable(place, cause: "it was done")
        }
    }

    func requests(
        _ digest: String,
        _ part: Part,
        _ grid: Grid,
        _ state: SheetState
    ) -> [UInt8] {
        let marker = marker(digest, on: grid.sheet, state)
        guard part.rows > 0 else { return RequestValue.array([marker]).bytes }
        let rows: RequestValue = [
            "appendCells": [
                "sheetId": .integer(grid.sheet), "rows": .raw(part.json),
                "fields": "userEnteredValue",
            ]
        ]
        return RequestValue.array([marker] + grid.guarded.requests + [rows] + formats(grid)).bytes
    }

    /// Requests that give rows which come to a full grid the formats of their columns.
    func formats(_ grid: Grid) -> [RequestValue] {
        design.formats(grid.sheet, grid.places, from: max(1, grid.rows - 1))
    }

    /// What a writing has to know of a tab.
    struct Grid {
        let sheet: Int64
        /// Rows that the tab had when it was read, the header included.
        let rows: Int64
        /// The place of each of our columns, from 0.
        let places: [Int]
        var guarded = ColumnGuard.none

        /// The number of the request behind the marker and the guard.
        var firstRequest: Int { 1 + guarded.requests.count }

        /// Whether a refusal names the guard.
        func isOfGuard(_ refusal: SheetsAnswer.Refusal) -> Bool {
            guard refusal.status == 400, let request = refusal.request else { return false }
            return (1..<firstRequest).contains(request)
        }

        /// Whether a refusal names what follows the rows.
        func isOfFormats(_ refusal: SheetsAnswer.Refusal) -> Bool {
            (refusal.request ?? 0) > firstRequest
        }
    }

    /// The request without which nothing is written, and which can be done once.
    func marker(_ digest: String, on sheet: Int64, _ state: SheetState) -> RequestValue {
        [
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataId": .integer(Marker.id(of: state.next, base: state.base)),
                    "metadataKey": .string(Marker.key), "metadataValue": .string(digest),
                    "location": ["sheetId": .integer(sheet)], "visibility": "DOCUMENT",
                ]
            ]
        ]
    }

    // MARK: Refusals

    /// Looks which attempt is there after the service refused the batch's id.
    func confirmed(
        _ refusal: SheetsAnswer.Refusal,
        _ state: inout SheetState,
        _ settled: Settled,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        if refusal.isOfStorage {
            let second = calls.clock.now.seconds
            try await collect(&state, settled, ledger, at: second, isUrgent: true)
            throw .service(.markersFull(place))
        }
        let id = Marker.id(of: state.next, base: state.base)
        for round in 0..<Self.confirmations {
            let found = try await onService { () throws(ServiceTrouble) in
                try await calls.read("/developerMetadata/\(id)", mayLack: true)
            }
            if let found, let value = found.member(found.root, "metadataValue") {
                return try decide(found.text(value), &state, ledger)
            }
            if round < Self.confirmations - 1 { await calls.clock.pause(Self.confirmationPause) }
        }
        throw .service(.markerHidden(place, id, commands))
    }
}

extension SheetsAnswer.Refusal {
    /// Whether it names the marker.
    var isOfMarker: Bool { status == 400 && request == 0 }

    /// Whether the markers of a tab take too much room.
    var isOfStorage: Bool { message.contains("storage limit") }

    var isOfCells: Bool { message.contains("number of cells in the workbook") }

    var isOfProtection: Bool { message.contains("protected") }
}
