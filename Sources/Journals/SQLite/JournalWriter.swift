import CryptoBridge
import PosixBridge
import SQLiteBridge
import Synchronization
import TicksheetCore
import WallTime

/// The one thread of a process that writes to the journal.
///
/// Deliveries that wait together are written in one transaction and cost one sync; while the disk
/// works, the next group gathers. Between two groups one small write of a reader gets its turn.
final class JournalWriter: Sendable {
    // A transaction holds up every other writer of the file, so it is short; where `serve` may be that
    // other one, shorter still.
    private let rowLimit: Int
    private let path: String
    private let queue = Monitor(WriterQueue())
    private let isPolite: Bool
    private let identity: HMACKey
    private let files: JournalFiles
    private let leases: Leases
    private let checkpointer: LogCheckpointer
    private let onCommit: @Sendable (SequenceNumber) -> Void
    private let thread = Mutex<Thread?>(nil)

    /// Starts the writer.
    ///
    /// `isPolite`: Whether it pauses after each transaction as long as that took, so that the
    /// writer of `serve` gets its turn.
    ///
    /// `onCommit`: Called after a transaction that added entries, with the newest position.
    init(
        path: String,
        isPolite: Bool,
        identity: HMACKey,
        files: JournalFiles,
        leases: Leases,
        checkpointer: LogCheckpointer,
        onCommit: @escaping @Sendable (SequenceNumber) -> Void
    ) throws(JournalError) {
        self.path = path
        self.isPolite = isPolite
        rowLimit = isPolite ? 250 : 500
        self.identity = identity
        self.files = files
        self.leases = leases
        self.checkpointer = checkpointer
        self.onCommit = onCommit
        let started = Monitor<Result<Void, JournalError>?>(nil)
        do throws(SystemError) {
            let thread = try Thread("journal") { [self] in run(started) }
            self.thread.withLock { $0 = thread }
        } catch {
            throw JournalError(error, path: path)
        }
        let result = started.wait(until: { $0 != nil }, then: { $0 })
        if case .failure(let error)?? = result { throw error }
    }

    /// Takes a delivery.
    func append(_ parked: WriterQueue.Parked) {
        let path = path
        let refusal: JournalError? = queue.withLock { queue in
            if queue.isClosing { return .closed(path: path) }
            return queue.add(parked) ? nil : .overloaded(path: path)
        }
        if let refusal { parked.then(.failure(refusal)) } else { queue.signal() }
    }

