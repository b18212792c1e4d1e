package import WallTime

/// How the sources of offsets stand, for people.
package struct ZoneStanding: Sendable, Equatable {
    /// What keeps timezonedb from answering.
    package struct Trouble: Sendable, Equatable {
        /// The last error's code.
        package let code: String
        /// The last error for people, without its code.
        package let explanation: String
        /// When the first of the errors came that were not followed by an answer.
        package let since: Timestamp

        /// Creates a trouble.
        package init(code: String, explanation: String, since: Timestamp) {
            self.code = code
            self.explanation = explanation
            self.since = since
        }
    }

    /// Whether a key for timezonedb is set.
    package var hasService: Bool
    /// Whether timezonedb's table is at hand.
    package var hasFile: Bool
    /// When timezonedb answered last in this run, if it did.
    package var lastAnswer: Timestamp?
    /// What keeps it from answering; nil when the last request was answered.
    package var trouble: Trouble?
    /// Questions that wait for their turn, the one under way among them.
    package var queued: Int
    /// Requests made in this run.
    package var requests: Int
    /// Zones that timezonedb does not know, by name.
    package var refused: [String]
    /// Zones that no source knows, by name; their instants have no pin.
    package var unknown: [String]
}
