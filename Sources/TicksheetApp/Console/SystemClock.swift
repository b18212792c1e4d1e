import PosixBridge
import TicksheetCore
import WallTime

/// The machine's clocks.
///
/// For tests that have to see hours, TICKSHEET_CLOCK_SCALE makes time since the start of the process
/// go by so many times as fast.
struct SystemClock: WallClock {
    private static let scale: Int64 = {
        let text = ProcessFacts.environment("TICKSHEET_CLOCK_SCALE") ?? ""
        return min(max(Int64(text) ?? 1, 1), 10_000)
    }()
    private static let start = (
        monotonic: Int64(Clocks.monotonic), wall: Clocks.wall
    )

    var now: Timestamp {
        guard Self.scale > 1 else {
            let wall = Clocks.wall
            return Timestamp(seconds: wall.seconds, nanoseconds: wall.nanoseconds)
        }
        let passed = (Int64(Clocks.monotonic) - Self.start.monotonic) * Self.scale
        let nanoseconds = Int64(Self.start.wall.nanoseconds) + passed
        return Timestamp(
            seconds: Self.start.wall.seconds + nanoseconds / 1_000_000_000,
            nanoseconds: Int32(nanoseconds % 1_000_000_000)
        )
    }

    var monotonic: Duration {
        let now = Int64(Clocks.monotonic)
        guard Self.scale > 1 else { return .nanoseconds(now) }
        let start = Self.start.monotonic
        return .nanoseconds(start + (now - start) * Self.scale)
    }

    func wait(for duration: Duration) -> Duration { duration / Int(Self.scale) }
}
