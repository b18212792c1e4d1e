package import TicksheetCore
package import WallTime

/// Makes small deliveries, events and entries.
package enum Sample {
    /// 2026-03-01T12:00:00Z.
    package static let noon = Timestamp(seconds: 1_772_366_400)

    /// Returns the id of the sample event of a number.
    package static func id(_ number: Int, in journal: any JournalAppending) -> EventID {
        var key = EventKey(provider: "sample")
        key.append(Array(String(number).utf8))
        return journal.identity(of: key)
    }

    /// Returns the event of a number; two of one number are copies of each other.
    package static func event(
        _ number: Int,
        in journal: any JournalAppending,
        kind: EventKind = .status,
        status: String? = "delivered"
    ) -> Event {
        Event(
            id: id(number, in: journal),
            kind: kind,
            element: number,
            fields: fields(number, status: status)
        )
    }

    /// Returns the fields of a number's event; the description is the number.
    package static func fields(_ number: Int, status: String? = "delivered") -> Fields {
        var fields = Fields(time: Timestamp(seconds: noon.seconds + Int64(number)))
        fields.from = "+573001112233"
        fields.to = "+573004445566"
        fields.status = status
        fields.description = String(number)
        return fields
    }

    /// Returns a delivery of the events of these numbers.
    package static func delivery(
        _ numbers: some Sequence<Int>,
        in journal: any JournalAppending,
        source: String = "meta",
        provider: String = "sample",
        received: Timestamp = noon,
        body: String = "{}",
        problems: [MappingProblem] = [],
        ignored: Int = 0
    ) -> Delivery {
        delivery(
            numbers.map { event($0, in: journal) },
            source: source,
            provider: provider,
            received: received,
            body: body,
            problems: problems,
            ignored: ignored
        )
    }

    /// Returns a delivery of events.
    package static func delivery(
        _ events: [Event],
        source: String = "meta",
        provider: String = "sample",
        origin: Origin = .webhook,
        received: Timestamp = noon,
        body: String = "{}",
        problems: [MappingProblem] = [],
        ignored: Int = 0,
        mapping: (any KeptBodyMapping)? = nil
    ) -> Delivery {
        Delivery(
            source: source,
            provider: provider,
            origin: origin,
            received: received,
            body: Array(body.utf8),
            request: [],
            events: events,
            problems: problems,
            ignored: ignored,
            mapping: mapping
        )
    }

    /// Returns a problem at a path.
    package static func problem(_ path: String, code: String = "mapping.time") -> MappingProblem {
        MappingProblem(
            code: code,
            path: path,
            element: 7,
            finding: "the time at \(path) is \"soon\"; expected seconds",
            remedy: "Correct the mapping"
        )
    }

    /// Returns an entry as a journal would.
    package static func entry(
        _ sequence: SequenceNumber,
        fields: Fields? = nil,
        kind: EventKind = .status
    ) -> Entry {
        Entry(
            sequence: sequence,
            origin: .webhook,
            source: "meta",
            provider: "sample",
            received: noon,
            kind: kind,
            fields: fields ?? self.fields(Int(sequence))
        )
    }
}

extension JournalAppending {
    /// Appends a delivery and returns after it is durable.
    @discardableResult
    package func append(_ delivery: Delivery) async throws(JournalError) -> AppendReceipt {
        let result = await withCheckedContinuation { continuation in
            append(delivery) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}
