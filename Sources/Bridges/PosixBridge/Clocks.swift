import Glibc

/// Reads the system's clocks.
///
/// The only place that does.
package enum Clocks {
    /// Nanoseconds of a clock that never goes back; for waiting and measuring.
    package static var monotonic: UInt64 {
        var time = timespec()
        // SAFETY: fills the struct that we own; CLOCK_MONOTONIC is always there.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The wall clock: Unix seconds and nanoseconds.
    package static var wall: (seconds: Int64, nanoseconds: Int32) {
        var time = timespec()
        // SAFETY: fills the struct that we own; CLOCK_REALTIME is always there.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return (Int64(time.tv_sec), Int32(time.tv_nsec))
    }

    /// Blocks the calling thread; for a thread of our own, never in an async function.
    package static func pause(nanoseconds: UInt64) {
        var left = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000),
            tv_nsec: Int(nanoseconds % 1_000_000_000)
        )
        var rest = timespec()
        // SAFETY: both structs are ours.
        while unsafe nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
    }
}
