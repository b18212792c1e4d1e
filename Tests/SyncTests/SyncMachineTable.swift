import Sync
import TestSupport
import Testing
import TicksheetCore

@Suite struct SyncMachineTable {
    private static let full = SinkError.diskFull(path: "/a.csv", cause: "write: no space")
    private static let edited = SinkError.edited(
        path: "/a.csv",
        detail: "it is shorter",
        rebuild: "rebuild"
    )

    @Test func `a reader takes its lease, opens its sink, reads, writes and waits`() throws {
        var machine = SyncMachine(.follow, policy: BatchPolicy(rows: 3, age: .zero))
        #expect(machine.first == .takeLease)
        #expect(machine.handle(.leased, now: .zero) == .open)
        #expect(machine.handle(.opened(7), now: .zero) == .read(after: 7, limit: 3))
        let batch = try Self.batch(after: 7, 2)
        #expect(machine.handle(.read(batch.entries, bytes: 9), now: .zero) == .write(batch))
        #expect(machine.acknowledged == 7)
        let receipt = WriteReceipt(through: 9, rows: 2)
        #expect(machine.handle(.wrote(receipt), now: .zero) == .read(after: 9, limit: 3))
        #expect(machine.acknowledged == 9)
        #expect(
            machine.handle(.read([], bytes: 0), now: .zero)
                == .waitForEntries(after: 9, atMost: .seconds(60))
        )
        #expect(machine.handle(.woke, now: .zero) == .read(after: 9, limit: 3))
    }

    @Test func `a reader that follows waits for a lease that another process holds`() {
        var machine = SyncMachine(.follow, policy: BatchPolicy())
        for _ in 0..<50 {
            #expect(machine.handle(.held(by: "process 9"), now: .zero) == .wait(.seconds(2)))
            #expect(machine.handle(.woke, now: .zero) == .takeLease)
        }
        #expect(machine.handle(.leased, now: .zero) == .open)
    }

    @Test func `a reader that could not even ask for its lease asks again and never opens`() {
        var machine = SyncMachine(.follow, policy: BatchPolicy())
        let error = SinkError.journal(.diskFull(path: "/j.db", cause: "SQLite 13"))
        for _ in 0..<3 {
            guard case .wait = machine.handle(.failed(error, jitter: 0.5), now: .zero) else {
                Issue.record("no wait")
                return
            }
            #expect(machine.handle(.woke, now: .zero) == .takeLease)
        }
    }

    @Test func `a reader that catches up does not wait for a lease`() {
        var machine = SyncMachine(.catchUp, policy: BatchPolicy())
        let outcome = SyncMachine.Outcome.standby(by: "process 9")
        #expect(machine.handle(.held(by: "process 9"), now: .zero) == .end(outcome))
        #expect(machine.handle(.woke, now: .zero) == .end(outcome))
    }

    @Test func `a reader that catches up writes at once and ends at the end`() throws {
        var machine = SyncMachine(.catchUp, policy: BatchPolicy(rows: 100, age: .seconds(60)))
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(0), now: .zero)
        let batch = try Self.batch(after: 0, 2)
        #expect(machine.handle(.read(batch.entries, bytes: 9), now: .zero) == .write(batch))
        _ = machine.handle(.wrote(WriteReceipt(through: 2, rows: 2)), now: .zero)
        #expect(machine.handle(.read([], bytes: 0), now: .zero) == .end(.done))
    }

    @Test func `a reader that catches up to a bound ends there however much comes`() throws {
        var machine = SyncMachine(.catchUp, policy: BatchPolicy(rows: 2), bound: 4)
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(0), now: .zero)
        for start: SequenceNumber in [0, 2] {
            let batch = try Self.batch(after: start, 2)
            #expect(machine.handle(.read(batch.entries, bytes: 9), now: .zero) == .write(batch))
            let next = machine.handle(.wrote(WriteReceipt(through: start + 2, rows: 2)), now: .zero)
            #expect(next == (start == 2 ? .end(.done) : .read(after: 2, limit: 2)))
        }
    }

    @Test(arguments: [full, edited])
    func `a reader that catches up ends with the first refusal`(_ error: SinkError) {
        var machine = Self.reading(.catchUp)
        let outcome = SyncMachine.Outcome.failed(error)
        #expect(machine.handle(.failed(error, jitter: 0.5), now: .zero) == .end(outcome))
        #expect(machine.handle(.drain(through: 9), now: .zero) == .end(outcome))
    }

    @Test func `after a refusal the sink is opened again, later each time`() throws {
        var machine = Self.reading(.follow, rows: 2)
        let batch = try Self.batch(after: 0, 2)
        for milliseconds in [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000] {
            _ = machine.handle(.read(batch.entries, bytes: 9), now: .zero)
            #expect(
                machine.handle(.failed(Self.full, jitter: 0.5), now: .zero)
                    == .wait(.milliseconds(milliseconds))
            )
            #expect(machine.handle(.woke, now: .zero) == .open)
            // That it opens proves nothing: the next batch may be refused as the last one was.
            _ = machine.handle(.opened(0), now: .zero)
        }
        _ = machine.handle(.read(batch.entries, bytes: 9), now: .zero)
        _ = machine.handle(.wrote(WriteReceipt(through: 2, rows: 2)), now: .zero)
        #expect(
            machine.handle(.failed(Self.full, jitter: 0.5), now: .zero)
                == .wait(.milliseconds(500))
        )
    }

    @Test func `a sink with nothing left to write has recovered`() {
        var machine = Self.reading(.follow)
        for _ in 0..<4 {
            _ = machine.handle(.failed(Self.full, jitter: 0.5), now: .zero)
            _ = machine.handle(.woke, now: .zero)
        }
        _ = machine.handle(.opened(0), now: .zero)
        _ = machine.handle(.read([], bytes: 0), now: .zero)
        #expect(
            machine.handle(.failed(Self.full, jitter: 0.5), now: .zero)
                == .wait(.milliseconds(500))
        )
    }

    @Test func `a sink that somebody has to mend is looked at every 15 s`() {
        var machine = Self.reading(.follow)
        for _ in 0..<5 {
            #expect(
                machine.handle(.failed(Self.edited, jitter: 1), now: .zero) == .wait(.seconds(15))
            )
            #expect(machine.handle(.woke, now: .zero) == .open)
        }
    }

    @Test func `an opened sink may begin anew`() {
        var machine = Self.reading(.follow, at: 90)
        _ = machine.handle(.failed(Self.edited, jitter: 1), now: .zero)
        _ = machine.handle(.woke, now: .zero)
        #expect(machine.handle(.opened(0), now: .zero) == .read(after: 0, limit: 5000))
        #expect(machine.acknowledged == 0)
    }

    // MARK: Draining

    @Test func `draining on standby asks once more and ends`() {
        var machine = SyncMachine(.follow, policy: BatchPolicy())
        _ = machine.handle(.held(by: "process 9"), now: .zero)
        #expect(machine.handle(.drain(through: 9), now: .zero) == .takeLease)
        #expect(
            machine.handle(.held(by: "process 9"), now: .zero)
                == .end(.standby(by: "process 9"))
        )
    }

    @Test func `draining while the sink opens opens it and writes what is there`() {
        var machine = SyncMachine(.follow, policy: BatchPolicy())
        _ = machine.handle(.leased, now: .zero)
        #expect(machine.handle(.drain(through: 9), now: .zero) == .open)
        #expect(machine.handle(.opened(3), now: .zero) == .read(after: 3, limit: 5000))
        #expect(machine.handle(.read([], bytes: 0), now: .zero) == .end(.done))
    }

    @Test func `draining while a batch gathers writes it at once`() throws {
        var machine = Self.reading(.follow)
        let batch = try Self.batch(after: 0, 2)
        #expect(
            machine.handle(.read(batch.entries, bytes: 9), now: .zero) == .wait(.seconds(5))
        )
        #expect(machine.handle(.drain(through: 9), now: .zero) == .read(after: 0, limit: 5000))
        #expect(machine.handle(.read(batch.entries, bytes: 9), now: .zero) == .write(batch))
    }

    @Test func `draining while waiting for entries reads once more`() {
        var machine = Self.reading(.follow)
        _ = machine.handle(.read([], bytes: 0), now: .zero)
        #expect(machine.handle(.drain(through: 9), now: .zero) == .read(after: 0, limit: 5000))
        #expect(machine.handle(.read([], bytes: 0), now: .zero) == .end(.done))
    }

    @Test func `draining while backing off tries once more and ends`() {
        var machine = Self.reading(.follow)
        _ = machine.handle(.failed(Self.full, jitter: 0), now: .zero)
        #expect(machine.handle(.drain(through: 9), now: .zero) == .open)
        #expect(
            machine.handle(.failed(Self.full, jitter: 0), now: .zero) == .end(.failed(Self.full))
        )
    }

    @Test func `draining while a batch is written ends after it`() throws {
        var machine = Self.reading(.follow, rows: 2)
        let batch = try Self.batch(after: 0, 2)
        _ = machine.handle(.read(batch.entries, bytes: 9), now: .zero)
        _ = machine.handle(.drain(through: 9), now: .zero)
        _ = machine.handle(.wrote(WriteReceipt(through: 2, rows: 2)), now: .zero)
        #expect(machine.acknowledged == 2)
        #expect(machine.handle(.read([], bytes: 0), now: .zero) == .end(.done))
    }

    @Test func `draining ends where the end was, though entries go on coming`() throws {
        var machine = Self.reading(.follow, rows: 2)
        _ = machine.handle(.drain(through: 3), now: .zero)
        for after: SequenceNumber in [0, 2] {
            let batch = try Self.batch(after: after, 2)
            #expect(machine.handle(.read(batch.entries, bytes: 9), now: .zero) == .write(batch))
            let receipt = WriteReceipt(through: after + 2, rows: 2)
            let next = machine.handle(.wrote(receipt), now: .zero)
            #expect(next == (after == 0 ? .read(after: 2, limit: 2) : .end(.done)))
        }
    }

    @Test(arguments: [(5, true), (6, false)])
    func `draining writes a whole file once more only where that is soon done`(
        _ seconds: Int,
        _ isWritten: Bool
    ) throws {
        var policy = BatchPolicy(age: .zero)
        policy.isWhole = true
        var machine = SyncMachine(.follow, policy: policy)
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(0), now: .zero)
        _ = machine.handle(.read(try Self.batch(after: 0, 2).entries, bytes: 9), now: .zero)
        let now = Duration.seconds(seconds)
        _ = machine.handle(.wrote(WriteReceipt(through: 2, rows: 2)), now: now)
        _ = machine.handle(.drain(through: 4), now: now)
        let batch = try Self.batch(after: 2, 2)
        let last = machine.handle(.read(batch.entries, bytes: 9), now: now)
        #expect(last == (isWritten ? .write(batch) : .end(.done)))
    }

    static func batch(after: SequenceNumber, _ count: Int) throws -> Batch {
        let entries = (1...count).map { Sample.entry(after + Int64($0)) }
        return try #require(Batch(after: after, entries))
    }

    static func reading(
        _ mode: SyncMachine.Mode,
        at position: SequenceNumber = 0,
        rows: Int = 5000
    ) -> SyncMachine {
        var machine = SyncMachine(mode, policy: BatchPolicy(rows: rows))
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(position), now: .zero)
        return machine
    }
}
