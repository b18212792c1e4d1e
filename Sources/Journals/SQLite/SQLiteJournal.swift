import CryptoBridge
import PosixBridge
import SQLiteBridge
import Synchronization
package import TicksheetCore
package import WallTime

/// A journal in one SQLite file on this machine.
///
/// Durability: a commit returns after the write-ahead log is synced (`synchronous = FULL`).
/// Source: <https://sqlite.org/pragma.html#pragma_synchronous>
package final class SQLiteJournal: Journal {
    /// How a process works on the journal.
    package enum Role: Sendable {
        /// As the one `serve`: intake comes first.
        case serve
        /// Beside a `serve`: leaves it its turn.
        case beside
    }

    let path: String
    let identity: HMACKey
    private let files: JournalFiles
    let writer: JournalWriter
    private let checkpointer: LogCheckpointer
    let leases: Leases
    private let reading: Mutex<EntryReader?>
    private let bell = Bell()
    let now: @Sendable () -> Timestamp
    private let serving: (any Lease)?
    // Closing a file of its own would take SQLite's locks on the same file away from this process.
    // Source: <https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>
    let heldOpen: Mutex<[File]>

    /// Opens a journal; makes it, with its folder, where it is not there.
    ///
    /// `now`: The wall clock.
    package init(
        _ path: String,
        role: Role,
        now: @escaping @Sendable () -> Timestamp
    ) throws(JournalError) {
        let (path, file) = try Self.prepared(path)
        self.path = path
        heldOpen = Mutex([file])
        self.now = now
        leases = try Leases(journal: path)
        serving = role == .serve ? try Self.serveLease(leases, path: path) : nil
        let connection = try JournalFile.open(path, for: .writing)
        try JournalFile.migrate(connection, path: path)
        identity = HMACKey(.sha256, secret: try JournalFile.secret(connection, path: path))
        // The last connection removes the log: this one keeps it until the writer has it open.
        defer { withExtendedLifetime(connection) {} }
        files = try JournalFiles(path, file)
        let bell = bell
        checkpointer = try LogCheckpointer(path: path, leases: leases)
        writer = try JournalWriter(
            path: path,
            isPolite: role == .beside,
            identity: identity,
            files: files,
            leases: leases,
            checkpointer: checkpointer
        ) { _ in bell.ring() }
        reading = Mutex(try EntryReader.open(path))
    }

    /// Writes what waits and closes; deliveries that come later are refused.
    package func close() {
        writer.close()
        // The last connection moves the log into the file and removes it; one that only reads cannot.
        reading.withLock { $0 = nil }
        checkpointer.close()
        heldOpen.withLock { $0 = [] }
        bell.ring()
    }

    /// Makes the file and its folder where they are not there.
    ///
    /// - Returns: The file's real path: SQLite keeps the log beside the file, not beside a link to it, and
    ///   so are the leases, or two processes that come by different links would not see each other. And
    ///   the file, open as long as the journal is: that keeps others from opening it by another name.
    private static func prepared(_ path: String) throws(JournalError) -> (String, File) {
        let real: String
        let file: File
        let kind: String?
        do throws(SystemError) {
            // Statuses are personal: nobody else on the machine reads them.
            try Paths.makeFolders(Paths.folder(of: path), permissions: 0o700)
            file = try File(path, .updateOrCreate, permissions: 0o600)
            real = try Paths.real(path)
            kind = try FileSystems.remoteKind(of: Paths.folder(of: real))
        } catch {
            throw JournalError(error, path: path)
        }
        if let kind { throw .remote(path: real, kind: kind) }
        try keepOtherNames(from: file, at: real)
        return (real, file)
    }

    // A file may have several names by hard links. Beside each would lie a log of its own, and leases.
    // Source: <https://sqlite.org/howtocorrupt.html#_multiple_links_to_the_same_file>
    private static func keepOtherNames(
        from file: File,
        at path: String
    ) throws(JournalError) {
        let names: Int
        do throws(SystemError) {
            if try file.tryMark(mark(of: path)) { return }
            names = try file.status().links
        } catch {
            throw JournalError(error, path: path)
        }
        throw .otherName(path: path, names: names)
    }

    // By the folder itself, whatever path leads there.
    private static func mark(of path: String) throws(SystemError) -> UInt64 {
        let folder = try Paths.status(Paths.folder(of: path))
        let text = "\(folder?.device ?? 0) \(folder?.inode ?? 0) \(Paths.name(of: path))"
        return Digest.hash(.sha256, Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func serveLease(
        _ leases: Leases,
        path: String
    ) throws(JournalError) -> any Lease {
        // Whoever looks whether it is taken has it for a moment.
        let deadline = Clocks.monotonic + 100_000_000
        while true {
            switch try leases.take("serve") {
            case .granted(let lease): return lease
            case .held(let owner):
                guard Clocks.monotonic < deadline else { throw .served(path: path, owner: owner) }
                Clocks.pause(nanoseconds: 1_000_000)
            }
        }
    }
}

// MARK: Appending

extension SQLiteJournal {
    package func identity(of key: EventKey) -> EventID {
        EventID(identity.sign(key.bytes))
    }

    package func append(
        _ delivery: Delivery,
        then: @escaping @Sendable (Result<AppendReceipt, JournalError>) -> Void
    ) {
        writer.append(WriterQueue.Parked(delivery: delivery, then: then))
    }
}

// MARK: Consuming

extension SQLiteJournal {
    package func lease(_ reader: ReaderID) throws(JournalError) -> LeaseAnswer {
        try leases.take("reader " + reader.name)
    }

    package func record(
        of reader: ReaderID,
        start: ReaderStart
    ) throws(JournalError) -> ReaderRecord {
        try writer.perform { tables throws(SQLiteError) in
            try tables.readers.record(reader, start: start)
        }
    }

    package func entries(
        after sequence: SequenceNumber,
        limit: Int
    ) throws(JournalError) -> [Entry] {
        try read { reader throws(SQLiteError) in
            try reader.entries(after: sequence, limit: limit)
        }
    }

    package func keep(
        _ state: [UInt8],
        of reader: ReaderID,
        problems: RowProblems
    ) throws(JournalError) {
        try write(problems, of: reader) { readers throws(SQLiteError) in
            try readers.keep(state, of: reader)
        }
    }

    package func acknowledge(
        through sequence: SequenceNumber,
        state: [UInt8],
        of reader: ReaderID,
        problems: RowProblems
    ) throws(JournalError) {
        let time = now()
        try write(problems, of: reader) { readers throws(SQLiteError) in
            try readers.acknowledge(reader, through: sequence, state: state, at: time)
        }
    }

    package func beginning(
        of reader: ReaderID,
        at start: ReaderStart
    ) throws(JournalError) -> SequenceNumber {
        try read { entries throws(SQLiteError) in
            try ReaderTable.beginning(of: reader, at: start, entries.connection)
        }
    }

    package func move(_ reader: ReaderID, to other: ReaderID) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try tables.readers.move(reader, to: other)
        }
    }

    package func begin(
        _ reader: ReaderID,
        after position: SequenceNumber
    ) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try tables.readers.begin(reader, after: position)
        }
    }

    package func note(_ trouble: ReaderTrouble?, of reader: ReaderID) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try tables.readers.note(trouble, of: reader)
        }
    }

    package func head() throws(JournalError) -> SequenceNumber {
        try read { reader throws(SQLiteError) in try reader.head() }
    }

    package func entriesMayHaveCome(
        after sequence: SequenceNumber,
        within duration: Duration
    ) async {
        // Entries of another process ring no bell here; a look every second finds them.
        await bell.wait(atMost: min(duration, .seconds(1))) {
            ((try? self.head()) ?? 0) > sequence
        }
    }
}

