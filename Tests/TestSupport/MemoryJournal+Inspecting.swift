package import TicksheetCore
import WallTime

extension MemoryJournal {
    package func summary() throws(JournalError) -> JournalSummary {
        let content = content
        var summary = JournalSummary()
        summary.head = content.newestEntry
        for entry in content.corrected {
            let name = entry.kind == .status ? entry.fields.status ?? "" : entry.kind.rawValue
            summary.counts[name, default: 0] += 1
        }
        summary.duplicates = content.duplicates
        summary.ignored = content.ignored
        summary.bodies = content.bodies.count
        summary.problems = content.problems.count
        summary.lastReceived = content.lastReceived.map { Timestamp(seconds: $0.seconds) }
        summary.oldestEntry = content.entries.first.map { Timestamp(seconds: $0.received.seconds) }
        summary.oldestBody = content.bodies.first.map { Timestamp(seconds: $0.received.seconds) }
        return summary
    }

    package func readers() throws(JournalError) -> [ReaderRecord] {
        content.readers.values.sorted { $0.reader.name < $1.reader.name }
    }

    package func problems(limit: Int) throws(JournalError) -> [StoredProblem] {
        content.problems.reversed().prefix(limit).map { $0.with(body: []) }
    }

    package func problem(_ number: Int64) throws(JournalError) -> StoredProblem? {
        content.problems.first { $0.number == number }
    }
}

extension MemoryJournal.Content {
    func position(of start: ReaderStart) -> SequenceNumber {
        let end = newestEntry
        switch start {
        case .beginning: return 0
        case .now: return end
        case .date(let date):
            let first = entries.first { $0.received.seconds >= date.seconds }
            return first.map { $0.sequence - 1 } ?? end
        }
    }
}

extension ReaderRecord {
    func with(
        checkpoint: SequenceNumber? = nil,
        state: [UInt8]? = nil,
        acknowledged: Timestamp? = nil
    ) -> Self {
        ReaderRecord(
            reader: reader,
            checkpoint: checkpoint ?? self.checkpoint,
            state: state ?? self.state,
            acknowledged: acknowledged ?? self.acknowledged,
            trouble: trouble
        )
    }

    func with(trouble: ReaderTrouble?) -> Self {
        ReaderRecord(
            reader: reader,
            checkpoint: checkpoint,
            state: state,
            acknowledged: acknowledged,
            trouble: trouble
        )
    }
}

extension StoredProblem {
    func with(body: [UInt8]) -> Self {
        StoredProblem(
            number: number,
            since: since,
            source: source,
            code: code,
            path: path,
            finding: finding,
            remedy: remedy,
            body: body
        )
    }
}
