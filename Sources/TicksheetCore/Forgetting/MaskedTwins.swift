/// Maps bodies that the journal keeps, by the same road as the first time.
package protocol KeptBodyMapping: Sendable {
    /// Maps a kept body again.
    func delivery(of body: KeptBody, identity: (EventKey) -> EventID) -> Delivery
}

/// The ids that a delivery's events have where the numbers in its body are masked.
///
/// What is kept of a forgotten number's webhooks is masked, so a replay under a changed key files ids that
/// are made of the masks. A copy that comes later holds the number: it is known by these ids alone.
package struct MaskedTwins {
    private struct Place: Hashable {
        let element: Int
        let kind: EventKind
    }

    /// Of each event of the delivery, in order; nil where there is none, or it is the event's own.
    package let ids: [EventID?]

    /// Maps the delivery's body again, masked; maps nothing where it holds no number that is masked.
    package init(
        of delivery: Delivery,
        maskedBy mask: NumberMask,
        identity: (EventKey) -> EventID
    ) {
        ids = Self.ids(delivery, mask, identity)
    }

    private static func ids(
        _ delivery: Delivery,
        _ mask: NumberMask,
        _ identity: (EventKey) -> EventID
    ) -> [EventID?] {
        guard !mask.isEmpty, let mapping = delivery.mapping else { return [] }
        let body = KeptBody(
            number: 0,
            received: delivery.received,
            source: delivery.source,
            request: mask.masked(delivery.request),
            bytes: mask.masked(delivery.body)
        )
        guard body.bytes != delivery.body || body.request != delivery.request else { return [] }
        // A mask is as long as its number, so that an element stays at its place.
        var twins: [Place: ArraySlice<EventID>] = [:]
        for event in mapping.delivery(of: body, identity: identity).events {
            twins[Place(element: event.element, kind: event.kind), default: []].append(event.id)
        }
        return delivery.events.map { event in
            let twin = twins[Place(element: event.element, kind: event.kind)]?.popFirst()
            return twin == event.id ? nil : twin
        }
    }
}
