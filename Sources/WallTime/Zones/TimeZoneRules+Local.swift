extension TimeZoneRules {
    /// Returns the instant at which the zone's clocks show a civil time.
    ///
    /// A time that comes twice is its first occurrence. A time that never comes is read on the
    /// clock from before the change, so 02:30 in a gap from 02:00 to 03:00 is the instant at which
    /// the clocks show 03:30. Both are reported.
    package func instant(of civil: CivilTime) -> LocalInstant {
        instant(ofLocalSeconds: civil.localSeconds, nanoseconds: civil.nanosecond)
    }

    func instant(ofLocalSeconds local: Int64, nanoseconds: Int32) -> LocalInstant {
        // No clock is more than 26 hours from UTC, so the answer lies in these two days and a bit.
        let horizon = local.saturatingSum(100_000)
        var window = window(at: local.saturatingSum(-100_000))
        var earliest: Int64?
        var afterGap: Int64?
        while true {
            let candidate = local.saturatingSum(-Int64(window.offset.seconds))
            if window.contains(candidate) {
                if let earliest {
                    return LocalInstant(seconds: earliest, nanoseconds, .repeated)
                }
                earliest = candidate
            }
            guard let end = window.end, end <= horizon else { break }
            // Past the end under the old offset: if no window takes it, this was the gap's edge.
            if candidate >= end { afterGap = candidate }
            window = self.window(at: end)
        }
        if let earliest { return LocalInstant(seconds: earliest, nanoseconds, .exact) }
        return LocalInstant(seconds: afterGap ?? local, nanoseconds, .skipped)
    }
}

extension LocalInstant {
    fileprivate init(seconds: Int64, _ nanoseconds: Int32, _ fit: Fit) {
        self.init(timestamp: Timestamp(seconds: seconds, nanoseconds: nanoseconds), fit: fit)
    }
}
