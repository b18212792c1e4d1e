import Synchronization
import TicksheetCore

/// Tells in the log that connections wait because no descriptor is left: once a minute at most, so that
/// one that comes and goes fills no disk.
final class StarvationLog: Sendable {
    private static let pause = Duration.seconds(60)
    private let log: any Log
    private let state = Mutex<(starved: Int, next: ContinuousClock.Instant?, isTold: Bool)>(
        (0, nil, false)
    )

    init(_ log: any Log) {
        self.log = log
    }

    /// Takes that one of the server's threads can take no connection, as it says again and again, or can
    /// again.
    func note(isStarved: Bool, isNews: Bool) {
        let isTold = state.withLock { state in
            if isNews { state.starved += isStarved ? 1 : -1 }
            if isStarved {
                let now = ContinuousClock.now
                guard !state.isTold, state.next.map({ now >= $0 }) ?? true else { return false }
                state.next = now + Self.pause
                state.isTold = true
                return true
            }
            guard state.starved == 0 else { return false }
            defer { state.isTold = false }
            return state.isTold
        }
        guard isTold else { return }
        guard isStarved else { return log.write(.info, "connections are taken again", []) }
        log.write(
            .warn,
            "connections wait",
            [
                ("code", "intake.few_files"),
                (
                    "explanation",
                    "No further file can be opened (EMFILE or ENFILE), so new connections wait until one "
                        + "ends; those that are open go on. Raise the limit (LimitNOFILE= of systemd, "
                        + "ulimit -n) or set limits.connections."
                ),
            ]
        )
    }
}
