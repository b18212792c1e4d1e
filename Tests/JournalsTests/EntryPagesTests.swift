import Journals
import PosixBridge
import Synchronization
import TestSupport
import Testing
import TicksheetCore

@Suite struct EntryPagesTests {
    /// A source of pages of three entries up to 20, and a count of what was asked for.
    private final class Reads: Sendable {
        let count = Mutex(0)
        let failsAt: SequenceNumber

        init(failsAt: SequenceNumber = .max) {
            self.failsAt = failsAt
        }

        func page(_ position: SequenceNumber) throws(JournalError) -> [Entry] {
            count.withLock { $0 += 1 }
            if position >= failsAt { throw .closed(path: "journal") }
            guard position < 20 else { return [] }
            return (position + 1...min(20, position + 3)).map { Sample.entry($0) }
        }
    }

    private static func pages(_ reads: Reads) throws -> EntryPages {
        try EntryPages(after: 0) { position throws(JournalError) in try reads.page(position) }
    }

    @Test func `pages come in order, to the last one`() async throws {
        try await onOwnThread {
            let pages = try Self.pages(Reads())
            var sequences: [SequenceNumber] = []
            while let page = try pages.next() { sequences += page.map(\.sequence) }
            #expect(sequences == Array(1...20))
            #expect(try pages.next() == nil)
            pages.cancel()
        }
    }

    @Test func `an error comes behind the pages that were read before it`() async throws {
        try await onOwnThread {
            let pages = try Self.pages(Reads(failsAt: 6))
            #expect(try pages.next()?.map(\.sequence) == [1, 2, 3])
            #expect(try pages.next()?.map(\.sequence) == [4, 5, 6])
            for _ in 0..<2 {
                #expect(throws: JournalError.closed(path: "journal")) { try pages.next() }
            }
            pages.cancel()
        }
    }

    @Test func `no more than two pages wait, and one more is at hand`() async throws {
        try await onOwnThread {
            let reads = Reads()
            let pages = try Self.pages(reads)
            for taken in 0..<3 {
                let deadline = Clocks.monotonic + 5_000_000_000
                while reads.count.withLock({ $0 }) < taken + 3, Clocks.monotonic < deadline {
                    Clocks.pause(nanoseconds: 1_000_000)
                }
                Clocks.pause(nanoseconds: 20_000_000)
                #expect(reads.count.withLock { $0 } == taken + 3)
                #expect(try pages.next()?.count == 3)
            }
            pages.cancel()
        }
    }

    @Test(arguments: [0, 1, 7])
    func `cancelling ends the reading wherever it is`(_ taken: Int) async throws {
        try await onOwnThread {
            let reads = Reads()
            let pages = try Self.pages(reads)
            for _ in 0..<taken { _ = try pages.next() }
            pages.cancel()
            let count = reads.count.withLock { $0 }
            Clocks.pause(nanoseconds: 5_000_000)
            #expect(reads.count.withLock { $0 } == count)
            #expect(try pages.next() == nil)
            pages.cancel()
        }
    }
}
