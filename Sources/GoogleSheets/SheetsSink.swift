import CryptoBridge
import JSONTree
package import TicksheetCore
import WallTime

/// Appends rows to a tab of a Google spreadsheet, each entry once, whatever people do to the tab.
///
/// The protocol of one batch:
///
/// 1. read the layout: the tab, its header marker, our columns, the markers of batches;
/// 2. keep {batch, attempt, entries, digest} in the journal, synced;
/// 3. send one request list: a marker whose id can be used once, then the rows. The service applies
///    all of it or nothing, and refuses an id that is in use;
/// 4. done → acknowledge; refused because of the id → the marker's value names the attempt that is
///    there, and its entries are acknowledged; not known → the next attempt bears the same id.
///
/// However often a batch is sent, at whatever time it arrives, it is there once.
package final class SheetsSink: Sink {
    /// The commands that remedy what stops a sink, for messages.
    package struct Commands: Sendable {
        /// Writes the report anew.
        package let rebuild: String
        /// Takes over a tab.
        package let adopt: String
        /// Tries rows again, with numbers of problems.
        package let retry: String
        /// The report's name.
        package let report: String

        /// Names them.
        package init(report: String, rebuild: String, adopt: String, retry: String) {
            self.report = report
            self.rebuild = rebuild
            self.adopt = adopt
            self.retry = retry
        }
    }

    // Google recommends about 2 MB.
    static let batchBytes = 5 << 19

    /// Those of the spreadsheet that is written to now.
    var calls: SheetsCalls
    let supply: SpreadsheetSupply
    let room: CellRoom
    let mapping: ReportMapping
    let design: SheetDesign
    let digest: String
    let commands: Commands
    var rows: RowBuilder
    /// Whether batches are refused where columns have moved.
    var guards = true
    /// Where columns stood when a guard was refused the last times.
    var refusals: (places: [Int], count: Int) = ([], 0)
    /// The search for a row that is refused.
    var search = RowSearch()
    /// What earlier tabs were found or made to show by this process, by their names.
    var shownEarlier: [String: ShownStates.Bound] = [:]

    var place: SheetPlace { calls.place }

    /// Creates a sink.
    ///
    /// `calls`: Of the first spreadsheet.
    ///
    /// `supply`: Where it goes on when that one is full; nil for nowhere.
    ///
    /// `definition`: What makes the rows; a change of it is noticed.
    package init(
        _ calls: SheetsCalls,
        supply: SpreadsheetSupply? = nil,
        room: CellRoom = .google,
        mapping: ReportMapping,
        definition: String,
        rows: RowBuilder,
        commands: Commands
    ) {
        self.calls = calls
        self.supply = supply ?? .list([calls.place.spreadsheet])
        self.room = room
        self.mapping = mapping
        self.commands = commands
        self.rows = rows
        design = SheetDesign(mapping)
        digest = Self.digest(definition)
    }

    /// Whether a tab's rows were made by another definition, as a reader's state tells.
    package static func isStale(_ state: [UInt8], definition: String) -> Bool {
        let known = SheetState(state).mapping
        return !known.isEmpty && known != digest(definition)
    }

    /// Whether opening writes the rows of a tab that another definition made anew, as a reader's state tells:
    /// not where they stand for something else, or others were left out.
    package static func isRenewed(_ state: [UInt8], _ mapping: ReportMapping) -> Bool {
        let state = SheetState(state)
        return mapping.rows != .status && state.rowPolicy ?? mapping.rows == mapping.rows
            && (state.filter.isEmpty || state.filter == SheetDesign(mapping).filter)
    }

    /// Returns how many writes of its minute the account had used up when a batch was last sent to a tab,
    /// and when that was, in Unix seconds, as a reader's state tells; nil before the first.
    package static func writes(_ state: [UInt8]) -> (used: Int, at: Int64)? {
        let writes = SheetState(state).writes
        return writes.at == 0 ? nil : (Int(writes.used), writes.at)
    }

    private static func digest(_ definition: String) -> String {
        String(Base64.urlEncoded(Digest.hash(.sha256, Array(definition.utf8))).prefix(16))
    }

    package func open(_ ledger: ReaderLedger) async throws(SinkError) {
        var state = SheetState(try ledger.record().state)
        try await enter(&state, ledger)
        try await settleRebuild(&state, ledger)
        if !state.isMade { try await make(&state, try await layoutForTab(&state, ledger), ledger) }
        _ = try await settled(&state, ledger)
        // What another mapping made is not left until something happens to be told of it.
        guard mapping.rows != .status, state.mapping != digest else { return }
        let checkpoint = try ledger.record().checkpoint
        _ = try await writeCurrent(through: checkpoint, &state, ledger)
    }

    /// Whether another mapping made the rows of a tab that is kept current.
    package func opensAnew(_ ledger: ReaderLedger) throws(SinkError) -> Bool {
        guard mapping.rows != .status else { return false }
        let state = SheetState(try ledger.record().state)
        return state.isMade && state.mapping != digest
    }

    /// Appends the batch's rows, or brings the rows of its messages up to date, and acknowledges it.
    package func write(
        _ batch: Batch,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        let record = try ledger.record()
        var state = SheetState(record.state)
        guard record.checkpoint >= batch.after else {
            return WriteReceipt(through: record.checkpoint, rows: 0)
        }
        try turn(to: state)
        if state.volumes.since == nil { state.volumes.since = record.checkpoint }
        guard state.isMade, !state.isBeingRebuilt else {
            // A command was carried out before the tab could be made.
            try await open(ledger)
            return WriteReceipt(through: try ledger.record().checkpoint, rows: 0)
        }
        if mapping.rows != .status {
            return try await writeCurrent(through: batch.last, &state, ledger)
        }
        rows.use(try ledger.pins())
        var receipt = WriteReceipt(through: record.checkpoint, rows: 0)
        repeat {
            let part = try await write(batch, after: receipt.through, &state, ledger)
            receipt = WriteReceipt(through: part.through, rows: receipt.rows + part.rows)
            // A search ends here and not with the batches to come, which may be long in coming.
        } while search.isOn && state.isMade && receipt.through < batch.last && !Task.isCancelled
        return receipt
    }

    private func write(
        _ batch: Batch,
        after checkpoint: SequenceNumber,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        let entries = batch.entries.filter { entry in
            entry.sequence > checkpoint && entry.sequence <= state.open?.through ?? .max
        }
        let last = min(batch.last, state.open?.through ?? .max)
        if state.open == nil, !entries.contains(where: mapping.hasRow) {
            try ledger.acknowledge(through: last, state: state.encoded)
            return WriteReceipt(through: last, rows: 0)
        }
        return try await write(entries, through: last, &state, ledger)
    }

    // MARK: Calls

    func onService<Value>(
        _ body: () async throws(ServiceTrouble) -> Value
    ) async throws(SinkError) -> Value {
        do throws(ServiceTrouble) {
            return try await body()
        } catch {
            throw .service(error)
        }
    }

    func layout(of spreadsheet: String? = nil) async throws(SinkError) -> SheetLayout {
        let calls = spreadsheet.map(calls.of) ?? calls
        return try await onService { () throws(ServiceTrouble) in
            guard let found = try await layout(calls, mayLack: false) else {
                throw .unavailable(calls.place, cause: "the answer is empty")
            }
            return found
        }
    }

    /// Reads a layout; nil where there is no such spreadsheet and `mayLack` allows it.
    func layout(
        _ calls: SheetsCalls,
        mayLack: Bool
    ) async throws(ServiceTrouble) -> SheetLayout? {
        guard let spreadsheet = try await calls.read(SheetLayout.path, mayLack: mayLack),
            let found = try await calls.read(
                "/developerMetadata:search",
                body: SheetLayout.search,
                mayLack: mayLack
            )
        else { return nil }
        return SheetLayout(spreadsheet, found)
    }
}
