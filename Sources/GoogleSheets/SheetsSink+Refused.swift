package import TicksheetCore
import WallTime

/// What becomes of a row that the service refuses while it takes others: it is set aside as a problem.
///
/// Rows per status: the entry is passed by an attempt that writes nothing but the marker. The problem
/// comes up in the transaction that acknowledges that attempt, by whatever process.
/// Rows kept current: the row is marked with the state that was refused, and tried again in another
/// one. A row that is not there at all stays to be added, though its message is no news any more.
extension SheetsSink: RetryingSink {
    // Where so many rows follow each other it is not the rows.
    private static let mostRefusals = 20

    /// Throws where a refusal is of something else than the rows.
    func requireOfRows(_ refusal: SheetsAnswer.Refusal, at request: Int?) throws(SinkError) {
        if refusal.isOfProtection { throw .service(.protected(place, refusal.message)) }
        guard refusal.status == 400, let request, refusal.request == request else {
            throw .service(trouble(of: .refused(refusal)))
        }
    }

    /// Throws where so many rows were refused, one after the other, that it is not the rows.
    func requireFew(_ refusals: Int64, _ row: RefusedRow) throws(SinkError) {
        guard refusals < Self.mostRefusals else {
            throw .service(.rowsRefused(place, row.words, Self.mostRefusals, commands))
        }
    }

    /// Words the problem of a row.
    func problem(of row: RefusedRow) -> RowProblem {
        let meanwhile =
            mapping.rows == .status
            ? "All other rows are written."
            : "All other rows are kept current; this one is tried again when its content changes."
        return RowProblem(
            row: row.row,
            entry: row.entry,
            source: row.source,
            code: "sheets.row_refused",
            place: "report \(commands.report), tab \(place.tab), the row of entry \(row.entry)",
            finding: "Google Sheets refuses the row: \(row.words)",
            remedy:
                "\(meanwhile) Change in the mapping what Google does not take, then write the row: "
                + "\(commands.retry), with this problem's number"
        )
    }

    /// Words what befell a row that is not ours and that a write hit.
    ///
    /// `state`: Of the tab, with the batch that empties it as the next.
    func problem(ofEmptied row: EmptiedRow, _ state: SheetState) -> RowProblem {
        let isOnlyOne = if case .list(let ids) = supply { ids.count == 1 } else { false }
        let spreadsheet = isOnlyOne ? "" : "spreadsheet \(place.spreadsheet), "
        return RowProblem(
            row: row.row(state),
            entry: row.entry,
            source: row.source,
            code: "sheets.row_overwritten",
            place:
                "report \(commands.report), \(spreadsheet)tab \(place.tab), row \(row.place)",
            finding:
                "people inserted or moved rows while a row was on its way, and it was written over "
                + "this one, which is none that this journal knows; it is emptied again",
            remedy:
                "See in Google Sheets what stood there before (File, Version history) and put it "
                + "back. Then put the problem away with \"ticksheet problems discard\""
        )
    }

    /// Leaves a row out that is kept current, until its content changes.
    func setAside(
        _ row: RefusedRow,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) throws(SinkError) {
        try requireFew(state.refusals, row)
        if row.isNew { search.found() }
        state.refusals += 1
        state.refused.removeAll { $0.key == row.key }
        state.refused.append(row.mark)
        try ledger.keep(state.encoded, problems: RowProblems(raised: [problem(of: row)]))
    }

    // MARK: Again

    /// Tries refused rows again that somebody wants: as batches of their own below the others, or in the
    /// next round where rows are kept current.
    package func retryRows(
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> (written: Int, refused: Int) {
        try await open(ledger)
        var state = SheetState(try ledger.record().state)
        // Who asks for it may have mended what was wrong with all of them.
        state.refusals = 0
        let wanted = try ledger.wantedRows()
        if mapping.rows == .status {
            var written = 0
            for entry in wanted where try await retry(entry, &state, ledger) { written += 1 }
            return (written, wanted.count - written)
        }
        state.wanted(wanted)
        for index in state.earlier.indices { state.earlier[index].wanted(wanted) }
        shownEarlier = [:]
        // What bears no mark is there, or was deleted by a person.
        let marked = Set(state.allRefused.map(\.row))
        let gone = wanted.filter { !marked.contains($0) }
        try ledger.keep(state.encoded, problems: RowProblems(solved: gone))
        let checkpoint = try ledger.record().checkpoint
        _ = try await writeCurrent(through: checkpoint, &state, ledger)
        let left = Set(state.allRefused.map(\.row))
        let refused = wanted.count(where: left.contains)
        return (wanted.count - refused, refused)
    }

    /// Writes an entry's row as a batch of its own; returns whether it is there.
    private func retry(
        _ sequence: SequenceNumber,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> Bool {
        // What a changed mapping makes of it counts, not what was refused.
        let found = try ledger.correctedEntries(after: sequence - 1, limit: 1).first
        guard let entry = found, entry.sequence == sequence else { return false }
        rows.use(try ledger.pins())
        guard mapping.hasRow(for: entry) else {
            try ledger.keep(state.encoded, problems: RowProblems(solved: [sequence]))
            return true
        }
        var isThere = false
        // A batch that was open is decided first, and a full spreadsheet left.
        while try ledger.wantedRows().contains(sequence) {
            if !state.isMade {
                try await open(ledger)
                state = SheetState(try ledger.record().state)
            }
            let checkpoint = try ledger.record().checkpoint
            let receipt = try await write(
                [entry],
                through: checkpoint,
                retries: true,
                &state,
                ledger
            )
            isThere = receipt.rows > 0
        }
        return isThere
    }
}

extension SheetState {
    /// All that are refused, in earlier tabs too.
    fileprivate var allRefused: [RefusedRow] { earlier.flatMap(\.refused) + refused }

    /// Lets rows be tried again, whatever their states.
    fileprivate mutating func wanted(_ rows: [Int64]) {
        refusals = 0
        for index in refused.indices where rows.contains(refused[index].row) {
            refused[index].state = ""
        }
    }
}
