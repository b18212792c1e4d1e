package import WallTime

/// What a row tells besides an event's fields, where it stands for a message or a number.
package struct RowFacts: Sendable, Equatable {
    /// When the message was sent.
    package var sentAt: Timestamp?
    /// When it arrived.
    package var deliveredAt: Timestamp?
    /// When it was read.
    package var readAt: Timestamp?
    /// When it was rejected.
    package var rejectedAt: Timestamp?
    /// When the number first had what the report looks for.
    package var firstSeen: Timestamp?
    /// When it last had.
    package var lastSeen: Timestamp?
    /// How many of its messages had.
    package var times: Int?
    /// When a message first arrived at the number after its last rejection.
    package var releasedAt: Timestamp?

    /// Creates facts of which nothing is known.
    package init() {}
}
