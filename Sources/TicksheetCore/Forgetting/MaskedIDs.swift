/// Tells which events of kept bodies have another id than their copies, because what the id is made of
/// was masked.
///
/// What a provider sends again holds the number, and so the id of before: nothing tells any more that
/// both are one event.
package struct MaskedIDs {
    private let masks: NumberMask
    /// The ids that are made of masked texts.
    package private(set) var ids: Set<EventID> = []

    /// Looks for the masks of numbers.
    package init(_ forgotten: NumberMask) {
        masks = forgotten.ofMasks
    }

    /// Takes the id of a key; that of a body before those of the body's events.
    package mutating func take(_ id: EventID, of key: EventKey) {
        guard !masks.isEmpty else { return }
        let isMasked = key.parts.contains { part in
            // An event without an identity of its own has that of its body.
            !masks.places(in: part).isEmpty
                || part.count == 16 && ids.contains(EventID(part))
        }
        if isMasked { ids.insert(id) }
    }
}
