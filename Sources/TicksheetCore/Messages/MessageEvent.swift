package import WallTime

/// What one entry told of a message: the first that told of its status.
package struct MessageEvent: Sendable, Equatable {
    /// The entry's position.
    package let sequence: SequenceNumber
    /// The name of the source in the settings.
    package let source: String
    /// The provider's word in the mapping of then; nil where the entry has none.
    package let provider: String?
    /// When the body was received.
    package let received: Timestamp
    /// What is known.
    package let fields: Fields
    /// The position of the correction that says so; nil where the entry itself does.
    package let corrected: SequenceNumber?

    /// Creates an event.
    package init(
        sequence: SequenceNumber,
        source: String,
        provider: String?,
        received: Timestamp,
        fields: Fields,
        corrected: SequenceNumber? = nil
    ) {
        self.sequence = sequence
        self.source = source
        self.provider = provider
        self.received = received
        self.fields = fields
        self.corrected = corrected
    }

    /// Takes what an entry tells; a correction tells it in the place of the entry that it corrects.
    package init(_ entry: Entry) {
        self.init(
            sequence: entry.corrects ?? entry.sequence,
            source: entry.source,
            provider: entry.provider,
            received: entry.received,
            fields: entry.fields,
            corrected: entry.corrects == nil ? nil : entry.sequence
        )
    }

    /// The entry that tells it.
    var entry: Entry {
        Entry(
            sequence: sequence,
            origin: .webhook,
            source: source,
            provider: provider,
            received: received,
            kind: .status,
            fields: fields
        )
    }

    /// Whether this is kept and not the other where both tell of one status.
    ///
    /// The earlier one counts. Of two at one instant something in them decides, never which came first:
    /// the same events in another order make the same state.
    func isBefore(_ other: Self) -> Bool {
        let (ours, theirs) = (fields.time, other.fields.time)
        if ours != theirs { return ours < theirs }
        if fields.isTimeOfReceipt != other.fields.isTimeOfReceipt {
            return other.fields.isTimeOfReceipt
        }
        let (text, otherText) = (fields.sortingText, other.fields.sortingText)
        if text != otherText { return text.lexicographicallyPrecedes(otherText) }
        if received != other.received { return received < other.received }
        // Two sources may tell the same of one message, and a column may show which.
        if source != other.source { return source < other.source }
        return (provider ?? "") < (other.provider ?? "")
    }
}

extension Fields {
    /// All that they say, to order two that happened at one instant.
    var sortingText: [String] {
        StandardField.allCases.flatMap { [self[$0] == nil ? "" : "=", self[$0] ?? ""] }
            + custom.flatMap { [$0.name, $0.value.text] }
    }
}
