import WallTime

/// Something to ask timezonedb.
struct Question: Sendable, Equatable {
    let zone: String
    let seconds: Int64
    /// The window that the answer will probably have; nil where nobody can guess.
    let guess: OffsetWindow?

    /// Whether its answer will probably serve an instant too.
    func serves(_ zone: String, _ seconds: Int64) -> Bool {
        self.zone == zone && (guess?.contains(seconds) ?? true)
    }
}
