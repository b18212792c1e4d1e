import PosixBridge
import SQLiteBridge
package import TicksheetCore
package import WallTime

extension SQLiteJournal {
    // What a purge leaves of the file in memory at most.
    private static let pageBytes = 8 << 20

    package func purged() throws(JournalError) -> PurgedSpan? {
        try read { entries throws(SQLiteError) in try PurgeTable(entries.connection).span() }
    }

    /// Looks whether the wall clock can be believed when it says what is old.
    ///
    /// - Returns: Until when it is doubted, because it went on by more than two days since the last
    ///   look; nil where it is believed.
    package func doubt(_ now: Timestamp) throws(JournalError) -> Timestamp? {
        try writer.perform { tables throws(SQLiteError) in
            try ClockDoubt(tables.connection).look(now)
        }
    }

    package func purge(
        _ limits: PurgeLimits,
        rows: Int,
        after cursor: PurgeCursor
    ) throws(JournalError) -> PurgeStep {
        try writer.perform { tables throws(SQLiteError) in
            let step = try PurgeTable(tables.connection).purge(
                limits,
                rows: rows,
                after: cursor,
                tables.entries
            )
            // A look at every message would fill the memory with pages that intake has no use for.
            if tables.connection.pageBytes > Self.pageBytes { tables.connection.dropPages() }
            return step
        }
    }

    /// Frees what is kept of the file in memory, which a look at every row fills to the brim.
    package func dropPages() throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in tables.connection.dropPages() }
        try read { entries throws(SQLiteError) in entries.connection.dropPages() }
        ProcessFacts.giveMemoryBack()
    }

    /// Gives some of the pages that purges left free back to the disk, in one short transaction.
    ///
    /// - Returns: How many pages, and how long that held the writer; 0 where few are free.
    package func shrink(pages: Int) throws(JournalError) -> (pages: Int, took: Duration) {
        try writer.perform { tables throws(SQLiteError) in
            let start = Clocks.monotonic
            let count = try PurgeTable(tables.connection).shrink(pages: pages)
            return (count, .nanoseconds(Int64(Clocks.monotonic - start)))
        }
    }
}
