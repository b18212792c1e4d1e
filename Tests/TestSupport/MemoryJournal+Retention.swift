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
            step.problems = removeProblems(before: cutoff, rows)
            step.entries = removeEntries(
                before: cutoff,
                min(limits.passed, limits.shownAfter),
                rows - step.problems
            )
        }
        let left = rows - step.problems - step.entries
        step.isLast = left > 0
        if let cutoff = limits.bodiesBefore, left > 0 {
            removeBodies(before: cutoff, limits.passed, left, &step)
        }
        if let cutoff = limits.messagesBefore, step.isLast {
            removeMessages(before: cutoff, left - step.bodies, &step)
        }
        return step
    }

    private mutating func removeMessages(
        before cutoff: Timestamp,
        _ rows: Int,
        _ step: inout PurgeStep
    ) {
        let old = messages.filter { (touched[$0.message.number] ?? 0) < cutoff.seconds }
            .prefix(rows).map(\.message.number)
        messages.removeAll { old.contains($0.message.number) }
        step.messages = old.count
        step.isLast = old.count < rows
    }

    private mutating func removeBodies(
        before cutoff: Timestamp,
        _ passed: SequenceNumber,
        _ left: Int,
        _ step: inout PurgeStep
    ) {
        let needed = places.filter { $0.key > passed }.values.map(\.body).min() ?? .max
        let old = bodies.prefix { $0.received.seconds < cutoff.seconds && $0.number < needed }
            .filter { $0.number > step.cursor.body }
        let needing = Set(problemPlaces.values.map(\.body))
        let removable = old.filter { !needing.contains($0.number) }.prefix(left)
        let numbers = Set(removable.map(\.number))
        bodies.removeAll { numbers.contains($0.number) }
        step.bodies = numbers.count
        step.cursor.body = numbers.max() ?? step.cursor.body
        step.isLast = numbers.count < left
    }

    private mutating func removeProblems(before cutoff: Timestamp, _ rows: Int) -> Int {
        let old = problems.prefix { $0.since.seconds < cutoff.seconds }.prefix(rows)
        for problem in old {
            problemPlaces[problem.number] = nil
            problemRows[problem.number] = nil
        }
        problems.removeFirst(old.count)
        return old.count
    }

    private mutating func removeEntries(
        before cutoff: Timestamp,
        _ passed: SequenceNumber,
        _ rows: Int
    ) -> Int {
        let old = entries.prefix { $0.received.seconds < cutoff.seconds && $0.sequence <= passed }
            .prefix(max(0, rows))
        guard let last = old.last else { return 0 }
        for entry in old {
            places[entry.sequence] = nil
            guard let id = idsOfEntries.removeValue(forKey: entry.sequence) else { continue }
            if entry.fields.time.seconds < cutoff.seconds { ids.remove(id) }
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
