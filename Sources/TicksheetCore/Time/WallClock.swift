package import WallTime

/// What time it is, for stamps and for measuring; a test brings its own.
package protocol WallClock: Sendable {
    /// The instant.
    var now: Timestamp { get }
    /// A time that never goes back.
    var monotonic: Duration { get }
    /// Returns how long to wait for a time of this clock to pass.
    func wait(for duration: Duration) -> Duration
}

extension WallClock {
    /// A clock that goes as the machine's does.
    package func wait(for duration: Duration) -> Duration { duration }

    /// Waits for a time of this clock; ends early where the task is cancelled.
    package func pause(_ duration: Duration) async {
        try? await Task.sleep(for: wait(for: duration))
    }
}
