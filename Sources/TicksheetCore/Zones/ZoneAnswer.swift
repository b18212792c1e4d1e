package import WallTime

/// What timezonedb said about a zone, kept so that it need not be asked for every report.
package struct ZoneAnswer: Sendable, Equatable {
    /// The zone's name as it was asked for.
    package let zone: String
    /// The offset and from when to when it holds.
    package let window: OffsetWindow
    /// When the answer came.
    package let asked: Timestamp

    /// Creates an answer.
    package init(zone: String, window: OffsetWindow, asked: Timestamp) {
        self.zone = zone
        self.window = window
        self.asked = asked
    }
}
