import PosixBridge

/// The stand-in's clock: the system's, or one that a test turns.
package struct EmulatorClock: Sendable {
    /// Unix milliseconds.
    package let now: @Sendable () -> Int64

    /// Creates a clock from a closure that returns Unix milliseconds.
    package init(_ now: @escaping @Sendable () -> Int64) { self.now = now }

    /// Returns a clock that starts at a time of the system's clock and runs so many times as fast.
    ///
    /// `start`: Unix milliseconds; the same start and speed give the same time in another process.
    package static func system(scale: Double = 1, from start: Int64? = nil) -> EmulatorClock {
        let start = start ?? wall
        return EmulatorClock { start + Int64(Double(wall - start) * scale) }
    }

    /// The system's clock.
    package static var wall: Int64 {
        let (seconds, nanoseconds) = Clocks.wall
        return seconds * 1000 + Int64(nanoseconds) / 1_000_000
    }
}
