package import TicksheetCore
import WallTime

extension MemoryJournal {
    package func purged() throws(JournalError) -> PurgedSpan? {
        content.purged
    }

    package func purge(
        _ limits: PurgeLimits,
        rows: Int,
        after cursor: PurgeCursor
    ) throws(JournalError) -> PurgeStep {
        change { $0.purge(limits, rows: rows, after: cursor) }
    }
}

extension MemoryJournal.Content {
    fileprivate mutating func purge(
        _ limits: PurgeLimits,
        rows: Int,
        after cursor: PurgeCursor
    ) -> PurgeStep {
        var step = PurgeStep()
        step.cursor = cursor
        if let cutoff = limits.entriesBefore {
            step.problems = removeProblems(before: cutoff, limits.now, rows)
            step.entries = removeEntries(before: cutoff, limits, rows - step.problems)
        }
        let left = rows - step.problems - step.entries
        step.isLast = left > 0
        if let cutoff = limits.bodiesBefore, left > 0 {
            removeBodies(before: cutoff, limits, left, &step)
        }
        if let cutoff = limits.messagesBefore, step.isLast {
            removeMessages(before: cutoff, limits.now, left - step.bodies, &step)
        }
        return step
    }

    private mutating func removeMessages(
        before cutoff: Timestamp,
        _ now: Timestamp,
        _ rows: Int,
        _ step: inout PurgeStep
    ) {
        let earliest = ReceiptAges.earliest
        if now.seconds >= earliest {
            touched = touched.mapValues { $0 < earliest ? now.seconds : $0 }
        }
        let numbers = messages.map(\.message.number)
        let old = numbers.filter {
            let heard = touched[$0] ?? 0
            return heard >= earliest && heard < cutoff.seconds
        }
        .prefix(rows)
        messages.removeAll { old.contains($0.message.number) }
        step.messages = old.count
        step.isLast = old.count < rows
    }

    private mutating func removeBodies(
        before cutoff: Timestamp,
        _ limits: PurgeLimits,
        _ left: Int,
        _ step: inout PurgeStep
    ) {
        let needed = places.filter { $0.key > limits.passed }.values.map(\.body).min() ?? .max
        let released = Self.released(bodies.map(\.received), before: cutoff, limits.now)
        let old = bodies.prefix(released)
            .filter { $0.number > step.cursor.body && $0.number < needed }
        let needing = Set(problemPlaces.values.map(\.body))
        let removable = old.filter { !needing.contains($0.number) }.prefix(left)
        let numbers = Set(removable.map(\.number))
        bodies.removeAll { numbers.contains($0.number) }
        for number in numbers { copies[number] = nil }
        step.bodies = numbers.count
        step.cursor.body = numbers.max() ?? step.cursor.body
        step.isLast = numbers.count < left
    }

    private static func released(
        _ times: [Timestamp],
        before cutoff: Timestamp,
        _ now: Timestamp
    ) -> Int {
        var ages = ReceiptAges(before: cutoff, now: now)
        for time in times { ages.take(time.seconds) }
        return ages.released
    }

    private mutating func removeProblems(
        before cutoff: Timestamp,
        _ now: Timestamp,
        _ rows: Int
    ) -> Int {
        let released = Self.released(problems.map(\.since), before: cutoff, now)
        let old = problems.prefix(min(rows, released))
        for problem in old {
            problemPlaces[problem.number] = nil
            problemRows[problem.number] = nil
        }
        problems.removeFirst(old.count)
        return old.count
    }

    private mutating func removeEntries(
        before cutoff: Timestamp,
        _ limits: PurgeLimits,
        _ rows: Int
    ) -> Int {
        let released = Self.released(entries.map(\.received), before: cutoff, limits.now)
        let passed = min(limits.passed, limits.shownAfter)
        let old = entries.prefix(min(released, max(0, rows))).prefix { $0.sequence <= passed }
        guard let last = old.last else { return 0 }
        for entry in old {
            places[entry.sequence] = nil
            guard let id = idsOfEntries.removeValue(forKey: entry.sequence) else { continue }
            let time = entry.fields.time.seconds
            guard time < cutoff.seconds, !entry.fields.isTimeOfReceipt else { continue }
            ids.remove(id)
            idsSince = Timestamp(seconds: max(idsSince?.seconds ?? .min, time + 1))
        }
        let before = max(cutoff.seconds, purged?.before.seconds ?? .min)
        purged = PurgedSpan(
            through: last.sequence,
            entries: (purged?.entries ?? 0) + old.count,
            before: Timestamp(seconds: before)
        )
        entries.removeFirst(old.count)
        return old.count
    }
}
