/// Maps bodies that the journal keeps, by the same road as the first time.
package protocol KeptBodyMapping: Sendable {
    /// Mappings of before, by which the journal may know events under other ids.
    var formers: [any KeptBodyMapping] { get }

    /// Maps a kept body again.
    func delivery(of body: KeptBody, identity: (EventKey) -> EventID) -> Delivery
}

/// The other ids under which the journal may know a delivery's events.
///
/// Where a mapping's key changed, entries that are there have the ids that the mapping of before made, until
/// a replay files the new ones. And what is kept of a forgotten number's webhooks is masked, so that what a
/// replay files is made of masks: a copy that comes later holds the number, and is known by them alone.
package struct EventTwins {
    private struct Place: Hashable {
        let element: Int
        let kind: EventKind
    }

    // Of each event of the delivery, in order; empty where no event has any.
    private var ids: [[EventID]] = []

    /// Maps the delivery's body by mappings of before, and masked, where it holds a number that is forgotten.
    package init(
        of delivery: Delivery,
        maskedBy mask: NumberMask,
        identity: (EventKey) -> EventID
    ) {
        guard let mapping = delivery.mapping else { return }
        let body = KeptBody(
            number: 0,
            received: delivery.received,
            source: delivery.source,
            request: delivery.request,
            bytes: delivery.body
        )
        for former in mapping.formers {
            add(former.delivery(of: body, identity: identity), to: delivery)
        }
        guard !mask.isEmpty else { return }
        let masked = body.masked(by: mask)
        guard masked != body else { return }
        add(mapping.delivery(of: masked, identity: identity), to: delivery)
    }

    /// Returns the other ids of an event, by its index.
    package func ids(of index: Int) -> [EventID] { ids.isEmpty ? [] : ids[index] }

    // A mask is as long as its number, so that an element stays at its place.
    private mutating func add(_ other: Delivery, to delivery: Delivery) {
        var twins: [Place: ArraySlice<EventID>] = [:]
        for event in other.events {
            twins[Place(element: event.element, kind: event.kind), default: []].append(event.id)
        }
        if ids.isEmpty { ids = Array(repeating: [], count: delivery.events.count) }
        for (index, event) in delivery.events.enumerated() {
            let twin = twins[Place(element: event.element, kind: event.kind)]?.popFirst()
            if let twin, twin != event.id { ids[index].append(twin) }
        }
    }
}

extension KeptBody {
    fileprivate func masked(by mask: NumberMask) -> Self {
        Self(
            number: number,
            received: received,
            source: source,
            request: mask.masked(request),
            bytes: mask.masked(bytes)
        )
    }
}
