/// What a command asks of whoever feeds a reader.
///
/// The command leaves it in the journal; the holder of the reader's lease carries it out and
/// answers there.
package struct ReaderRequest: Sendable, Equatable {
    /// What is asked.
    package enum Kind: String, Sendable, CaseIterable {
        /// Write the destination anew from the journal.
        case rebuild
        /// The same, also where the journal no longer holds all that was written.
        case rebuildWithoutPurged = "rebuild_without_purged"
        /// Decide what became of the batch that may be half written.
        case settle
        /// Mask forgotten numbers in what was written.
        case erase
        /// Try rows again that were refused, those that are wanted.
        case retryRows = "retry_rows"
        /// Take over what another journal wrote; what is not known to be written is taken as written.
        case adoptSkipping = "adopt_skipping"
        /// The same; what is not known to be written is written.
        case adoptWriting = "adopt_writing"
    }

    /// Its number in the journal.
    package let number: Int64
    /// What is asked.
    package let kind: Kind

    /// Creates a request.
    package init(number: Int64, kind: Kind) {
        self.number = number
        self.kind = kind
    }
}

/// What became of a request.
package enum RequestAnswer: Sendable, Equatable {
    /// It was carried out; a sentence says with what result.
    case done(String)
    /// It could not be carried out; the line says why and what to do.
    case refused(String)
}