// MARK: Requests

extension SQLiteJournal {
    package func ask(
        _ kind: ReaderRequest.Kind,
        of reader: ReaderID
    ) throws(JournalError) -> Int64 {
        let time = now()
        return try writer.perform { tables throws(SQLiteError) in
            try RequestTable(tables.connection).ask(kind, of: reader, at: time)
        }
    }

    package func openRequest(of reader: ReaderID) throws(JournalError) -> ReaderRequest? {
        try read { entries throws(SQLiteError) in
            try RequestTable(entries.connection).open(of: reader)
        }
    }

    package func answer(
        _ request: Int64,
        with answer: RequestAnswer
    ) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try RequestTable(tables.connection).answer(request, with: answer)
        }
    }

    package func answer(to request: Int64) throws(JournalError) -> RequestAnswer? {
        try read { entries throws(SQLiteError) in
            try RequestTable(entries.connection).answer(to: request)
        }
    }
}

// MARK: Inspecting

extension SQLiteJournal {
    package func summary() throws(JournalError) -> JournalSummary {
        let now = now()
        var summary = try read { reader throws(SQLiteError) in try reader.summary(now: now) }
        summary.logBytes = (try? Paths.status(path + "-wal"))??.size ?? 0
        summary.bytes = ((try? Paths.status(path))??.size ?? 0) + summary.logBytes
        return summary
    }

    package func readers() throws(JournalError) -> [ReaderRecord] {
        try read { reader throws(SQLiteError) in try ReaderTable.all(reader.connection) }
    }

    package func problems(limit: Int) throws(JournalError) -> [StoredProblem] {
        try read { reader throws(SQLiteError) in try reader.problems(limit: limit) }
    }

    package func problem(_ number: Int64) throws(JournalError) -> StoredProblem? {
        try read { reader throws(SQLiteError) in try reader.problem(number) }
    }

    /// Returns up to `limit` entries behind a position, in order, of which only some fields are read.
    package func entries(
        after sequence: SequenceNumber,
        limit: Int,
        fields: FieldSelection
    ) throws(JournalError) -> [Entry] {
        try read { reader throws(SQLiteError) in
            try reader.entries(after: sequence, limit: limit, fields: fields)
        }
    }

    /// Whether the journal's files still lie where they were when it was opened.
    package var isInPlace: Bool { files.failure == nil }

    /// Whether a `serve` has this journal open just now.
    package func isServed() throws(JournalError) -> Bool {
        try leases.isServed()
    }

    func read<Value: Sendable>(
        _ body: (EntryReader) throws(SQLiteError) -> Value
    ) throws(JournalError) -> Value {
        let value: Value?
        do throws(SQLiteError) {
            value = try reading.withLock { reader throws(SQLiteError) in
                guard let reader else { return nil }
                return try body(reader)
            }
        } catch {
            throw JournalError(error, path: path)
        }
        guard let value else { throw .closed(path: path) }
        return value
    }
}
