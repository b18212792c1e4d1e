import CryptoBridge
import SQLiteBridge
package import TicksheetCore

extension SQLiteJournal {
    // A transaction holds up every other writer of the file, so it is short.
    private static let stepLimit = 250

    package func version(
        of sequence: SequenceNumber,
        at position: SequenceNumber
    ) throws(JournalError) -> Entry? {
        try read { reader throws(SQLiteError) in
            try reader.version(of: sequence, before: position + 1)
        }
    }

    package func correctedEntries(
        after sequence: SequenceNumber,
        limit: Int
    ) throws(JournalError) -> [Entry] {
        try correctedEntries(after: sequence, limit: limit, fields: .all)
    }

    /// Returns up to `limit` entries as they are known now, of which only some fields are read.
    package func correctedEntries(
        after sequence: SequenceNumber,
        limit: Int,
        fields: FieldSelection
    ) throws(JournalError) -> [Entry] {
        var position = sequence
        // A page may hold corrections alone; each is a read of its own, so that none is long.
        while true {
            let start = position
            let page = try read { reader throws(SQLiteError) in
                try reader.correctedPage(after: start, limit: limit, fields: fields)
            }
            guard page.entries.isEmpty, let through = page.through else { return page.entries }
            position = through
        }
    }

    /// Hands over up to `limit` entries as they are known now, one by one, with some of their fields.
    ///
    /// `body`: Takes one; meanwhile no other thread reads.
    ///
    /// - Returns: The position behind which to go on; nil at the end.
    package func eachCorrectedEntry(
        after sequence: SequenceNumber,
        limit: Int,
        fields: FieldSelection,
        _ body: (Entry) -> Void
    ) throws(JournalError) -> SequenceNumber? {
        try read { reader throws(SQLiteError) in
            try reader.eachCorrected(after: sequence, limit: limit, fields: fields, body)
        }
    }

    package func bodyNumbers() throws(JournalError) -> ClosedRange<Int64>? {
        try read { reader throws(SQLiteError) in try BodyReader(reader).numbers() }
    }

    package func bodies(
        after number: Int64,
        _ selection: BodySelection
    ) throws(JournalError) -> BodyPage {
        try read { reader throws(SQLiteError) in
            try BodyReader(reader).page(after: number, selection)
        }
    }

    package func body(_ number: Int64) throws(JournalError) -> KeptBody? {
        try read { reader throws(SQLiteError) in try BodyReader(reader).body(number) }
    }

    package func problems(after number: Int64, limit: Int) throws(JournalError) -> [KeptProblem] {
        try read { reader throws(SQLiteError) in
            try BodyReader(reader).problems(after: number, limit: limit)
        }
    }

    package func contents(
        of bodies: [(body: Int64, ids: [EventID])]
    ) throws(JournalError) -> [KeptContent] {
        try read { reader throws(SQLiteError) in try BodyReader(reader).contents(of: bodies) }
    }

    package func apply(_ plans: [ReplayPlan]) throws(JournalError) -> ReplayReceipt {
        var receipt = ReplayReceipt()
        var waiting: [PlannedStep] = []
        for plan in plans where !plan.isEmpty {
            for step in steps(of: plan) {
                waiting.append(PlannedStep(step: step, delivery: plan.delivery, body: plan.body))
                if waiting.count == Self.stepLimit { receipt += try write(&waiting) }
            }
        }
        receipt += try write(&waiting)
        return receipt
    }

    package func discard(_ problems: [Int64]) throws(JournalError) -> Int {
        var count = 0
        var rest = problems[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(Self.stepLimit))
            rest = rest.dropFirst(part.count)
            count += try writer.perform { tables throws(SQLiteError) in
                try tables.entries.transaction { () throws(SQLiteError) in
                    let writer = try ReplayWriter(tables.entries)
                    var removed = 0
                    for number in part { removed += try writer.remove(number) }
                    return removed
                }
            }
        }
        return count
    }

    package func mappings(of source: String) throws(JournalError) -> MappingHistory {
        try read { reader throws(SQLiteError) in
            try MappingTable(reader.connection).history(of: source)
        }
    }

    package func mappingText(_ digest: [UInt8]) throws(JournalError) -> [UInt8]? {
        try read { reader throws(SQLiteError) in
            try MappingTable(reader.connection).text(of: digest)
        }
    }

    package func changeMappings(
        of source: String,
        keeping text: MappingText?,
        _ change: @escaping @Sendable (inout MappingHistory) -> Void
    ) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try MappingTable(tables.connection).change(source, keeping: text, change)
        }
    }

    private struct PlannedStep: Sendable {
        let step: ReplayStep
        let delivery: Delivery
        let body: Int64
    }

    private func write(_ waiting: inout [PlannedStep]) throws(JournalError) -> ReplayReceipt {
        let steps = waiting
        waiting = []
        guard !steps.isEmpty else { return ReplayReceipt() }
        return try writer.perform { tables throws(SQLiteError) in
            try tables.entries.transaction { () throws(SQLiteError) in
                let writer = try ReplayWriter(tables.entries)
                var receipt = ReplayReceipt()
                for step in steps {
                    receipt += try writer.write(step.step, of: step.delivery, body: step.body)
                }
                return receipt
            }
        }
    }

    // Problems last: as long as one is there, whoever begins anew looks at the body again.
    private func steps(of plan: ReplayPlan) -> [ReplayStep] {
        var steps: [ReplayStep] = plan.new.map { .new($0) }
        steps += plan.corrections.map { .correction(of: $0.entry.sequence, $0.event) }
        steps += plan.ids.map { .id($0) }
        let identify = problemIdentity(of: plan.delivery)
        for remaining in plan.remaining where remaining.isChanged {
            steps.append(.changed(remaining.number, remaining.problem, identify(remaining.problem)))
        }
        steps += plan.raised.map { .raised($0, identify($0)) }
        steps += plan.solved.map { .solved($0) }
        return steps
    }

    private func problemIdentity(of delivery: Delivery) -> (MappingProblem) -> EventID {
        let digest = Digest.hash(.sha256, delivery.body)
        return { problem in
            self.identity(of: EventKey(of: problem, source: delivery.source, body: digest))
        }
    }
}
