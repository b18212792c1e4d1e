import PosixBridge
package import TicksheetCore

/// How many calls a credential may still make in this minute, over all of its spreadsheets.
///
/// Google counts reads and writes of a user for each minute: a budget counts one of them.
/// Source: <https://developers.google.com/workspace/sheets/api/limits>
package final class CallBudget: Sendable {
    private struct State {
        // When the calls of the last minute were made, the oldest first.
        var made: [Duration] = []
        var closedUntil = Duration.zero
    }

    /// How many calls a credential may make in a minute, as Google counts.
    package static let standard = 60

    private let perMinute: Int
    private let clock: any WallClock
    private let state = Monitor(State())

    /// Creates a budget.
    package init(perMinute: Int = CallBudget.standard, clock: any WallClock) {
        self.perMinute = perMinute
        self.clock = clock
    }

    /// Takes one call.
    ///
    /// - Returns: How long to wait before the next try; nil where the call may be made.
    func take() -> Duration? {
        let now = clock.monotonic
        return state.withLock { state in
            if now < state.closedUntil { return state.closedUntil - now }
            state.made.removeAll { $0 <= now - .seconds(60) }
            if state.made.count >= perMinute, let first = state.made.first {
                return first + .seconds(60) - now
            }
            state.made.append(now)
            return nil
        }
    }

    /// How many of the calls of a minute are used up now; all where the service counted otherwise.
    package var used: Int {
        let now = clock.monotonic
        return state.withLock { state in
            if now < state.closedUntil { return perMinute }
            return state.made.count { $0 > now - .seconds(60) }
        }
    }

    /// Makes no call until the next minute has begun, as the service asks when it counts otherwise.
    func close(at second: Int64) {
        let left = 60 - (second % 60 + 60) % 60
        let until = clock.monotonic + .seconds(left)
        state.withLock { $0.closedUntil = max($0.closedUntil, until) }
    }
}
