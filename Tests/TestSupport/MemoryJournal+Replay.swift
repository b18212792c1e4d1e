package import TicksheetCore
import WallTime

extension MemoryJournal {
    package func version(
        of sequence: SequenceNumber,
        at position: SequenceNumber
    ) throws(JournalError) -> Entry? {
        content.entries.last {
            ($0.sequence == sequence || $0.corrects == sequence) && $0.sequence <= position
        }?.inPlace
    }

    package func correctedEntries(
        after sequence: SequenceNumber,
        limit: Int
    ) throws(JournalError) -> [Entry] {
        reading(after: sequence)
        return Array(content.corrected.drop { $0.sequence <= sequence }.prefix(limit))
    }

    package func bodyNumbers() throws(JournalError) -> ClosedRange<Int64>? {
        let bodies = content.bodies
        guard let first = bodies.first, let last = bodies.last else { return nil }
        return first.number...last.number
    }

    package func bodies(
        after number: Int64,
        _ selection: BodySelection
    ) throws(JournalError) -> BodyPage {
        // Small pages, so that whoever forgets the next one is found out.
        let page = content.bodies.filter { $0.number > number }.prefix(3)
        return BodyPage(
            bodies: page.filter(selection.holds),
            through: page.last?.number ?? number
        )
    }

    package func body(_ number: Int64) throws(JournalError) -> KeptBody? {
        content.bodies.first { $0.number == number }
    }

    package func problems(after number: Int64, limit: Int) throws(JournalError) -> [KeptProblem] {
        Array(content.keptProblems.filter { $0.number > number }.prefix(limit))
    }

    package func contents(
        of bodies: [(body: Int64, ids: [EventID])]
    ) throws(JournalError) -> [KeptContent] {
        let content = content
        return bodies.map { body, ids in
            KeptContent(
                elements: content.corrected.compactMap { entry in
                    guard let place = content.places[entry.sequence], place.body == body else {
                        return nil
                    }
                    return KeptContent.Element(
                        element: place.element,
                        id: content.idsOfEntries[entry.sequence],
                        entry: entry
                    )
                },
                copies: content.copies[body] ?? [],
                known: content.ids.intersection(ids),
                problems: content.keptProblems.filter { $0.body == body && $0.reader == nil },
                idsKeptSince: content.idsSince
            )
        }
    }

    package func apply(_ plans: [ReplayPlan]) throws(JournalError) -> ReplayReceipt {
        change { content in
            plans.reduce(into: ReplayReceipt()) { $0 += content.apply($1) }
        }
    }

    package func mappings(of source: String) throws(JournalError) -> MappingHistory {
        content.mappings[source] ?? MappingHistory()
    }

    package func changeMappings(
        of source: String,
        keeping text: MappingText?,
        _ change: @escaping @Sendable (inout MappingHistory) -> Void
    ) throws(JournalError) {
        self.change { content in
            change(&content.mappings[source, default: MappingHistory()])
            if let text { content.mappingTexts[text.digest] = text.bytes }
            let named = Set(content.mappings.values.flatMap(\.stretches).map(\.digest))
            content.mappingTexts = content.mappingTexts.filter { named.contains($0.key) }
        }
    }

    package func mappingText(_ digest: [UInt8]) throws(JournalError) -> [UInt8]? {
        content.mappingTexts[digest]
    }

    package func discard(_ problems: [Int64]) throws(JournalError) -> Int {
        change { content in problems.count { content.remove($0) } }
    }
}

extension MemoryJournal.Content {
    /// The entries as they are known now, without corrections.
    var corrected: [Entry] {
        var newest: [SequenceNumber: Entry] = [:]
        for entry in entries {
            if let corrects = entry.corrects { newest[corrects] = entry }
        }
        return entries.filter { $0.corrects == nil }
            .map { newest[$0.sequence].map($0.corrected) ?? $0 }
    }

    fileprivate var keptProblems: [KeptProblem] {
        problems.compactMap { stored in
            guard let place = problemPlaces[stored.number] else { return nil }
            return KeptProblem(
                number: stored.number,
                body: place.body,
                reader: problemRows[stored.number]?.reader,
                problem: MappingProblem(
                    code: stored.code,
                    path: stored.path,
                    element: place.element,
                    finding: stored.finding,
                    remedy: stored.remedy
                )
            )
        }
    }

    fileprivate mutating func apply(_ plan: ReplayPlan) -> ReplayReceipt {
        var receipt = ReplayReceipt()
        let since = idsSince?.seconds ?? .min
        for event in plan.new
        where event.fields.time.seconds >= since && ids.insert(event.id).inserted {
            insert(event, of: plan.delivery, body: plan.body)
            receipt.appended += 1
        }
        for correction in plan.corrections {
            let entry = correction.entry.sequence
            insert(correction.event, of: plan.delivery, body: plan.body, corrects: entry)
            receipt.corrected += 1
        }
        ids.formUnion(plan.ids)
        for remaining in plan.remaining where remaining.isChanged {
            change(remaining.number, to: remaining.problem, of: plan.delivery)
        }
        for problem in plan.raised where isNew(problem, of: plan.delivery) {
            insert(problem, of: plan.delivery, body: plan.body)
            receipt.raised += 1
        }
        receipt.solved = plan.solved.count { remove($0) }
        return receipt
    }

    private mutating func change(
        _ number: Int64,
        to problem: MappingProblem,
        of delivery: Delivery
    ) {
        guard let index = problems.firstIndex(where: { $0.number == number }),
            let place = problemPlaces[number]
        else { return }
        let old = problems[index]
        problemKeys.remove(key(of: old))
        guard isNew(problem, of: delivery) else {
            problems.remove(at: index)
            return
        }
        problemPlaces[number] = (place.body, problem.element)
        problems[index] = StoredProblem(
            number: number,
            since: old.since,
            source: old.source,
            code: problem.code,
            path: problem.path,
            finding: problem.finding,
            remedy: problem.remedy,
            body: old.body
        )
    }

    fileprivate mutating func remove(_ number: Int64) -> Bool {
        guard let index = problems.firstIndex(where: { $0.number == number }) else { return false }
        problemKeys.remove(key(of: problems.remove(at: index)))
        problemPlaces[number] = nil
        problemRows[number] = nil
        return true
    }

    private func key(of stored: StoredProblem) -> [String] {
        [stored.source, String(decoding: stored.body, as: UTF8.self), stored.path, stored.code]
    }
}
