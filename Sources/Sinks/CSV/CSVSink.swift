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
package final class CSVSink: Sink {
    /// What to do where the file is gone.
    package enum MissingPolicy: String, Sendable, CaseIterable {
        /// Stop until somebody puts it back or decides.
        case stop
        /// Write all of it anew.
        case rebuild
        /// Begin a new file with the rows that follow.
        case `continue`
    }

    private let path: String
    private let dialect: CSVDialect
    private let missing: MissingPolicy
    private let headers: [String]
    private let encoder: CSVEncoder
    private let failPoint: FailPoint
    private var rows: RowBuilder
    // The directory entry of a new file is synced once.
    private var isNew = false

    /// Creates a sink.
    ///
    /// `path`: An absolute path.
    package init(
        path: String,
        dialect: CSVDialect,
        missing: MissingPolicy,
        headers: [String],
        rows: RowBuilder,
        failPoint: FailPoint = .none
    ) {
        self.path = path
        self.dialect = dialect
        self.missing = missing
        self.headers = headers
        self.rows = rows
        self.failPoint = failPoint
        encoder = CSVEncoder(dialect)
    }

    package func open(_ ledger: ReaderLedger) async throws(SinkError) {
        try onFiles { () throws(Trouble) in
            let lock = try takeLock()
            defer { lock.unlock() }
            _ = try settled(ledger)
        }
    }

    package func write(
        _ batch: Batch,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        try onFiles { () throws(Trouble) in
            let lock = try takeLock()
            defer { lock.unlock() }
            let (file, state, checkpoint) = try settled(ledger)
            guard checkpoint >= batch.after else {
                return WriteReceipt(through: checkpoint, rows: 0)
            }
            let (bytes, count) = rendered(batch.entries.filter { $0.sequence > checkpoint })
            let through = max(batch.last, checkpoint)
            if bytes.isEmpty {
                try trouble { () throws(SinkError) in
                    try ledger.acknowledge(through: through, state: state.encoded)
                }
            } else {
                let pending = CSVState.Pending(
                    after: checkpoint,
                    through: through,
                    end: state.size + Int64(bytes.count),
                    sum: CSVState.checksum(bytes)
                )
                try append(bytes, pending, to: file, state, ledger)
            }
            return WriteReceipt(through: through, rows: count)
        }
    }

    // MARK: One batch

    private func append(
        _ bytes: [UInt8],
        _ pending: CSVState.Pending,
        to file: File,
        _ state: CSVState,
        _ ledger: ReaderLedger
    ) throws(Trouble) {
        var state = state
        failPoint.reach(.beforePending)
        state.pending = pending
        let kept = state.encoded
        try trouble { () throws(SinkError) in try ledger.keep(kept) }
        failPoint.reach(.afterPending)
        try requireNamed(file, size: state.size)
        let half = bytes.count / 2
        try system { () throws(SystemError) in
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

    private func acknowledge(
        _ file: File,
        _ state: CSVState,
        _ pending: CSVState.Pending,
        _ ledger: ReaderLedger
    ) throws(Trouble) {
        try requireNamed(file, size: pending.end)
        var state = state
        state.size = pending.end
        state.tail = try tail(of: file, size: pending.end)
        state.layout = layout
        state.pending = nil
        failPoint.reach(.beforeAcknowledge)
        let encoded = state.encoded
        try trouble { () throws(SinkError) in
            try ledger.acknowledge(through: pending.through, state: encoded)
        }
    }

    /// Throws where the path no longer names the open file, or the file has another size.
    private func requireNamed(_ file: File, size: Int64) throws(Trouble) {
        let ours = try system { () throws(SystemError) in try file.status() }
        let found = try system { () throws(SystemError) in try Paths.status(path) }
        guard let found, found.isSameFile(as: ours), found.size == size else {
            throw .sink(.replaced(path: path))
        }
    }

    private func rendered(_ entries: [Entry]) -> (bytes: [UInt8], rows: Int) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 120)
        var count = 0
        for entry in entries {
            guard let row = rows.row(for: entry) else { continue }
            encoder.append(row, to: &bytes)
            count += 1
        }
        return (bytes, count)
    }

    // MARK: What was left behind

    /// Brings file and journal to one state: nothing pending, the file as acknowledged.
    private func settled(
        _ ledger: ReaderLedger
    ) throws(Trouble) -> (file: File, state: CSVState, checkpoint: SequenceNumber) {
        let record = try trouble { () throws(SinkError) in try ledger.record() }
        guard let state = CSVState(record.state) else {
            return try begun(ledger, after: record.checkpoint)
        }
        let found = try system { () throws(SystemError) in try Paths.status(path) }
        guard let found else {
            // The header of a new file was pending when the process ended: nothing is lost.
            if state.size == 0 { return try begun(ledger, after: record.checkpoint) }
            return try replacedMissing(ledger, record)
        }
        guard found.isRegular else { throw .sink(.notAFile(path: path)) }
        let file = try system { () throws(SystemError) in try File(path, .append) }
        let size = try system { () throws(SystemError) in try file.status() }.size
        guard size >= state.size else {
            throw .sink(.edited(path: path, detail: "it is shorter than what was written"))
        }
        guard try tail(of: file, size: state.size) == state.tail else {
            throw .sink(.edited(path: path, detail: "its last rows differ from what was written"))
        }
        if size > 0, !state.layout.isEmpty, state.layout != layout {
            throw .sink(.columnsChanged(path: path, found: state.layout, expected: layout))
        }
        let excess = size - state.size
        guard let pending = state.pending else {
            guard excess == 0 else {
                throw .sink(.edited(path: path, detail: "it is longer than what was written"))
            }
            return (file, state, record.checkpoint)
        }
        return try settled(file, excess, pending, state, ledger)
    }

    private func settled(
        _ file: File,
        _ excess: Int64,
        _ pending: CSVState.Pending,
        _ state: CSVState,
        _ ledger: ReaderLedger
    ) throws(Trouble) -> (file: File, state: CSVState, checkpoint: SequenceNumber) {
        let written = try system { () throws(SystemError) in
            try file.read(at: state.size, count: Int(min(excess, pending.end - state.size + 1)))
        }
        if state.size + excess == pending.end, CSVState.checksum(written) == pending.sum {
            // It may stand in the file and not yet on the disk.
            try system { () throws(SystemError) in
                try file.sync()
                try Paths.syncFolder(Paths.folder(of: path))
            }
            try acknowledge(file, state, pending, ledger)
        } else {
            let batch = try batch(of: pending, ledger)
            guard batch.starts(with: written), written.count < max(1, batch.count) else {
                throw .sink(
                    .edited(path: path, detail: "behind the last acknowledged row stands more")
                )
            }
            var state = state
            state.pending = nil
            try system { () throws(SystemError) in try file.truncate(to: state.size) }
            // Without a header nothing may be kept: rows would be appended to an empty file.
            if state.size == 0 { return try begun(ledger, after: pending.after, in: file) }
            let encoded = state.encoded
            try trouble { () throws(SinkError) in try ledger.keep(encoded) }
        }
        let record = try trouble { () throws(SinkError) in try ledger.record() }
        return (file, CSVState(record.state) ?? state, record.checkpoint)
    }

    /// Renders a pending batch again.
    private func batch(
        of pending: CSVState.Pending,
        _ ledger: ReaderLedger
    ) throws(Trouble) -> [UInt8] {
        guard pending.through > pending.after else { return headerBytes }
        var entries: [Entry] = []
        var position = pending.after
        while position < pending.through {
            let page = try trouble { () throws(SinkError) in
                try ledger.entries(after: position, limit: 1000)
            }
            guard let last = page.last else { break }
            entries += page.filter { $0.sequence <= pending.through }
            position = last.sequence
        }
        return rendered(entries).bytes
    }

    // MARK: New files

    /// Makes the file with its header row.
    private func begun(
        _ ledger: ReaderLedger,
        after checkpoint: SequenceNumber,
        in existing: File? = nil
    ) throws(Trouble) -> (file: File, state: CSVState, checkpoint: SequenceNumber) {
        let file: File
        if let existing {
            file = existing
        } else {
            if let found = try system({ () throws(SystemError) in try Paths.status(path) }) {
                guard found.isRegular else { throw .sink(.notAFile(path: path)) }
                guard found.size == 0 else { throw .sink(.foreign(path: path)) }
            }
            // What the journal knew of a file that is gone must not be held against the new one.
            try trouble { () throws(SinkError) in try ledger.keep([]) }
            file = try system { () throws(SystemError) in
                _ = try File(path, .updateOrCreate)
                return try File(path, .append)
            }
        }
        isNew = true
        let pending = CSVState.Pending(
            after: checkpoint,
            through: checkpoint,
            end: Int64(headerBytes.count),
            sum: CSVState.checksum(headerBytes)
        )
        var state = CSVState()
        state.layout = layout
        try append(headerBytes, pending, to: file, state, ledger)
        let record = try trouble { () throws(SinkError) in try ledger.record() }
        return (file, CSVState(record.state) ?? CSVState(), record.checkpoint)
    }

    private func replacedMissing(
        _ ledger: ReaderLedger,
        _ record: ReaderRecord
    ) throws(Trouble) -> (file: File, state: CSVState, checkpoint: SequenceNumber) {
        switch missing {
        case .stop:
            throw .sink(.missing(path: path))
        case .continue:
            return try begun(ledger, after: record.checkpoint)
        case .rebuild:
            try trouble { () throws(SinkError) in try ledger.restart() }
            return try begun(
                ledger,
                after: try trouble { () throws(SinkError) in
                    try ledger.record().checkpoint
                }
            )
        }
    }

    /// The columns and what stands between them, for people and to see a change.
    private var layout: String {
        let separator = String(UnicodeScalar(dialect.separator))
        return headers.joined(separator: separator == "\t" ? " TAB " : separator)
    }

    private var headerBytes: [UInt8] {
        var bytes: [UInt8] = []
        encoder.appendHeader(headers, to: &bytes)
        return bytes
    }

    private func tail(of file: File, size: Int64) throws(Trouble) -> String {
        let start = max(0, size - CSVState.tailLength)
        return try system { () throws(SystemError) in
            CSVState.checksum(try file.read(at: start, count: Int(size - start)))
        }
    }

    /// Locks a file beside the report, from before its size is read until after the acknowledgement.
    private func takeLock() throws(Trouble) -> File {
        let folder = Paths.folder(of: path)
        let beside = Paths.joined(folder, ".\(Paths.name(of: path)).lock")
        let lock = try system { () throws(SystemError) in try File(beside, .updateOrCreate) }
        guard try system({ () throws(SystemError) in try lock.tryLock() }) else {
            throw .sink(.inUse(path: path))
        }
        return lock
    }

    // MARK: Errors

    private enum Trouble: Error {
        case sink(SinkError)
        case system(SystemError)
    }

    private func trouble<Value>(
        _ body: () throws(SinkError) -> Value
    ) throws(Trouble) -> Value {
        do throws(SinkError) {
            return try body()
        } catch {
            throw .sink(error)
        }
    }

    private func system<Value>(
        _ body: () throws(SystemError) -> Value
    ) throws(Trouble) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .system(error)
        }
    }

    private func onFiles<Value>(
        _ body: () throws(Trouble) -> Value
    ) throws(SinkError) -> Value {
        do throws(Trouble) {
            return try body()
        } catch {
            switch error {
            case .sink(let error): throw error
            case .system(let error): throw named(error)
            }
        }
    }

    private func named(_ error: SystemError) -> SinkError {
        if error.isFull { return .diskFull(path: path, cause: error.description) }
        if error.isMissing {
            return .folderMissing(path: path, folder: Paths.folder(of: path))
        }
        if error.isRefused { return .refused(path: path, cause: error.description) }
        return .failed(path: path, cause: error.description)
    }
}
