import Sync
import TestSupport
import Testing
import TicksheetCore

@Suite struct SyncMachineGathering {
    private let policy = BatchPolicy(rows: 4, bytes: 1000, age: .seconds(5))

    private func machine() -> SyncMachine {
        var machine = SyncMachine(.follow, policy: policy)
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(0), now: .zero)
        return machine
    }

    @Test func `enough rows are written at once`() throws {
        var machine = machine()
        let batch = try SyncMachineTable.batch(after: 0, 4)
        #expect(machine.handle(.read(batch.entries, bytes: 1), now: .zero) == .write(batch))
    }

    @Test func `enough bytes are written at once`() throws {
        var machine = machine()
        let batch = try SyncMachineTable.batch(after: 0, 1)
        #expect(machine.handle(.read(batch.entries, bytes: 1000), now: .zero) == .write(batch))
    }

    @Test func `fewer wait until the first of them is old enough`() throws {
        var machine = machine()
        let one = try SyncMachineTable.batch(after: 0, 1)
        let two = try SyncMachineTable.batch(after: 0, 2)
        let start = Duration.seconds(100)
        #expect(machine.handle(.read(one.entries, bytes: 1), now: start) == .wait(.seconds(5)))
        #expect(machine.handle(.woke, now: start) == .read(after: 0, limit: 4))
        #expect(
            machine.handle(.read(two.entries, bytes: 2), now: start + .seconds(3))
                == .wait(.seconds(2))
        )
        _ = machine.handle(.woke, now: start + .seconds(5))
        #expect(
            machine.handle(.read(two.entries, bytes: 2), now: start + .seconds(5)) == .write(two)
        )
    }

    @Test func `the age of a batch is counted anew after a write`() throws {
        var machine = machine()
        let one = try SyncMachineTable.batch(after: 0, 1)
        _ = machine.handle(.read(one.entries, bytes: 1), now: .zero)
        _ = machine.handle(.woke, now: .seconds(5))
        _ = machine.handle(.read(one.entries, bytes: 1), now: .seconds(5))
        _ = machine.handle(.wrote(WriteReceipt(through: 1, rows: 1)), now: .seconds(5))
        let next = try SyncMachineTable.batch(after: 1, 1)
        #expect(
            machine.handle(.read(next.entries, bytes: 1), now: .seconds(6)) == .wait(.seconds(5))
        )
    }

    @Test func `without an age every batch is written at once`() throws {
        var machine = SyncMachine(.follow, policy: BatchPolicy(rows: 9, age: .zero))
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(0), now: .zero)
        let one = try SyncMachineTable.batch(after: 0, 1)
        #expect(machine.handle(.read(one.entries, bytes: 1), now: .zero) == .write(one))
    }

    @Test func `what is written whole waits ten times as long as it took`() throws {
        var policy = policy
        policy.isWhole = true
        var machine = SyncMachine(.follow, policy: policy)
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(0), now: .zero)
        let four = try SyncMachineTable.batch(after: 0, 4)
        #expect(machine.handle(.read(four.entries, bytes: 9), now: .zero) == .wait(.seconds(5)))
        _ = machine.handle(.woke, now: .seconds(5))
        let written = machine.handle(.read(four.entries, bytes: 9), now: .seconds(5))
        #expect(written == .write(four))
        _ = machine.handle(.wrote(WriteReceipt(through: 4, rows: 4)), now: .seconds(8))
        let next = try SyncMachineTable.batch(after: 4, 1)
        let wait = machine.handle(.read(next.entries, bytes: 9), now: .seconds(8))
        #expect(wait == .wait(.seconds(30)))
    }

    @Test func `what a service kept waiting does not wait for ever`() throws {
        var policy = policy
        policy.isWhole = true
        policy.longestWait = .seconds(60)
        var machine = SyncMachine(.follow, policy: policy)
        _ = machine.handle(.leased, now: .zero)
        _ = machine.handle(.opened(0), now: .zero)
        let four = try SyncMachineTable.batch(after: 0, 4)
        _ = machine.handle(.read(four.entries, bytes: 9), now: .zero)
        _ = machine.handle(.woke, now: .seconds(5))
        _ = machine.handle(.read(four.entries, bytes: 9), now: .seconds(5))
        _ = machine.handle(.wrote(WriteReceipt(through: 4, rows: 4)), now: .seconds(65))
        let next = try SyncMachineTable.batch(after: 4, 1)
        let wait = machine.handle(.read(next.entries, bytes: 9), now: .seconds(65))
        #expect(wait == .wait(.seconds(60)))
    }
}
