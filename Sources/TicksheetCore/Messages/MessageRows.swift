import WallTime

/// A row's content before it is laid out in columns.
package struct RowContent: Sendable, Equatable {
    /// The fields.
    package let entry: Entry
    /// What the row tells besides.
    package let facts: RowFacts
    /// What it stands for: a message's number in the journal, or a recipient's.
    package let key: Int64
    /// The newest entry that it tells of; 0 until somebody says it.
    package var newest: SequenceNumber = 0
    /// Whether there was such a row at the position that was asked for.
    package var wasShown = false
    /// Whether there is no row yet when only what is acknowledged next is known.
    package var isAhead = false

    /// Creates it.
    package init(_ entry: Entry, _ facts: RowFacts, key: Int64) {
        self.entry = entry
        self.facts = facts
        self.key = key
    }
}

/// Makes the rows of a report whose rows stand for messages or numbers.
///
/// Pure: the same messages make the same rows, whatever else was asked for before.
///
/// A filter looks at the state that a message has, and at those that it had: at each moment, as far as was
/// known of it when each of its events arrived. So a row that was there once stays, also where an event
/// comes late that happened before. A correction does take back what was told before; of a message with
/// very many events a state keeps some.
package struct MessageRows: Sendable {
    private let filter: RowFilter?

    /// Creates it for a report's filter.
    package init(_ filter: RowFilter?) {
        self.filter = filter
    }

    /// Returns a message's row, or nil where the report has none for it.
    package func row(of message: StoredMessage) -> RowContent? {
        let state = message.state
        guard let now = state.entry(at: state.moments - 1, number: message.number) else {
            return nil
        }
        guard filter == nil || !matches(in: message).isEmpty else { return nil }
        return RowContent(now, state.facts, key: message.number)
    }

    /// Returns the row of a number, or nil where the report has none for it.
    ///
    /// Its fields are those of the newest moment at which one of its messages met the filter, but for the
    /// recipient: that moment may have known them by another name than the number. Of several at
    /// one instant the message with the greatest id counts, then the greatest of the other fields: something
    /// of the messages, never which came first.
    ///
    /// `messages`: All messages to that number.
    package func row(ofNumber messages: [StoredMessage]) -> RowContent? {
        var facts = RowFacts()
        var newest: Match?
        var recipient: String?
        for message in messages {
            let found = matches(in: message)
            guard let first = found.first, let last = found.last else { continue }
            facts.times = (facts.times ?? 0) + 1
            facts.firstSeen = min(facts.firstSeen ?? first.at, first.at)
            facts.lastSeen = max(facts.lastSeen ?? last.at, last.at)
            if newest?.isBelow(last) ?? true {
                newest = last
                recipient = message.state.recipient
            }
        }
        guard let newest else { return nil }
        facts.releasedAt = released(messages)
        return RowContent(
            newest.entry.going(to: recipient),
            facts,
            key: messages.first?.recipient ?? 0
        )
    }

    // A moment at which a message met the filter.
    private struct Match {
        let at: Timestamp
        let entry: Entry

        func isBelow(_ other: Self) -> Bool {
            at == other.at ? order.lexicographicallyPrecedes(other.order) : at < other.at
        }

        private var order: [String] {
            [entry.fields.message ?? ""] + entry.fields.sortingText + [entry.source]
        }
    }

    // In the order in which they happened.
    private func matches(in message: StoredMessage) -> [Match] {
        let states = filter == nil ? [message.state] : message.state.asArrived
        var found: [SequenceNumber: Match] = [:]
        for state in states {
            for moment in state.events.indices {
                guard let entry = state.entry(at: moment, number: message.number),
                    filter?.holds(for: entry) ?? true
                else { continue }
                // Since when it is what it is: a late lower status changes nothing.
                let sequence = state.events[moment].sequence
                found[sequence] = Match(at: entry.fields.time, entry: entry)
            }
        }
        return found.values.sorted { $0.isBelow($1) }
    }

    private func released(_ messages: [StoredMessage]) -> Timestamp? {
        let events = messages.flatMap(\.state.events)
        let rejected = events.filter { $0.fields.status == "rejected" }.map(\.fields.time).max()
        guard let rejected else { return nil }
        return events.filter {
            MessageStatus.isArrived($0.fields.status) && $0.fields.time > rejected
        }.map(\.fields.time).min()
    }
}

extension Entry {
    fileprivate func going(to recipient: String?) -> Entry {
        guard fields.to != recipient else { return self }
        var fields = fields
        fields.to = recipient
        return Entry(
            sequence: sequence,
            origin: origin,
            source: source,
            provider: provider,
            received: received,
            kind: kind,
            fields: fields
        )
    }
}
