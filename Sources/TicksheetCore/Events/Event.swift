package import WallTime

/// What an event tells.
package enum EventKind: String, Sendable, CaseIterable {
    /// A message's status changed.
    case status
    /// Somebody wrote to the business.
    case inbound
    /// A number's or template's quality or limits changed.
    case signal
}

/// How an entry came into the journal.
package enum Origin: String, Sendable, CaseIterable {
    /// A webhook that was received.
    case webhook
    /// A saved body that somebody fed in.
    case ingest
    /// A kept body that was mapped again.
    case replay
    /// An event that was asked for because a webhook was missing.
    case reconcile
}

/// One event of a body, mapped and identified, before it is in the journal.
package struct Event: Sendable, Equatable {
    /// Its identity.
    package let id: EventID
    /// What it tells.
    package let kind: EventKind
    /// Where its element begins in the raw body, in bytes; names the element for good.
    package let element: Int
    /// What is known of it.
    package let fields: Fields

    /// Creates an event.
    package init(id: EventID, kind: EventKind, element: Int, fields: Fields) {
        self.id = id
        self.kind = kind
        self.element = element
        self.fields = fields
    }
}

/// A position in the journal: grows with every entry, gaps allowed, 0 before the first.
package typealias SequenceNumber = Int64

/// An event in the journal.
///
/// A class, because entries pass through many hands and a struct of so many texts is dear to copy.
package final class Entry: Sendable, Equatable {
    /// Its position.
    package let sequence: SequenceNumber
    /// How it came.
    package let origin: Origin
    /// The name of the source in the settings.
    package let source: String
    /// The provider's word in the mapping of then; nil in entries of older programs, which kept none.
    package let provider: String?
    /// When the body was received.
    package let received: Timestamp
    /// What it tells.
    package let kind: EventKind
    /// What is known of it.
    package let fields: Fields
    /// The entry whose fields these are from now on; nil for an entry that is no correction.
    package let corrects: SequenceNumber?

    /// Creates an entry.
    package init(
        sequence: SequenceNumber,
        origin: Origin,
        source: String,
        provider: String?,
        received: Timestamp,
        kind: EventKind,
        fields: Fields,
        corrects: SequenceNumber? = nil
    ) {
        self.sequence = sequence
        self.origin = origin
        self.source = source
        self.provider = provider
        self.received = received
        self.kind = kind
        self.fields = fields
        self.corrects = corrects
    }

    /// Returns a text field; the time as RFC 3339.
    ///
    /// Copies nothing but that text.
    func text(of field: StandardField) -> String? {
        switch field {
        case .time: fields.time.rfc3339UTC
        case .from: fields.from
        case .to: fields.to
        case .status: fields.status
        case .description: fields.description
        case .message: fields.message
        case .code: fields.code
        case .campaign: fields.campaign
        case .channel: fields.channel
        case .template: fields.template
        }
    }

    /// Returns the entry with the fields of a correction, at its own position.
    package func corrected(by correction: Entry) -> Entry {
        Entry(
            sequence: sequence,
            origin: origin,
            source: source,
            provider: correction.provider,
            received: received,
            kind: kind,
            fields: correction.fields
        )
    }

    /// The entry in the place of the one that it corrects; itself where it corrects none.
    package var inPlace: Entry {
        guard let corrects else { return self }
        return Entry(
            sequence: corrects,
            origin: origin,
            source: source,
            provider: provider,
            received: received,
            kind: kind,
            fields: fields
        )
    }

    /// Compares all that is known.
    package static func == (left: Entry, right: Entry) -> Bool {
        left.sequence == right.sequence && left.origin == right.origin
            && left.source == right.source && left.provider == right.provider
            && left.received == right.received
            && left.kind == right.kind && left.fields == right.fields
            && left.corrects == right.corrects
    }
}
