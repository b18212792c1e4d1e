import Synchronization
package import TicksheetCore

/// Counts durations in buckets, from any thread, without a lock or an allocation.
package final class DurationHistogram: Sendable {
    /// The upper ends of the buckets in seconds; one more holds what is longer.
    static let bounds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ]
    private static let nanoseconds = bounds.map { Int64($0 * 1e9) }

    // One more than there are bounds.
    private let counts = InlineArray<14, Atomic<Int>> { _ in Atomic(0) }
    private let sum = Atomic<Int64>(0)

    /// Creates an empty histogram.
    package init() {}

    /// Counts one duration.
    package func record(_ duration: Duration) {
        let parts = duration.components
        let length = max(0, parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
        var index = 0
        while index < Self.nanoseconds.count, length > Self.nanoseconds[index] { index += 1 }
        counts[index].add(1, ordering: .relaxed)
        sum.add(length, ordering: .relaxed)
    }

    /// Writes it as a family of its own.
    package func write(to metrics: inout MetricsText, _ name: String, _ help: String) {
        metrics.family(name, .histogram, help)
        var total = 0
        for index in 0..<counts.count {
            total += counts[index].load(ordering: .relaxed)
            let end = index < Self.bounds.count ? String(Self.bounds[index]) : "+Inf"
            metrics.sample("\(name)_bucket", [("le", end)], Int64(total))
        }
        metrics.sample("\(name)_sum", [], Double(sum.load(ordering: .relaxed)) / 1e9)
        metrics.sample("\(name)_count", [], Int64(total))
    }
}
