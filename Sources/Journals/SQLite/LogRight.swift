import TicksheetCore

/// The exclusive right to move the write-ahead log into the database file, over all processes.
///
/// As long as somebody has it and moves nothing, the database file does not change: everything that
/// is written goes to the log.
struct LogRight {
    private let lease: any Lease

    /// Takes the right if it is free; an error counts as taken.
    static func taken(from leases: Leases) -> LogRight? {
        guard case .granted(let lease)? = try? leases.take("log") else { return nil }
        return LogRight(lease: lease)
    }

    /// Gives the right back; what is done under it stands before this.
    func end() {
        // The lease ends with its last reference: this is one.
        withExtendedLifetime(lease) {}
    }
}
