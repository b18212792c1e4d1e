extension EventKey {
    /// Creates the key of the message that an entry tells of: equal for all entries of one message.
    ///
    /// In a group each participant has a copy of the message. An entry that names no message tells of one
    /// that nothing else tells of.
    package init(messageOf entry: Entry) {
        guard let message = entry.fields.message else {
            self.init(provider: "entry")
            append(Array(String(entry.sequence).utf8))
            return
        }
        self.init(provider: "message")
        append(Array(message.utf8))
        append(entry.fields.custom("participant").map { Array($0.text.utf8) })
    }
}
