/// A message's state in the journal.
package struct StoredMessage: Sendable, Equatable {
    /// Its number, in the order in which messages came up.
    package let number: Int64
    /// Its recipient's number in that order; nil where none is known.
    package let recipient: Int64?
    /// Its state.
    package let state: MessageState

    /// Creates it.
    package init(number: Int64, recipient: Int64?, state: MessageState) {
        self.number = number
        self.recipient = recipient
        self.state = state
    }
}

/// The order in which messages are read.
package enum MessageOrder: Sendable, Equatable {
    /// As they came up.
    case byMessage
    /// Those of one recipient together, recipients as they came up; without those of no recipient.
    case byRecipient
}
