package import WallTime

/// How far a reader is behind the journal.
package struct ReaderLag: Sendable, Equatable {
    /// How many entries are not written yet; gaps in the sequence count too.
    package let entries: Int64
    /// How long the oldest of them has waited since it was received, in whole seconds; 0 without any.
    package let seconds: Int64

    /// Looks at the first entry behind a reader's checkpoint.
    package init(
        of record: ReaderRecord,
        in journal: some JournalConsuming,
        head: SequenceNumber,
        now: Timestamp
    ) throws(JournalError) {
        entries = max(0, head - record.checkpoint)
        let oldest =
            entries == 0 ? nil : try journal.entries(after: record.checkpoint, limit: 1).first
        // The clock may have been set back since.
        seconds = oldest.map { max(0, now.seconds - $0.received.seconds) } ?? 0
    }
}
