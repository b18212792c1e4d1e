package import WallTime

/// All that one body gave: what goes into the journal in one piece.
///
/// A class, because it passes through many hands on its way, and a struct of its size is dear to copy.
package final class Delivery: Sendable {
    /// The name of the source in the settings.
    package let source: String
    /// The provider's word in the source's mapping.
    package let provider: String
    /// How it came.
    package let origin: Origin
    /// When it was received.
    package let received: Timestamp
    /// The raw bytes, as they were signed.
    package let body: [UInt8]
    /// What the mapping used of the request, as JSON text; empty where it used nothing.
    package let request: [UInt8]
    /// The events, in the body's order.
    package let events: [Event]
    /// What could not be mapped, in the body's order.
    package let problems: [MappingProblem]
    /// How many elements or bodies the mapping passes over by intent.
    package let ignored: Int
    /// Maps the body again, to know copies by other ids (see ``EventTwins``); nil where that need not be.
    package let mapping: (any KeptBodyMapping)?

    /// Creates a delivery.
    package init(
        source: String,
        provider: String,
        origin: Origin,
        received: Timestamp,
        body: [UInt8],
        request: [UInt8],
        events: [Event],
        problems: [MappingProblem],
        ignored: Int,
        mapping: (any KeptBodyMapping)? = nil
    ) {
        self.source = source
        self.provider = provider
        self.origin = origin
        self.received = received
        self.body = body
        self.request = request
        self.events = events
        self.problems = problems
        self.ignored = ignored
        self.mapping = mapping
    }

    /// Returns the delivery with the numbers in its events masked.
    package func masked(by mask: NumberMask) -> Delivery {
        guard !mask.isEmpty else { return self }
        return Delivery(
            source: source,
            provider: provider,
            origin: origin,
            received: received,
            body: body,
            request: request,
            events: events.map { event in
                Event(
                    id: event.id,
                    kind: event.kind,
                    element: event.element,
                    fields: mask.masked(event.fields)
                )
            },
            problems: problems,
            ignored: ignored
        )
    }
}

/// What the journal did with a delivery.
package struct AppendReceipt: Sendable, Equatable {
    /// Events that are new.
    package var appended: Int
    /// Events that were there already.
    package var duplicates: Int
    /// Events too old to tell whether they are copies, which became problems.
    package var tooOld = 0

    /// Creates a receipt.
    package init(appended: Int, duplicates: Int) {
        self.appended = appended
        self.duplicates = duplicates
    }
}
