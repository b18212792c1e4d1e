package import WallTime

/// A stretch of time in which two sources give a zone different offsets.
package struct ZoneDifference: Sendable, Equatable {
    /// The zone's name.
    package let zone: String
    /// The first Unix second.
    package let first: Int64
    /// The last Unix second, itself inside.
    package let last: Int64
    /// What the one source says.
    package let left: ZoneOffset
    /// What the other source says.
    package let right: ZoneOffset

    /// Creates a difference.
    package init(
        zone: String,
        first: Int64,
        last: Int64,
        left: ZoneOffset,
        right: ZoneOffset
    ) {
        self.zone = zone
        self.first = first
        self.last = last
        self.left = left
        self.right = right
    }
}

/// Finds where two sources disagree.
package enum ZoneComparison {
    /// Returns the stretches of a span in which both sources say something, and not the same.
    ///
    /// Only the seconds ahead of UTC count: sources name times differently, and disagree about what
    /// is daylight saving time where nobody sees it.
    ///
    /// `left`, `right`: Windows in order, not overlapping, perhaps with gaps.
    package static func differences(
        of zone: String,
        in span: ClosedRange<Int64>,
        left: [OffsetWindow],
        right: [OffsetWindow]
    ) -> [ZoneDifference] {
        var found: [ZoneDifference] = []
        var one = 0
        var other = 0
        while one < left.count, other < right.count {
            let (a, b) = (left[one], right[other])
            let first = max(a.start ?? .min, b.start ?? .min, span.lowerBound)
            let last = min(a.lastSecond, b.lastSecond, span.upperBound)
            if first <= last, a.offset.seconds != b.offset.seconds {
                let next = ZoneDifference(
                    zone: zone,
                    first: first,
                    last: last,
                    left: a.offset,
                    right: b.offset
                )
                append(next, to: &found)
            }
            if a.lastSecond < b.lastSecond { one += 1 } else { other += 1 }
        }
        return found
    }

    private static func append(_ next: ZoneDifference, to found: inout [ZoneDifference]) {
        if let last = found.last, last.last + 1 == next.first, last.left == next.left,
            last.right == next.right
        {
            found[found.count - 1] = ZoneDifference(
                zone: last.zone,
                first: last.first,
                last: next.last,
                left: last.left,
                right: last.right
            )
        } else {
            found.append(next)
        }
    }
}

extension OffsetWindow {
    fileprivate var lastSecond: Int64 {
        guard let end else { return .max }
        return end == .min ? .min : end - 1
    }
}

extension TimeZoneRules {
    /// Returns the windows that touch a span of Unix seconds, in order.
    package func windows(in span: ClosedRange<Int64>) -> [OffsetWindow] {
        var windows: [OffsetWindow] = []
        var next = span.lowerBound
        while true {
            let window = window(at: next)
            windows.append(window)
            guard let end = window.end, end <= span.upperBound, end > next else { return windows }
            next = end
        }
    }
}
