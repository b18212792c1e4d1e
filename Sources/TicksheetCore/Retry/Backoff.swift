/// How long to wait before the next attempt.
///
/// | attempt | wait |
/// |---|---|
/// | 1 | 0.5 s |
/// | 2 | 1 s |
/// | 3 | 2 s |
/// | 8 and more | 60 s |
///
/// Each ± 20 %, so that several readers do not come back at one moment.
package enum Backoff {
    /// Returns the wait before an attempt.
    ///
    /// `attempt`: How many attempts have failed, from 1.
    ///
    /// `jitter`: A random number from 0 to 1.
    package static func wait(after attempt: Int, jitter: Double) -> Duration {
        // The cap comes first: a shift by more than 7 would pass it anyway.
        let seconds = min(60.0, 0.5 * Double(1 << min(max(attempt, 1) - 1, 7)))
        return .seconds(seconds * (0.8 + 0.4 * min(max(jitter, 0), 1)))
    }
}
