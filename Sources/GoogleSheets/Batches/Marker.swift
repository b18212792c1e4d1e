import CryptoBridge

/// The marker of a batch: developer metadata on the tab, whose id can be used once.
///
/// Its id says which batch it is, its value which attempt of that batch was committed.
enum Marker {
    /// The key of all markers.
    ///
    /// Short: keys and values of a tab may have 30,000 characters together.
    static let key = "t"
    /// How many ids batches take in turn; far more than markers are kept.
    static let span: Int64 = 1 << 14

    /// Ids from here on are not taken by batches: columns that come later are bound by them.
    static let end: Int64 = 7 << 28

    /// Returns a new first id at random.
    static func newBase() -> Int64 {
        let number = RandomBytes.make(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return 1 + Int64(number % UInt64(end - span - 1))
    }

    /// Returns the id of a batch.
    static func id(of batch: Int64, base: Int64) -> Int64 { base + batch % span }

    /// Returns the batch of an id, taken to be near another batch; nil where the id is none of ours.
    static func batch(of id: Int64, base: Int64, near batch: Int64) -> Int64? {
        guard (base..<base + span).contains(id) else { return nil }
        let ahead = ((id - base - batch) % span + span) % span
        return batch + (ahead < span / 2 ? ahead : ahead - span)
    }

    /// Returns the value of an attempt's marker: six characters.
    static func digest(
        of state: SheetState,
        attempt: Int,
        rows: [UInt8]
    ) -> String {
        let name = "\(state.stream).\(state.epoch).\(state.next).\(attempt)."
        let hash = Digest.hash(.sha256, Array(name.utf8) + rows)
        return String(Base64.urlEncoded(hash).prefix(6))
    }
}
