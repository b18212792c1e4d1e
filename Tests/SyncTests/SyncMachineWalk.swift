import Sync
import TestSupport
import Testing
import TicksheetCore

/// A journal and a sink in a few numbers, for walks of any length.
private struct World {
    var random: SeededRandom
    var head: SequenceNumber = 0
    var acknowledged: SequenceNumber = 0
    var isLeased = false
    var isOpen = false
    var faults = 0.2

    mutating func happens(_ chance: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < chance
    }

    mutating func failure() -> SyncMachine.Input {
        let errors: [SinkError] = [
            .diskFull(path: "/a", cause: "full"),
            .edited(path: "/a", detail: "shorter", rebuild: "rebuild"),
            .journal(.busy(path: "/j")), .journal(.corrupt(path: "/j", cause: "damaged")),
        ]
        let error = errors.randomElement(using: &random) ?? errors[0]
        return .failed(error, jitter: Double.random(in: 0...1, using: &random))
    }

    mutating func perform(_ action: SyncMachine.Action) -> SyncMachine.Input? {
        switch action {
        case .takeLease:
            if happens(faults) { return failure() }
            if happens(faults) { return .held(by: "process 2") }
            isLeased = true
            return .leased
        case .open:
            #expect(isLeased, "opened without a lease")
            if happens(faults) { return failure() }
            isOpen = true
            return .opened(acknowledged)
        case .read(let after, let limit):
            #expect(isOpen, "read before the sink was opened")
            #expect(after == acknowledged)
            if happens(faults) { return failure() }
            let last = min(head, after + Int64(limit))
            let entries = after < last ? (after + 1...last).map { Sample.entry($0) } : []
            return .read(entries, bytes: entries.count * 100)
        case .write(let batch):
            #expect(isLeased && isOpen, "written without a lease or before it was opened")
            #expect(batch.after == acknowledged)
            if happens(faults) { return failure() }
            acknowledged = batch.last
            return .wrote(WriteReceipt(through: batch.last, rows: batch.entries.count))
        case .waitForEntries, .wait:
            return .woke
        case .end:
            return nil
        }
    }
}

@Suite struct SyncMachineWalk {
    @Test(arguments: [SyncMachine.Mode.follow, .catchUp])
    func `whatever happens, nothing is skipped and it ends only when it may`(
        _ mode: SyncMachine.Mode
    ) {
        var random = SeededRandom("walk \(mode)")
        for _ in 0..<300 {
            var world = World(random: random)
            defer { random = world.random }
            world.faults = Double.random(in: 0...0.4, using: &world.random)
            let rows = Int.random(in: 1...20, using: &world.random)
            let age = Duration.seconds(Int.random(in: 0...5, using: &world.random))
            var machine = SyncMachine(mode, policy: BatchPolicy(rows: rows, age: age))
            var action = machine.first
            var now = Duration.zero
            var highest: SequenceNumber = 0
            for _ in 0..<400 {
                world.head += Int64.random(in: 0...5, using: &world.random)
                now += .milliseconds(Int.random(in: 0...3000, using: &world.random))
                guard let input = world.perform(action) else { break }
                action = machine.handle(input, now: now)
                #expect(machine.acknowledged >= highest, "acknowledged less than before")
                highest = machine.acknowledged
                if world.isOpen, case .read = action { #expect(highest == world.acknowledged) }
            }
            if case .end = action {
                #expect(mode == .catchUp, "it ended though nobody asked")
                continue
            }
            guard mode == .follow else {
                // Each step may bring up to 5 new entries, so it may still be on its way.
                continue
            }
            let left = Int(world.head - world.acknowledged)
            let head = world.head
            action = machine.handle(.drain(through: head), now: now)
            var steps = 0
            while let input = world.perform(action) {
                // Senders go on.
                world.head += 30
                action = machine.handle(input, now: now)
                steps += 1
                guard steps <= 2 * left + 10 else {
                    Issue.record("still going \(steps) steps after the drain")
                    break
                }
            }
            if case .end(.done) = action { #expect(world.acknowledged >= head) }
        }
    }
}
