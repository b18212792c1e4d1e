import Synchronization
package import TicksheetCore
import WallTime

/// A journal in memory that keeps the same promises as a real one, as long as the process lives.
package final class MemoryJournal: Journal {
    /// All that it holds; a copy of it stands for a disk at one moment.
    package struct Content: Sendable {
        /// The entries in order.
        package var entries: [Entry] = []
        var ids: Set<EventID> = []
        /// Of each entry's position.
        var idsOfEntries: [SequenceNumber: EventID] = [:]
        var bodies: [KeptBody] = []
        var newestEntry: SequenceNumber = 0
        var newestBody: Int64 = 0
        var newestProblem: Int64 = 0
        var newestMessage: Int64 = 0
        /// When the last entry of each message was received.
        var touched: [Int64: Int64] = [:]
        var purged: PurgedSpan?
        // Ids of events since then are kept.
        var idsSince: Timestamp?
        var lastReceived: Timestamp?
        var problems: [StoredProblem] = []
        var problemKeys: Set<[String]> = []
        var tooOld: Set<EventID> = []
        /// Bodies and elements of entries and of problems.
        var places: [SequenceNumber: (body: Int64, element: Int)] = [:]
        /// The elements of bodies that were copies when these came.
        var copies: [Int64: Set<Int>] = [:]
        var problemPlaces: [Int64: (body: Int64, element: Int)] = [:]
        /// The problems that are about rows.
        var problemRows: [Int64: (reader: ReaderID, row: Int64, isWanted: Bool)] = [:]
        var mappings: [String: MappingHistory] = [:]
        var mappingTexts: [[UInt8]: [UInt8]] = [:]
        /// What it holds of readers.
        package var readers: [ReaderID: ReaderRecord] = [:]
        var begins: [ReaderID: SequenceNumber] = [:]
        var requests: [(reader: ReaderID, kind: ReaderRequest.Kind, answer: RequestAnswer?)] = []
        var forgotten: [EventID: (digits: Int, ordinal: Int64)] = [:]
        var mask = NumberMask.none
        var pins = ZonePins()
        var answers = ZoneAnswers()
        var folded: SequenceNumber = 0
        var messages: [(id: EventID, message: StoredMessage)] = []
        var recipients: [String] = []
        var duplicates = 0
        var ignored = 0
    }

    private let state = Mutex(Content())
    private let leases = Mutex<Set<ReaderID>>([])
    private let faults = Mutex<[JournalError?]>([])
    private let readings = Mutex<(@Sendable (SequenceNumber) -> Void)?>(nil)
    private let clock: any WallClock

    /// Creates an empty journal.
    package init(clock: any WallClock = ManualClock()) {
        self.clock = clock
    }

    /// What it holds; setting it turns back the time.
    package var content: Content {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    /// Lets the next calls of readers fail, one with each error; nil lets one succeed.
    package func failNext(_ errors: [JournalError?]) {
        faults.withLock { $0 += errors }
    }

    /// Calls a body before corrected entries are read, with the position after which they are.
    package func beforeReading(_ body: (@Sendable (SequenceNumber) -> Void)?) {
        readings.withLock { $0 = body }
    }

    func reading(after sequence: SequenceNumber) {
        readings.withLock { $0 }?(sequence)
    }

    func change<Value: Sendable>(_ body: (inout Content) -> Value) -> Value {
        state.withLock { body(&$0) }
    }

    private func checkFaults() throws(JournalError) {
        let fault = faults.withLock { $0.isEmpty ? nil : $0.removeFirst() } ?? nil
        if let fault { throw fault }
    }
}

// MARK: Appending

extension MemoryJournal {
    package func identity(of key: EventKey) -> EventID {
        // FNV-1a, once forwards and once backwards.
        func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
        }
        return EventID(hash(key.bytes) + hash(key.bytes.reversed()))
    }

    package func append(
        _ delivery: Delivery,
        then: @escaping @Sendable (Result<AppendReceipt, JournalError>) -> Void
    ) {
        let receipt = state.withLock { content in
            let twins = EventTwins(
                of: delivery,
                maskedBy: content.mask,
                identity: identity(of:)
            )
            return content.append(delivery, twins)
        }
        then(.success(receipt))
    }
}

