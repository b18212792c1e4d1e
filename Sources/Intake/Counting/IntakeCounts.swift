import Synchronization
package import TicksheetCore

/// What the intake did since the process started: one for the process, whatever settings come.
package final class IntakeCounts: Sendable {
    private let sources = Mutex<[String: SourceCounts]>([:])
    /// Requests that belong to no source.
    let strangers = SourceCounts(source: "")
    private let duplicates = Atomic(0)
    private let appends = DurationHistogram()
    // When counting began, and nanoseconds from there to the last append that failed; below zero
    // where none failed since one that did not.
    private let start = ContinuousClock.now
    private let failed = Atomic<Int64>(-1)

    /// Begins with nothing.
    package init() {}

    /// Returns a source's counts, the same for the same name.
    ///
    /// Looked up when sources are put together, not for a request.
    package func of(_ source: String) -> SourceCounts {
        sources.withLock { sources in
            if let known = sources[source] { return known }
            let new = SourceCounts(source: source)
            sources[source] = new
            return new
        }
    }

    /// Counts what an append gave, and how long it took.
    func countAppend(_ receipt: AppendReceipt, took duration: Duration) {
        if receipt.duplicates > 0 { duplicates.add(receipt.duplicates, ordering: .relaxed) }
        appends.record(duration)
        if failed.load(ordering: .relaxed) >= 0 { failed.store(-1, ordering: .relaxed) }
    }

    /// Notes that an append failed.
    func noteFailure(at now: ContinuousClock.Instant) {
        failed.store((now - start).nanoseconds, ordering: .relaxed)
    }

    /// Whether webhooks are stored, as far as the last ones tell.
    ///
    /// A failure counts for half a minute: who is told to send elsewhere brings no later success.
    package func isStoring(at now: ContinuousClock.Instant) -> Bool {
        let failure = failed.load(ordering: .relaxed)
        return failure < 0 || (now - start).nanoseconds - failure > 30_000_000_000
    }

    /// Writes all counts.
    package func write(to metrics: inout MetricsText) {
        let known = sources.withLock { Array($0.values) }.sorted { $0.source < $1.source }
        metrics.family(
            "ticksheet_received_total",
            .counter,
            "Authentic webhooks that were stored and answered with 200."
        )
        for source in known {
            metrics.sample(
                "ticksheet_received_total",
                [("source", source.source)],
                Int64(source.received)
            )
        }
        metrics.family(
            "ticksheet_duplicates_total",
            .counter,
            "Events that were in the journal already and were left out."
        )
        metrics.sample(
            "ticksheet_duplicates_total",
            [],
            Int64(duplicates.load(ordering: .relaxed))
        )
        metrics.family(
            "ticksheet_rejected_total",
            .counter,
            "Requests that were refused, by source and reason."
        )
        for reason in SourceCounts.Rejection.ofStrangers {
            metrics.sample(
                "ticksheet_rejected_total",
                [("source", ""), ("reason", "\(reason)")],
                Int64(strangers.rejected(reason))
            )
        }
        for source in known {
            for reason in SourceCounts.Rejection.allCases where reason != .path {
                metrics.sample(
                    "ticksheet_rejected_total",
                    [("source", source.source), ("reason", "\(reason)")],
                    Int64(source.rejected(reason))
                )
            }
        }
        appends.write(
            to: &metrics,
            "ticksheet_append_seconds",
            "From a verified and mapped webhook to its sync to disk."
        )
    }
}
