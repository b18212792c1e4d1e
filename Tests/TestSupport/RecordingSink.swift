import PosixBridge
package import TicksheetCore

/// A sink that remembers what it was given and fails when it is told to.
package final class RecordingSink: MovableSink, Sendable {
    /// What it was given.
    package struct Entries: Sendable {
        /// Calls of `open`, `write` and `rebuild`.
        package var calls = 0
        /// Calls of `rebuild` that were carried out.
        package var rebuilds = 0
        /// Calls of `erase` that were carried out.
        package var erasures = 0
        /// All written entries' positions, in order.
        package var sequences: [SequenceNumber] = []
        /// The names of the threads that called it.
        package var threads: Set<String> = []
        /// The number of entries of each batch.
        package var batches: [Int] = []
    }

    /// What it was given so far.
    package let log = Shared(Entries())
    private let faults: Shared<[SinkError?]>
    /// Of which states what it writes to tells.
    package let states: Shared<[[UInt8]]> = Shared([])
    /// Whether it says that opening writes what is there anew.
    package let isAnew = Shared(false)

    /// Creates a sink.
    ///
    /// - Parameter faults: What the next calls throw, one each; nil lets a call succeed.
    package init(faults: [SinkError?] = []) {
        self.faults = Shared(faults)
    }

    /// Lets all further calls succeed.
    package func mend() {
        faults.change { $0 = [] }
    }

    package func holds(_ state: [UInt8]) throws(SinkError) -> Bool { states.value.contains(state) }

    package func opensAnew(_ ledger: ReaderLedger) throws(SinkError) -> Bool { isAnew.value }

    package func open(_ ledger: ReaderLedger) async throws(SinkError) {
        try called()
        _ = try ledger.record()
    }

    package func write(
        _ batch: Batch,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        try called()
        let checkpoint = try ledger.record().checkpoint
        let fresh = batch.entries.filter { $0.sequence > checkpoint }
        try ledger.acknowledge(through: batch.last, state: [1])
        log.change { log in
            log.sequences += fresh.map(\.sequence)
            log.batches.append(fresh.count)
        }
        return WriteReceipt(through: batch.last, rows: fresh.count)
    }

    package func rebuild(_ ledger: ReaderLedger) async throws(SinkError) -> RebuildReceipt {
        try called()
        let head = try ledger.head()
        let entries = try ledger.entries(after: try ledger.beginning(), limit: Int(head))
        try ledger.acknowledge(through: head, state: [2])
        log.change { log in
            log.rebuilds += 1
            log.sequences = entries.map(\.sequence)
        }
        return RebuildReceipt(rows: entries.count, kept: nil)
    }

    package func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        try called()
        log.change { $0.erasures += 1 }
        return EraseReceipt(places: 0, kept: nil)
    }

    private func called() throws(SinkError) {
        let fault = faults.change { $0.isEmpty ? nil : $0.removeFirst() }
        let thread = (try? File.text(at: "/proc/thread-self/comm")) ?? ""
        log.change { log in
            log.calls += 1
            log.threads.insert(String(thread.prefix { $0 != "\n" }))
        }
        if let fault { throw fault }
    }
}