extension MemoryJournal.Content {
    fileprivate mutating func append(
        _ delivery: Delivery,
        _ twins: EventTwins
    ) -> AppendReceipt {
        var receipt = AppendReceipt(appended: 0, duplicates: 0)
        var copied: Set<Int> = []
        var isBodyWorthIt = delivery.ignored > 0
        for (index, event) in delivery.events.enumerated() {
            if !ids.isDisjoint(with: twins.ids(of: index)) {
                receipt.duplicates += 1
                copied.insert(event.element)
                continue
            }
            if let since = idsSince, event.fields.time.seconds < since.seconds,
                !ids.contains(event.id)
            {
                receipt.tooOld += 1
                guard tooOld.insert(event.id).inserted else { continue }
                isBodyWorthIt = true
                insert(.tooOld(event, kept: since), of: delivery, body: newestBody + 1)
                continue
            }
            guard ids.insert(event.id).inserted else {
                receipt.duplicates += 1
                copied.insert(event.element)
                continue
            }
            receipt.appended += 1
            isBodyWorthIt = true
            insert(event, of: delivery, body: newestBody + 1)
        }
        for problem in delivery.problems where isNew(problem, of: delivery) {
            isBodyWorthIt = true
            insert(problem, of: delivery, body: newestBody + 1)
        }
        duplicates += receipt.duplicates
        ignored += delivery.ignored
        if isBodyWorthIt {
            newestBody += 1
            copies[newestBody] = copied
            bodies.append(
                KeptBody(
                    number: newestBody,
                    received: Timestamp(seconds: delivery.received.seconds),
                    source: delivery.source,
                    request: mask.masked(delivery.request),
                    bytes: mask.masked(delivery.body)
                )
            )
            lastReceived = max(lastReceived ?? delivery.received, delivery.received)
        }
        return receipt
    }

    mutating func insert(
        _ event: Event,
        of delivery: Delivery,
        body: Int64,
        corrects: SequenceNumber? = nil
    ) {
        newestEntry += 1
        idsOfEntries[newestEntry] = event.id
        let entry = Entry(
            sequence: newestEntry,
            origin: delivery.origin,
            source: delivery.source,
            provider: delivery.provider,
            received: Timestamp(seconds: delivery.received.seconds),
            kind: event.kind,
            fields: mask.masked(event.fields),
            corrects: corrects
        )
        entries.append(entry)
        places[entry.sequence] = (body, event.element)
    }

    mutating func isNew(_ problem: MappingProblem, of delivery: Delivery) -> Bool {
        problemKeys.insert(Self.key(problem, of: delivery)).inserted
    }

    static func key(_ problem: MappingProblem, of delivery: Delivery) -> [String] {
        [
            delivery.source, String(decoding: delivery.body, as: UTF8.self), problem.path,
            problem.code,
        ]
    }

    mutating func insert(_ problem: MappingProblem, of delivery: Delivery, body: Int64) {
        newestProblem += 1
        problemPlaces[newestProblem] = (body, problem.element)
        problems.append(
            StoredProblem(
                number: newestProblem,
                since: Timestamp(seconds: delivery.received.seconds),
                source: delivery.source,
                code: problem.code,
                path: mask.masked(problem.path),
                finding: mask.masked(problem.finding),
                remedy: mask.masked(problem.remedy),
                body: mask.masked(delivery.body)
            )
        )
    }
}

// MARK: Consuming

extension MemoryJournal {
    private final class MemoryLease: Lease {
        let end: @Sendable () -> Void

        init(end: @escaping @Sendable () -> Void) {
            self.end = end
        }

        deinit { end() }
    }

