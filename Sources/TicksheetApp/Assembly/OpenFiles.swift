import MicroHTTPDBridge
import PosixBridge
import TicksheetCore

/// How many connections the limit of open files leaves room for.
enum OpenFiles {
    // The journal, the reports with their locks, the threads' queues, calls to other servers.
    private static let own = 48
    // Each report has a file, its lock, a lease and the file that takes its place.
    private static let ofDestination = 4
    private static let fewest = 8

    /// Raises the limit as far as the system lets it, and lowers the connections to what is left.
    ///
    /// Connections that took the last one would keep reports from opening their files.
    static func limits(_ settings: Settings, log: any Log) -> ServerLimits {
        let most = ProcessFacts.raiseOpenFileLimit()
        let destinations = settings.reports.reduce(0) { $0 + $1.destinations.count }
        let room = connections(files: most, destinations: destinations)
        guard room < settings.limits.connections else { return settings.limits }
        log.write(
            .warn,
            "few open files",
            [
                ("limit", String(most)), ("connections", String(room)),
                ("wanted", String(settings.limits.connections)),
                (
                    "remedy",
                    "Raise the limit (LimitNOFILE= of systemd, ulimit -n) or set limits.connections"
                ),
            ]
        )
        var limits = settings.limits
        limits.connections = room
        return limits
    }

    /// Returns the room for connections.
    static func connections(files: UInt64, destinations: Int) -> Int {
        let files = Int(min(files, 1 << 30))
        return max(fewest, files - own - ofDestination * destinations)
    }
}
