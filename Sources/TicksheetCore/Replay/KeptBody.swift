package import WallTime

/// A raw body that the journal keeps, with what is needed to map it again.
package struct KeptBody: Sendable, Equatable {
    /// Its number in the journal; grows with every body.
    package let number: Int64
    /// When it was received.
    package let received: Timestamp
    /// The name of the source in the settings of then.
    package let source: String
    /// What the mapping of then used of the request, as JSON text; empty where it used nothing.
    package let request: [UInt8]
    /// The raw bytes.
    package let bytes: [UInt8]

    /// Creates a body.
    package init(
        number: Int64,
        received: Timestamp,
        source: String,
        request: [UInt8],
        bytes: [UInt8]
    ) {
        self.number = number
        self.received = received
        self.source = source
        self.request = request
        self.bytes = bytes
    }
}

/// Which kept bodies somebody asks for.
package struct BodySelection: Sendable, Equatable {
    /// Only bodies received at or after it, in whole seconds.
    package var since: Timestamp?
    /// Only bodies received before it.
    package var until: Timestamp?
    /// Only bodies of this source.
    package var source: String?

    /// Selects bodies; without anything, all.
    package init(since: Timestamp? = nil, until: Timestamp? = nil, source: String? = nil) {
        self.since = since
        self.until = until
        self.source = source
    }

    /// Whether a body is among them.
    package func holds(for body: KeptBody) -> Bool {
        if let since, body.received < since { return false }
        if let until, body.received >= until { return false }
        return source == nil || source == body.source
    }
}

/// Some bodies of a selection, in the order of their numbers.
package struct BodyPage: Sendable, Equatable {
    /// The bodies.
    package let bodies: [KeptBody]
    /// All bodies up to here were looked at; where it does not move, there is none behind it.
    package let through: Int64

    /// Creates a page.
    package init(bodies: [KeptBody], through: Int64) {
        self.bodies = bodies
        self.through = through
    }
}
