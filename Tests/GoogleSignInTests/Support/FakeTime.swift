import Synchronization
import TestSupport
import TicksheetCore
import WallTime

/// Two clocks that a test moves, together or one alone; waiting moves both at once.
final class FakeTime: WallClock {
    private struct State {
        var now = Timestamp(seconds: 1_772_366_400)
        var monotonic = Duration.seconds(1000)
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())

    var now: Timestamp { state.withLock { $0.now } }
    var monotonic: Duration { state.withLock { $0.monotonic } }
    /// How long was waited, in order.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(by seconds: Int64) {
        setWall(forward: seconds)
        state.withLock { $0.monotonic += .seconds(seconds) }
    }

    func setWall(forward seconds: Int64) {
        state.withLock { $0.now = Timestamp(seconds: $0.now.seconds + seconds) }
    }

    func advanceMonotonic(by seconds: Int64) {
        state.withLock { $0.monotonic += .seconds(seconds) }
    }

    func pause(_ duration: Duration) {
        state.withLock { state in
            state.pauses.append(duration)
            state.monotonic += duration
        }
        setWall(forward: duration.components.seconds)
    }
}