    /// Runs a small write on the writer's thread and returns after it is durable.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing WriterTables) throws(SQLiteError) -> Value
    ) throws(JournalError) -> Value {
        let done = Monitor<Result<Value, JournalError>?>(nil)
        let path = path
        let files = files
        let isClosing = queue.withLock { queue in
            if queue.isClosing { return true }
            queue.errands.append { tables in
                let result = Self.inPlace(files) {
                    do throws(SQLiteError) {
                        return .success(try body(tables))
                    } catch {
                        return .failure(JournalError(error, path: path))
                    }
                }
                done.withLock { $0 = result }
                done.signal()
            }
            return false
        }
        guard !isClosing else { throw .closed(path: path) }
        queue.signal()
        guard let result = done.wait(until: { $0 != nil }, then: { $0 }) ?? nil else {
            throw .closed(path: path)
        }
        return try result.get()
    }

    /// Writes what waits, then ends the thread.
    func close() {
        queue.withLock { $0.isClosing = true }
        queue.signal()
        thread.withLock { $0.take() }?.join()
    }

    // MARK: On the writer's thread

    private func run(_ started: Monitor<Result<Void, JournalError>?>) {
        do throws(JournalError) {
            let connection = try JournalFile.open(path, for: .writing)
            let tables: WriterTables
            do throws(SQLiteError) {
                tables = WriterTables(
                    connection: connection,
                    entries: try EntryWriter(connection, identity: identity),
                    readers: try ReaderTable(connection)
                )
            } catch {
                throw JournalError(error, path: path)
            }
            started.withLock { $0 = .success(()) }
            started.signal()
            loop(connection, tables)
        } catch {
            started.withLock { $0 = .failure(error) }
            started.signal()
        }
    }

    private func loop(
        _ connection: SQLiteConnection,
        _ tables: borrowing WriterTables
    ) {
        let ids = tables.entries.ids
        while true {
            let work = queue.wait(
                until: { $0.hasWork },
                deadline: ids.nextFiling,
                then: { queue in
                    (queue.takeGroup(limit: rowLimit), queue.takeErrand(), queue.isClosing)
                }
            )
            let start = Clocks.monotonic
            let (group, errand, isClosing) = work ?? ([], nil, false)
            if group.isEmpty, errand == nil, isClosing { return fileMany(ids) }
            if !group.isEmpty { write(group, tables.entries) }
            if checkpointer.takeRestart() { checkpointer.beginAnew(connection) }
            if let errand { errand(tables) }
            // In its turn under load too, where there is never a time without work.
            if let due = ids.nextFiling, due <= start { ids.fileSome() }
            if isPolite { Clocks.pause(nanoseconds: Clocks.monotonic - start) }
        }
    }

    // `serve` files its own when it has the time. Those of others it reads with its next webhook, which
    // should not wait for many.
    private func fileMany(_ ids: EventIDTable) {
        if isPolite, !ids.hasAddedMany, (try? leases.isServed()) == true { return }
        ids.fileMany(isPolite: isPolite)
    }

    private func write(
        _ group: [WriterQueue.Parked],
        _ entries: EntryWriter
    ) {
        let results = Self.inPlace(files) { attempt(group, entries) }
        switch results {
        case .success(let receipts):
            if receipts.contains(where: { $0.appended > 0 }) { onCommit(entries.head) }
            for (parked, receipt) in zip(group, receipts) { parked.then(.success(receipt)) }
        case .failure(let error):
            // One delivery that cannot be stored must not take the others of its group with it.
            if group.count > 1, case .failed = error {
                for parked in group { write([parked], entries) }
            } else {
                // What came meanwhile would wait as long again: its senders hear it at once.
                let others =
                    error == .busy(path: path) ? queue.withLock { $0.takeGroup(limit: .max) } : []
                for parked in group + others { parked.then(.failure(error)) }
            }
        }
    }

    // Before it, so that no file grows that nobody reads; behind it, so that nobody is told that it is
    // stored where it is not.
    private static func inPlace<Value>(
        _ files: JournalFiles,
        _ body: () -> Result<Value, JournalError>
    ) -> Result<Value, JournalError> {
        if let failure = files.failure { return .failure(failure) }
        let result = body()
        if case .success = result, let failure = files.failure { return .failure(failure) }
        return result
    }

    private func attempt(
        _ group: [WriterQueue.Parked],
        _ entries: EntryWriter
    ) -> Result<[AppendReceipt], JournalError> {
        do throws(SQLiteError) {
            if group.count == 1, let only = group.first?.delivery {
                return .success([try writeAlone(only, entries)])
            }
            let receipts = try entries.transaction { () throws(SQLiteError) in
                var receipts: [AppendReceipt] = []
                for parked in group {
                    var body = EntryWriter.Body()
                    let events = parked.delivery.events[...]
                    receipts.append(try write(events, of: parked.delivery, &body, entries))
                }
                return receipts
            }
            return .success(receipts)
        } catch {
            return .failure(JournalError(error, path: path))
        }
    }

    /// Writes a delivery in as many transactions as its size needs.
    ///
    /// One that ends between two of them got no 200, is sent again, and then finds its first events
    /// stored.
    private func writeAlone(
        _ delivery: Delivery,
        _ entries: EntryWriter
    ) throws(SQLiteError) -> AppendReceipt {
        var receipt = AppendReceipt(appended: 0, duplicates: 0)
        var body = EntryWriter.Body()
        var rest = delivery.events[...]
        repeat {
            let part = rest.prefix(rowLimit)
            rest = rest.dropFirst(part.count)
            let written = try entries.transaction { () throws(SQLiteError) in
                try write(part, of: delivery, &body, entries)
            }
            receipt.appended += written.appended
            receipt.duplicates += written.duplicates
            receipt.tooOld += written.tooOld
        } while !rest.isEmpty
        return receipt
    }

    private func write(
        _ events: ArraySlice<Event>,
        of delivery: Delivery,
        _ body: inout EntryWriter.Body,
        _ entries: EntryWriter
    ) throws(SQLiteError) -> AppendReceipt {
        let isLast = events.endIndex == delivery.events.endIndex
        let receipt = try entries.write(
            delivery,
            events: events,
            problems: isLast ? identified(delivery) : [],
            body: &body
        )
        if isLast, delivery.ignored > 0 {
            try entries.count("ignored", delivery.ignored)
            try entries.keep(delivery, in: &body)
        }
        return receipt
    }

    // A body that is sent again brings the same problems: they are kept once.
    private func identified(_ delivery: Delivery) -> [(EventID, MappingProblem)] {
        guard !delivery.problems.isEmpty else { return [] }
        let digest = Digest.hash(.sha256, delivery.body)
        return delivery.problems.map { problem in
            let key = EventKey(of: problem, source: delivery.source, body: digest)
            return (EventID(identity.sign(key.bytes)), problem)
        }
    }
}
