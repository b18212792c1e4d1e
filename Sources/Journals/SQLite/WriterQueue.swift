import SQLiteBridge
import TicksheetCore

/// What waits for the journal's writer: deliveries first, then everything else.
struct WriterQueue {
    /// A delivery and whom to tell.
    struct Parked: Sendable {
        let delivery: Delivery
        let then: @Sendable (Result<AppendReceipt, JournalError>) -> Void

        var rows: Int { max(1, delivery.events.count) }
    }

    /// A small write of a reader.
    typealias Errand = @Sendable (borrowing WriterTables) -> Void

    // What waits is in memory: beyond this senders are asked to come again.
    private static let byteLimit = 64 << 20
    private static let countLimit = 50_000

    private(set) var deliveries: [Parked] = []
    private var bytes = 0
    private var rows = 0
    var errands: [Errand] = []
    var isClosing = false

    /// Takes a delivery in.
    ///
    /// Gives false where too much waits already.
    mutating func add(_ parked: Parked) -> Bool {
        let size = parked.delivery.body.count
        let isFull = bytes + size > Self.byteLimit || deliveries.count >= Self.countLimit
        guard !isFull || deliveries.isEmpty else { return false }
        deliveries.append(parked)
        bytes += size
        rows += parked.rows
        return true
    }

    var hasWork: Bool { !deliveries.isEmpty || !errands.isEmpty || isClosing }

    /// Takes deliveries of up to so many events together, always at least one.
    mutating func takeGroup(limit: Int) -> [Parked] {
        if rows <= limit {
            defer {
                deliveries = []
                bytes = 0
                rows = 0
            }
            return deliveries
        }
        var taken = 0
        var count = 0
        for parked in deliveries {
            if count > 0, taken + parked.rows > limit { break }
            taken += parked.rows
            count += 1
        }
        rows -= taken
        let group = Array(deliveries.prefix(count))
        deliveries.removeFirst(count)
        bytes -= group.reduce(0) { $0 + $1.delivery.body.count }
        return group
    }

    /// Takes the oldest errand.
    mutating func takeErrand() -> Errand? {
        errands.isEmpty ? nil : errands.removeFirst()
    }
}

/// What an errand works with, on the writer's thread.
struct WriterTables: ~Copyable {
    let connection: SQLiteConnection
    let entries: EntryWriter
    let readers: ReaderTable
}
