/// How long the journal keeps what, counted from receipt; nil keeps it for ever.
package struct Retention: Sendable, Equatable {
    private static let day: Int64 = 86_400

    /// What settings that say nothing mean: bodies 30 days, entries 400.
    package static let standard = Self(bodies: 30 * day, entries: 400 * day)

    /// Seconds for raw bodies.
    package let bodies: Int64?
    /// Seconds for entries, their event ids and problems.
    package let entries: Int64?

    /// Creates a retention.
    package init(bodies: Int64?, entries: Int64?) {
        self.bodies = bodies
        self.entries = entries
    }
}