    package func lease(_ reader: ReaderID) throws(JournalError) -> LeaseAnswer {
        try checkFaults()
        guard leases.withLock({ $0.insert(reader).inserted }) else {
            return .held(by: "process 1")
        }
        return .granted(
            MemoryLease { [weak self] in _ = self?.leases.withLock { $0.remove(reader) } }
        )
    }

    package func record(
        of reader: ReaderID,
        start: ReaderStart
    ) throws(JournalError) -> ReaderRecord {
        try checkFaults()
        return state.withLock { content in
            if let record = content.readers[reader] { return record }
            let position = content.position(of: start)
            let record = ReaderRecord(
                reader: reader,
                checkpoint: position,
                state: [],
                acknowledged: nil,
                trouble: nil
            )
            content.readers[reader] = record
            content.begins[reader] = position
            return record
        }
    }

    package func entries(
        after sequence: SequenceNumber,
        limit: Int
    ) throws(JournalError) -> [Entry] {
        try checkFaults()
        return state.withLock { content in
            // Sequences have no gaps here.
            let first = content.entries.first?.sequence ?? 1
            return Array(content.entries.dropFirst(Int(max(0, sequence - first + 1))).prefix(limit))
        }
    }

    package func keep(
        _ state: [UInt8],
        of reader: ReaderID,
        problems: RowProblems
    ) throws(JournalError) {
        try change(reader, problems) { $0 = $0.with(state: state) }
    }

    package func acknowledge(
        through sequence: SequenceNumber,
        state: [UInt8],
        of reader: ReaderID,
        problems: RowProblems
    ) throws(JournalError) {
        let time = Timestamp(seconds: clock.now.seconds)
        try change(reader, problems) { record in
            record = record.with(
                checkpoint: max(record.checkpoint, sequence),
                state: state,
                acknowledged: time
            )
        }
    }

    package func beginning(
        of reader: ReaderID,
        at start: ReaderStart
    ) throws(JournalError) -> SequenceNumber {
        state.withLock { content in
            let begin = start == .now ? content.begins[reader] : nil
            return begin ?? content.position(of: start)
        }
    }

    package func move(_ reader: ReaderID, to other: ReaderID) throws(JournalError) {
        change { content in
            guard let record = content.readers[reader],
                content.readers[other]?.state.isEmpty != false
            else { return }
            content.readers[reader] = nil
            content.readers[other] = ReaderRecord(
                reader: other,
                checkpoint: record.checkpoint,
                state: record.state,
                acknowledged: record.acknowledged,
                trouble: record.trouble
            )
            content.begins[other] = content.begins.removeValue(forKey: reader)
        }
    }

    package func begin(
        _ reader: ReaderID,
        after position: SequenceNumber
    ) throws(JournalError) {
        change { content in
            guard let begin = content.begins[reader] else { return }
            content.begins[reader] = max(begin, position)
        }
    }

    package func note(_ trouble: ReaderTrouble?, of reader: ReaderID) throws(JournalError) {
        try change(reader) { $0 = $0.with(trouble: trouble) }
    }

    package func head() throws(JournalError) -> SequenceNumber {
        state.withLock { $0.newestEntry }
    }

    package func entriesMayHaveCome(
        after sequence: SequenceNumber,
        within duration: Duration
    ) async {
        let end = ContinuousClock.now + duration
        while !Task.isCancelled, ContinuousClock.now < end,
            state.withLock({ $0.newestEntry <= sequence })
        {
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    private func change(
        _ reader: ReaderID,
        _ problems: RowProblems = RowProblems(),
        _ body: (inout ReaderRecord) -> Void
    ) throws(JournalError) {
        try checkFaults()
        let time = Timestamp(seconds: clock.now.seconds)
        state.withLock { content in
            guard var record = content.readers[reader] else { return }
            body(&record)
            content.write(problems, of: reader, at: time)
            content.readers[reader] = record
        }
    }
}
