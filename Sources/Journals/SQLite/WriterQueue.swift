import SQLiteBridge
import TicksheetCore

/// What waits for the journal's writer: deliveries first, then everything else.
struct WriterQueue {
    /// A delivery and whom to tell.
    struct Parked: Sendable {
        let delivery: Delivery
        let then: @Sendable (Result<AppendReceipt, JournalError>) -> Void
    }

    /// A small write of a reader.
    typealias Errand = @Sendable (borrowing WriterTables) -> Void

    var deliveries: [Parked] = []
    var errands: [Errand] = []
    var isClosing = false

    var hasWork: Bool { !deliveries.isEmpty || !errands.isEmpty || isClosing }

    /// Takes deliveries of up to so many events together, always at least one.
    mutating func takeGroup(limit: Int) -> [Parked] {
        var rows = 0
        var count = 0
        for parked in deliveries {
            rows += max(1, parked.delivery.events.count)
            if count > 0, rows > limit { break }
            count += 1
        }
        defer { deliveries.removeFirst(count) }
        return Array(deliveries.prefix(count))
    }

    /// Takes the oldest errand.
    mutating func takeErrand() -> Errand? {
        errands.isEmpty ? nil : errands.removeFirst()
    }
}

/// What an errand works with, on the writer's thread.
struct WriterTables: ~Copyable {
    let connection: SQLiteConnection
    let readers: ReaderTable
}
