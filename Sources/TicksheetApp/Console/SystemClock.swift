import PosixBridge
import TicksheetCore
import WallTime

/// The machine's clocks.
///
/// For tests that have to see hours, TICKSHEET_CLOCK_SCALE makes time go by so many times as fast
/// since TICKSHEET_CLOCK_START, in Unix milliseconds, or else since the start of the process.
struct SystemClock: WallClock {
    static let scale: Int64 = {
        let text = ProcessFacts.environment("TICKSHEET_CLOCK_SCALE") ?? ""
        return min(max(Int64(text) ?? 1, 1), 10_000)
    }()
    /// From when on time goes by faster where that was said, in Unix milliseconds.
    static let givenStart = ProcessFacts.environment("TICKSHEET_CLOCK_START").flatMap { Int64($0) }
    private static let start = givenStart ?? wallMilliseconds
    private static let monotonicStart = Int64(Clocks.monotonic)

    var now: Timestamp {
        guard Self.scale > 1 else {
            let wall = Clocks.wall
            return Timestamp(seconds: wall.seconds, nanoseconds: wall.nanoseconds)
        }
        let now = Self.start + (Self.wallMilliseconds - Self.start) * Self.scale
        return Timestamp(
            seconds: now / 1000,
            nanoseconds: Int32(now % 1000) * 1_000_000
        )
    }

    private static var wallMilliseconds: Int64 {
        let wall = Clocks.wall
        return wall.seconds * 1000 + Int64(wall.nanoseconds) / 1_000_000
    }

    var monotonic: Duration {
        let now = Int64(Clocks.monotonic)
        guard Self.scale > 1 else { return .nanoseconds(now) }
        let start = Self.monotonicStart
        return .nanoseconds(start + (now - start) * Self.scale)
    }

    func wait(for duration: Duration) -> Duration { duration / Int(Self.scale) }
}
