/// Writes numbers, durations and sizes for people, always in the same way in every locale.
package enum Human {
    /// Writes a whole number with a comma at each thousand: `12,400`.
    package static func number(_ value: some BinaryInteger) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var grouped: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) {
                grouped.append(UInt8(ascii: ","))
            }
            grouped.append(digit)
        }
        return String(decoding: grouped, as: UTF8.self)
    }

    /// Writes a duration in its two largest units: `840 ms`, `3.2 s`, `4 min 12 s`, `1 h 4 min`.
    ///
    /// Rounded half up to what is shown; less than half a millisecond is `0 ms`.
    package static func duration(_ duration: Duration) -> String {
        if duration < .zero { return "-" + self.duration(.zero - duration) }
        let (whole, attoseconds) = duration.components
        let milliseconds = (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        if whole == 0, milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = (attoseconds + 50_000_000_000_000_000) / 100_000_000_000_000_000
        if whole < 10, whole * 10 + tenths < 100 {
            return "\(whole + tenths / 10).\(tenths % 10) s"
        }
        // An hour below the largest count leaves room to round.
        let seconds = min(whole, .max - 3600) + (attoseconds >= 500_000_000_000_000_000 ? 1 : 0)
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return pair(seconds / 60, "min", seconds % 60, "s") }
        let minutes = (seconds + 30) / 60
        if minutes < 1440 { return pair(minutes / 60, "h", minutes % 60, "min") }
        let hours = (seconds + 1800) / 3600
        return pair(hours / 24, "d", hours % 24, "h")
    }

    /// Writes how long something has waited, in its largest unit, rounded down: `12 s`, `3 min`, `2 h`,
    /// `4 d`.
    package static func age(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        for (size, unit) in [(86_400, "d"), (3600, "h"), (60, "min")] as [(Int64, String)]
        where seconds >= size {
            return "\(number(seconds / size)) \(unit)"
        }
        return "\(max(0, seconds)) s"
    }

    /// Writes a count of bytes in steps of 1,000: `999 B`, `2.1 MB`, `340 GB`.
    ///
    /// One decimal below 100, none above; rounded half up.
    package static func bytes(_ count: UInt64) -> String {
        guard count >= 1000 else { return "\(count) B" }
        var scale: UInt64 = 1000
        for unit in ["kB", "MB", "GB", "TB", "PB", "EB"] {
            let (whole, part) = count.quotientAndRemainder(dividingBy: scale)
            // Hundredths of the unit are enough to round by and cannot overflow.
            let hundredths = whole * 100 + part / (scale / 100)
            let tenths = (hundredths + 5) / 10
            if tenths < 1000 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            let rounded = (hundredths + 50) / 100
            if rounded < 1000 { return "\(rounded) \(unit)" }
            scale = scale.multipliedReportingOverflow(by: 1000).partialValue
        }
        return "\(count) B"
    }

    /// Writes a rate: `3,125/s`, `4.2/s`, below one a second `12/min`.
    package static func rate(perSecond rate: Double) -> String {
        guard rate.isFinite, rate >= 0, rate < 1e15 else { return "–/s" }
        if rate >= 9.95 { return "\(number(nearest(rate)))/s" }
        if rate >= 0.95 || rate == 0 { return "\(tenths(rate))/s" }
        let perMinute = rate * 60
        return perMinute >= 9.95 ? "\(nearest(perMinute))/min" : "\(tenths(perMinute))/min"
    }

    // `rounded()` would call the C library's mathematics, which a program need not link.
    private static func nearest(_ value: Double) -> Int { Int(value + 0.5) }

    private static func tenths(_ value: Double) -> String {
        let tenths = nearest(value * 10)
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func pair(
        _ high: Int64,
        _ unit: String,
        _ low: Int64,
        _ lower: String
    )
        -> String
    {
        let first = "\(number(high)) \(unit)"
        return low == 0 ? first : "\(first) \(low) \(lower)"
    }
}
