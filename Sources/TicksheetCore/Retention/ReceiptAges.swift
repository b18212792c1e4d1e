package import WallTime

/// Tells which rows are old enough to go, by when they were received, in the order of their receipt.
///
/// A clock that was wrong for a while left times that cannot be: after now, or before this program was
/// made. Such a row is as old as the next one whose time can be.
package struct ReceiptAges: Sendable, Equatable {
    // Clocks are set by less than that every day.
    private static let slack: Int64 = 86_400
    /// The earliest time that a row can have, in seconds: 2024-01-01T00:00:00Z.
    package static let earliest: Int64 = 1_704_067_200

    private let cutoff: Int64
    /// The latest time that a row can have, in seconds.
    package let latest: Int64
    /// How many rows may go, from the first on.
    package private(set) var released = 0
    /// How many rows behind these wait for the next whose time can be.
    package private(set) var unknown = 0
    /// Whether a row must stay: it, and all behind it.
    package private(set) var hasYoung = false

    /// Begins before the oldest row.
    ///
    /// `cutoff`: What was received before it is old.
    package init(before cutoff: Timestamp, now: Timestamp) {
        self.cutoff = cutoff.seconds
        latest = now.seconds + Self.slack
    }

    /// Looks at the next row.
    package mutating func take(_ received: Int64) {
        guard !hasYoung else { return }
        guard isPossible(received) else {
            unknown += 1
            return
        }
        guard received < cutoff else {
            hasYoung = true
            return
        }
        released += unknown + 1
        unknown = 0
    }

    /// Whether a row can have been received then.
    package func isPossible(_ received: Int64) -> Bool {
        received >= Self.earliest && received <= latest
    }
}
