import PosixBridge
package import TicksheetCore

/// Appends rows to a CSV file, each entry once, and never over what somebody else wrote.
///
/// The protocol of one batch, under a lock beside the file:
///
/// 1. the file must be as it was acknowledged, else stop: somebody edited it;
/// 2. keep {entries, end, checksum} as pending in the journal, synced;
/// 3. append, sync the file, and its folder when it is new;
/// 4. the path must still name the file, with that size;
/// 5. acknowledge: checkpoint, size and checksum of the tail, in one transaction.
///
/// After a crash the excess behind the acknowledged size tells what happened: all of the pending
/// batch → acknowledge; a true prefix of it → cut off and write again; anything else → stop.
package final class CSVSink: MovableSink {
    /// What to do where the file is gone.
    package enum MissingPolicy: String, Sendable, CaseIterable {
        /// Stop until somebody puts it back or decides.
        case stop
        /// Write all of it anew.
        case rebuild
        /// Begin a new file with the rows that follow.
        case `continue`
    }

    let path: String
    let dialect: CSVDialect
    let missing: MissingPolicy
    let headers: [String]
    let mapping: String
    let encoder: CSVEncoder
    let rebuild: String
    let failPoint: FailPoint
    var rows: RowBuilder
    // The directory entry of a new file is synced once.
    var isNew = false

    /// Creates a sink.
    ///
    /// `path`: An absolute path.
    ///
    /// `definition`: What makes the rows; a change of it is noticed.
    ///
    /// `rebuild`: The command that writes the report anew, for messages.
    package init(
        path: String,
        dialect: CSVDialect,
        missing: MissingPolicy,
        headers: [String],
        definition: String,
        rows: RowBuilder,
        rebuild: String,
        failPoint: FailPoint = .none
    ) {
        self.path = path
        self.rebuild = rebuild
        mapping = Self.digest(definition)
        self.dialect = dialect
        self.missing = missing
        self.headers = headers
        self.rows = rows
        self.failPoint = failPoint
        encoder = CSVEncoder(dialect)
    }

    /// Whether a file's first rows were made by another definition, as a reader's state tells.
    package static func isStale(_ state: [UInt8], definition: String) -> Bool {
        guard let state = CSVState(state), !state.mapping.isEmpty else { return false }
        return state.mapping != digest(definition)
    }

    private static func digest(_ definition: String) -> String {
        CSVState.checksum(Array(definition.utf8))
    }

    /// File and journal in agreement: nothing pending, the file as acknowledged.
    struct Settled {
        let file: File
        let state: CSVState
        let checkpoint: SequenceNumber
    }

    package func open(_ ledger: ReaderLedger) async throws(SinkError) {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            _ = try settled(ledger)
            // What is there now is a new file that a rebuild did not end.
            try onSystem { () throws(SystemError) in try FileSwap(path: path).discard() }
        }
    }

    /// Whether the file has to be made again with all its rows.
    package func opensAnew(_ ledger: ReaderLedger) throws(SinkError) -> Bool {
        guard missing == .rebuild, try !ledger.record().state.isEmpty else { return false }
        return (try? Paths.status(path)) == nil
    }

    package func write(
        _ batch: Batch,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            let found = try settled(ledger)
            let checkpoint = found.checkpoint
            guard checkpoint >= batch.after else {
                return WriteReceipt(through: checkpoint, rows: 0)
            }
            rows.use(try onLedger { () throws(SinkError) in try ledger.pins() })
            let (bytes, count) = rendered(batch.entries.filter { $0.sequence > checkpoint })
            let through = max(batch.last, checkpoint)
            if bytes.isEmpty {
                try onLedger { () throws(SinkError) in
                    try ledger.acknowledge(through: through, state: found.state.encoded)
                }
            } else {
                let pending = CSVState.Pending(
                    after: checkpoint,
                    through: through,
                    end: found.state.size + Int64(bytes.count),
                    sum: CSVState.checksum(bytes),
                    mapping: mapping
                )
                try append(bytes, pending, to: found.file, found.state, ledger)
            }
            return WriteReceipt(through: through, rows: count)
        }
    }

    // MARK: One batch

    func append(
        _ bytes: [UInt8],
        _ pending: CSVState.Pending,
        to file: File,
        _ state: CSVState,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) {
        var state = state
        failPoint.reach(.beforePending)
        state.pending = pending
        let kept = state.encoded
        try onLedger { () throws(SinkError) in try ledger.keep(kept) }
        failPoint.reach(.afterPending)
        try requireNamed(file, size: state.size)
        let half = bytes.count / 2
        try onSystem { () throws(SystemError) in
            try file.write(Array(bytes[..<half]), at: state.size)
            failPoint.reach(.halfAppended)
            try file.write(Array(bytes[half...]), at: state.size + Int64(half))
            failPoint.reach(.afterAppend)
            try file.sync()
            if isNew { try Paths.syncFolder(Paths.folder(of: path)) }
        }
        isNew = false
        failPoint.reach(.afterSync)
        try acknowledge(file, state, pending, ledger)
    }

    func acknowledge(
        _ file: File,
        _ state: CSVState,
        _ pending: CSVState.Pending,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) {
        try requireNamed(file, size: pending.end)
        var state = state
        state.size = pending.end
        state.tail = try tail(of: file, size: pending.end)
        state.layout = layout
        state.pending = nil
        failPoint.reach(.beforeAcknowledge)
        let encoded = state.encoded
        try onLedger { () throws(SinkError) in
            try ledger.acknowledge(through: pending.through, state: encoded)
        }
    }

    /// Throws where the path no longer names the open file, or the file has another size.
    func requireNamed(_ file: File, size: Int64) throws(FileTrouble) {
        let ours = try onSystem { () throws(SystemError) in try file.status() }
        let found = try onSystem { () throws(SystemError) in try Paths.status(path) }
        guard let found, found.isSameFile(as: ours), found.size == size else {
            throw .sink(.replaced(path: path))
        }
    }

    func rendered(_ entries: [Entry]) -> (bytes: [UInt8], rows: Int) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 120)
        var row = encoder.row
        var count = 0
        for entry in entries where rows.write(entry, to: &row) {
            encoder.append(row, to: &bytes)
            count += 1
        }
        return (bytes, count)
    }
}
