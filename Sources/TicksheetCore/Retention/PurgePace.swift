/// How large the next step of a purge is, and how long it waits before.
///
/// Each step holds up intake for as long as it takes, so it aims at a third of what one may, and the
/// pause leaves intake four fifths of the time.
package struct PurgePace: Sendable {
    /// Rows of a step at most.
    package static let mostRows = 500
    private static let fewestRows = 10
    private static let aim: Duration = .milliseconds(3)
    private static let shortestPause: Duration = .milliseconds(2)

    /// Rows of the next step.
    package private(set) var rows = 50
    /// How long to wait before it.
    package private(set) var pause: Duration = .zero

    /// Creates a pace that begins with small steps.
    package init() {}

    /// Takes how long a step held the journal's writer.
    package mutating func took(_ duration: Duration) {
        pause = max(Self.shortestPause, duration * 4)
        if duration > Self.aim {
            rows = max(Self.fewestRows, rows / 2)
        } else if duration < Self.aim / 2 {
            rows = min(Self.mostRows, rows + rows / 4 + 1)
        }
    }
}
