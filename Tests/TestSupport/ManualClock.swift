import Synchronization
import TicksheetCore
package import WallTime

/// A clock that stands still until a test moves it.
package final class ManualClock: WallClock {
    private struct State {
        var now: Timestamp
        var monotonic = Duration.zero
    }

    private let state: Mutex<State>

    /// Creates a clock that shows an instant.
    package init(_ now: Timestamp = Sample.noon) {
        state = Mutex(State(now: now))
    }

    /// The instant that it shows.
    package var now: Timestamp { state.withLock { $0.now } }

    /// The time since it was made, as moved.
    package var monotonic: Duration { state.withLock { $0.monotonic } }

    /// Moves it on by whole seconds.
    package func advance(by seconds: Int64) {
        state.withLock { state in
            state.now = Timestamp(
                seconds: state.now.seconds + seconds,
                nanoseconds: state.now.nanoseconds
            )
            state.monotonic += .seconds(seconds)
        }
    }

    /// Sets the wall clock by whole seconds, as a person does; time that only ever goes on stays.
    package func set(by seconds: Int64) {
        state.withLock { state in
            state.now = Timestamp(
                seconds: state.now.seconds + seconds,
                nanoseconds: state.now.nanoseconds
            )
        }
    }
}
