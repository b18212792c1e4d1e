/// Tells which instant a civil time names in a zone, and how well it names it.
package struct LocalInstant: Hashable, Sendable {
    /// Says whether the zone's clocks showed the civil time once, twice or never.
    package enum Fit: Hashable, Sendable {
        /// The clocks showed the time once.
        case exact
        /// The clocks were set back and showed the time twice; the first of both is taken.
        case repeated
        /// The clocks were set forward over the time; it is moved on by the length of the gap.
        case skipped
    }

    /// Names the instant.
    package let timestamp: Timestamp
    /// Says how well the civil time names it.
    package let fit: Fit

    /// Makes an answer of its parts.
    package init(timestamp: Timestamp, fit: Fit) {
        self.timestamp = timestamp
        self.fit = fit
    }
}
