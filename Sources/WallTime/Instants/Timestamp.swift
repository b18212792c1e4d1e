/// Names an instant in UTC to the nanosecond.
///
/// Counts Unix seconds, so leap seconds have no name of their own. Times before 1970 have negative
/// `seconds` and still a `nanoseconds` that counts forward.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Counts whole seconds since 1970-01-01T00:00:00Z, rounded down.
    package let seconds: Int64
    /// Counts the nanoseconds after `seconds`, 0…999,999,999.
    package let nanoseconds: Int32

    /// Makes an instant of seconds and nanoseconds, in which nanoseconds outside 0…999,999,999 carry over.
    ///
    /// An instant beyond what 64 bits hold becomes the last or first one that they do.
    package init(seconds: Int64, nanoseconds: Int32 = 0) {
        guard nanoseconds < 0 || nanoseconds >= 1_000_000_000 else {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
            return
        }
        let carried = Int64(nanoseconds).flooredQuotient(by: 1_000_000_000)
        self.seconds = seconds.saturatingSum(carried)
        self.nanoseconds = Int32(Int64(nanoseconds) - carried * 1_000_000_000)
    }

    /// Orders instants by time.
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        if left.seconds != right.seconds { return left.seconds < right.seconds }
        return left.nanoseconds < right.nanoseconds
    }
}
