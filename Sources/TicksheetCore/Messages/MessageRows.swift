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
/// Pure: the same messages make the same rows, in whatever order their events came. A filter holds for
/// a row that meets it now, and for one that met it at an earlier moment: a row that was there once
/// stays.
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
    /// Its fields are those of the newest moment at which one of its messages met the filter.
    ///
    /// `messages`: All messages to that number.
    package func row(ofNumber messages: [StoredMessage]) -> RowContent? {
        var facts = RowFacts()
        var newest: Entry?
        for message in messages {
            let found = matches(in: message)
            guard let first = found.first, let last = found.last else { continue }
            facts.times = (facts.times ?? 0) + 1
            facts.firstSeen = min(facts.firstSeen ?? first.at, first.at)
            facts.lastSeen = max(facts.lastSeen ?? last.at, last.at)
            // Of two at one instant that of the later message.
            if facts.lastSeen == last.at { newest = last.entry }
        }
        guard let newest else { return nil }
        facts.releasedAt = released(messages)
        return RowContent(newest, facts, key: messages.first?.recipient ?? 0)
    }

    private func holds(_ entry: Entry) -> Bool { filter?.holds(for: entry) ?? true }

    private func matches(in message: StoredMessage) -> [(at: Timestamp, entry: Entry)] {
        message.state.events.indices.compactMap { moment in
            guard let entry = message.state.entry(at: moment, number: message.number),
                holds(entry)
            else { return nil }
            return (message.state.events[moment].fields.time, entry)
        }
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
