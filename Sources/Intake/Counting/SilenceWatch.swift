package import TicksheetCore

/// Notices sources from which no authentic webhook comes any more: one log line when a silence has
/// lasted too long, one when it is over.
package struct SilenceWatch {
    private struct Stretch {
        /// When the last authentic webhook came, or when the source was first seen.
        var since: ContinuousClock.Instant
        var isSilent = false
    }

    private var stretches: [String: Stretch] = [:]

    /// Begins with no source known.
    package init() {}

    /// Looks at all sources.
    ///
    /// `limit`: How long a silence may last; nil where none is too long.
    package mutating func look(
        at sources: [SourceCounts],
        limit: Duration?,
        now: ContinuousClock.Instant,
        log: any Log
    ) {
        let before = stretches
        stretches = [:]
        for source in sources {
            var stretch = before[source.source] ?? Stretch(since: now)
            let last = max(stretch.since, source.lastAuthentic ?? stretch.since)
            let isTooLong = limit.map { now - last >= $0 } ?? false
            if stretch.isSilent, last > stretch.since {
                log.write(
                    .info,
                    "webhooks come again",
                    [("source", source.source), ("silent_for", shown(last - stretch.since))]
                )
                stretch.isSilent = false
            }
            stretch.since = last
            if isTooLong, !stretch.isSilent {
                log.write(
                    .warn,
                    "no webhook came",
                    [
                        ("source", source.source), ("for", shown(now - last)),
                        (
                            "remedy",
                            "Look whether the provider still calls the callback URL that serve "
                                + "prints; ticksheet send tries the way up to here"
                        ),
                    ]
                )
                stretch.isSilent = true
            }
            stretches[source.source] = stretch
        }
    }

    private func shown(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let units = [("d", Int64(86_400)), ("h", 3600), ("m", 60)]
        guard let (unit, size) = units.first(where: { seconds >= 2 * $0.1 }) else {
            return "\(seconds)s"
        }
        return "\(seconds / size)\(unit)"
    }
}
