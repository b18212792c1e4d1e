import WallTime

/// All that is known of one message, or of one participant's copy of a message to a group.
///
/// Of each status the earliest event counts. Events may be merged in any order and any number of
/// times: the state is the same.
package struct MessageState: Sendable, Equatable {
    // More of one message than any provider sends.
    private static let mostLater = 16

    /// The earliest event of each status, in the order in which they happened.
    package private(set) var events: [MessageEvent] = []
    // Later events of the same statuses, earliest first: one of them counts where a correction takes the
    // earlier one back. Of many the earliest are kept.
    private var later: [MessageEvent] = []

    /// Creates a state of events.
    package init(_ events: [MessageEvent] = []) {
        for event in events { merge(event) }
    }

    /// All events that are kept; a state made of them is the same.
    package var kept: [MessageEvent] { events + later }

    /// The position of the newest one that is kept; 0 where none is.
    var newest: SequenceNumber { kept.reduce(0) { max($0, $1.sequence) } }
    /// The position of the newest one, or of a correction of one; 0 where none is.
    var changed: SequenceNumber {
        kept.reduce(0) { max($0, $1.sequence, $1.corrected ?? 0) }
    }

    /// The states that the message had as its events arrived, this one the last; those that tell nothing
    /// that a later one does not are left out.
    var asArrived: [MessageState] {
        // Each state of then is a moment of this one where they arrived as they happened.
        let hasOrder = zip(events, events.dropFirst()).allSatisfy { $0.sequence < $1.sequence }
        if hasOrder, later.isEmpty { return [self] }
        var state = MessageState()
        return kept.sorted { $0.sequence < $1.sequence }.map { event in
            state.merge(event)
            return state
        }
    }

    /// Takes an event in.
    ///
    /// - Returns: Whether that changed which events count.
    @discardableResult
    package mutating func merge(_ event: MessageEvent) -> Bool {
        if let index = events.firstIndex(where: { $0.fields.status == event.fields.status }) {
            let known = events[index]
            guard event.isBefore(known) else {
                if event != known { keep(event) }
                return false
            }
            events.remove(at: index)
            keep(known)
        }
        insert(event)
        return true
    }

    /// Takes back what an entry told, before a correction of it tells it otherwise.
    ///
    /// - Returns: Whether it was kept.
    @discardableResult
    package mutating func remove(_ sequence: SequenceNumber) -> Bool {
        if let index = later.firstIndex(where: { $0.sequence == sequence }) {
            later.remove(at: index)
            return true
        }
        guard let index = events.firstIndex(where: { $0.sequence == sequence }) else {
            return false
        }
        let status = events.remove(at: index).fields.status
        if let next = later.firstIndex(where: { $0.fields.status == status }) {
            insert(later.remove(at: next))
        }
        return true
    }

    private mutating func insert(_ event: MessageEvent) {
        let place = events.firstIndex { Self.happens(event, before: $0) } ?? events.count
        events.insert(event, at: place)
    }

    private mutating func keep(_ event: MessageEvent) {
        if later.contains(event) { return }
        let place =
            later.firstIndex { other in
                event.isBefore(other)
                    || (!other.isBefore(event) && event.sequence < other.sequence)
            } ?? later.count
        later.insert(event, at: place)
        if later.count > Self.mostLater { later.removeLast() }
    }

    private static func happens(_ event: MessageEvent, before other: MessageEvent) -> Bool {
        let (ours, theirs) = (event.fields.time, other.fields.time)
        if ours != theirs { return ours < theirs }
        return isBelow(event, other)
    }

    // Of two events the message's status is that of the higher one.
    private static func isBelow(_ event: MessageEvent, _ other: MessageEvent) -> Bool {
        let (ours, theirs) = (event.fields.status, other.fields.status)
        let ranks = (MessageStatus.rank(ours), MessageStatus.rank(theirs))
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
        if event.fields.time != other.fields.time { return event.fields.time < other.fields.time }
        return (ours ?? "") < (theirs ?? "")
    }

    // MARK: What it belongs to

    /// The provider that all of its events come from; nil where one of them has none, or they have several.
    package var provider: String? {
        let providers = Set(kept.map(\.provider))
        return providers.count == 1 ? providers.first ?? nil : nil
    }

    /// Whether an entry tells of this message, which an older program knew by its id alone.
    ///
    /// That program did not say which provider's id it is. An entry of another source, which may be of
    /// another provider, goes on with the message only where it has the same recipient.
    package func isContinued(by entry: Entry) -> Bool {
        kept.isEmpty || recipient == entry.fields.to || kept.contains { $0.source == entry.source }
    }

    // MARK: What it shows

    /// The number of the moments at which the message had another state: one for each event.
    package var moments: Int { events.count }

    /// Returns what was known at a moment, as an entry; the last moment is now.
    ///
    /// Status, time, code and description are those of the event that decides; what it does not say of
    /// the rest, the others do.
    ///
    /// `number`: The entry's position.
    package func entry(at moment: Int, number: SequenceNumber) -> Entry? {
        let known = events.prefix(moment + 1).sorted { Self.isBelow($1, $0) }
        guard let first = known.first else { return nil }
        var fields = first.fields
        for event in known.dropFirst() { fields.fill(from: event.fields) }
        return Entry(
            sequence: number,
            origin: .webhook,
            source: first.source,
            provider: first.provider,
            received: first.received,
            kind: .status,
            fields: fields
        )
    }

    // When it first had one of some statuses.
    private func first(of statuses: String...) -> Timestamp? {
        let times = events.compactMap { event in
            event.fields.status.map(statuses.contains) == true ? event.fields.time : nil
        }
        return times.min()
    }

    /// To whom it goes, as far as is known now.
    package var recipient: String? { entry(at: moments - 1, number: 0)?.fields.to }

    /// The times of its way that rows can show.
    package var facts: RowFacts {
        var facts = RowFacts()
        facts.sentAt = first(of: "sent")
        // Whoever read it got it.
        facts.deliveredAt = first(of: "delivered", "read", "played")
        facts.readAt = first(of: "read", "played")
        facts.rejectedAt = first(of: "rejected")
        return facts
    }
}

extension Fields {
    fileprivate mutating func fill(from other: Fields) {
        for field in [StandardField.from, .to, .message, .campaign, .channel, .template]
        where self[field] == nil {
            self[field] = other[field]
        }
        for field in other.custom where custom(field.name) == nil { custom.append(field) }
    }
}
