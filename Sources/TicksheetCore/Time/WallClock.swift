package import WallTime

/// What time it is, for stamps and for measuring; a test brings its own.
package protocol WallClock: Sendable {
    /// The instant.
    var now: Timestamp { get }
    /// A time that never goes back.
    var monotonic: Duration { get }
}
