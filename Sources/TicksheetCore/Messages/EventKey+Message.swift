extension EventKey {
    /// Creates the key of the message that an entry tells of: equal for all entries of one message.
    ///
    /// A message's id is its provider's: two providers may use one id for two messages, and two sources
    /// of one provider tell of one. In a group each participant has a copy of the message. An entry that
    /// names no message tells of one that nothing else tells of.
    package init(messageOf entry: Entry) {
        self.init(messageOf: entry, provider: entry.provider)
    }

    /// Creates the key under which older programs know the message that an entry tells of: they did not
    /// tell providers apart.
    package init(olderMessageOf entry: Entry) {
        self.init(messageOf: entry, provider: nil)
    }

    private init(messageOf entry: Entry, provider: String?) {
        guard let message = entry.fields.message else {
            self.init(provider: "entry")
            append(Array(String(entry.sequence).utf8))
            return
        }
        self.init(provider: "message")
        // One part more than in a key of older programs, so that no two of them are equal.
        if let provider { append(Array(provider.utf8)) }
        append(Array(message.utf8))
        append(entry.fields.custom("participant").map { Array($0.text.utf8) })
    }
}
