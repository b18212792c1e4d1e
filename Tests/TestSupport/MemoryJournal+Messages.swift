package import TicksheetCore

extension MemoryJournal {
    package func foldMessages(limit: Int) throws(JournalError) -> SequenceNumber {
        let ids = content.entries.map { identity(of: EventKey(messageOf: $0)) }
        return change { content in
            let page = zip(content.entries, ids).filter { $0.0.sequence > content.folded }
            for (entry, id) in page.prefix(limit) {
                if entry.kind == .status { content.fold(entry, id) }
                content.folded = entry.sequence
            }
            return content.folded
        }
    }

    package func messages(
        after last: StoredMessage?,
        _ order: MessageOrder,
        limit: Int
    ) throws(JournalError) -> [StoredMessage] {
        let messages = content.messages.map(\.message)
        let found: [StoredMessage]
        switch order {
        case .byMessage:
            found = messages.filter { $0.number > last?.number ?? 0 }
        case .byRecipient:
            let place = (last?.recipient ?? 0, last?.number ?? 0)
            found = messages.filter {
                ($0.recipient ?? 0, $0.number) > place && $0.recipient != nil
            }
            .sorted { ($0.recipient ?? 0, $0.number) < ($1.recipient ?? 0, $1.number) }
        }
        return Array(found.prefix(limit))
    }
}

extension MemoryJournal.Content {
    fileprivate mutating func fold(_ entry: Entry, _ id: EventID) {
        let index = messages.firstIndex { $0.id == id }
        var state = index.map { messages[$0].message.state } ?? MessageState()
        state.merge(MessageEvent(entry))
        let number = index.map { messages[$0].message.number } ?? Int64(messages.count + 1)
        let recipient = state.recipient.map { place(of: $0) }
        let message = StoredMessage(number: number, recipient: recipient, state: state)
        if let index { messages[index].message = message } else { messages.append((id, message)) }
    }

    private mutating func place(of recipient: String) -> Int64 {
        if let index = recipients.firstIndex(of: recipient) { return Int64(index + 1) }
        recipients.append(recipient)
        return Int64(recipients.count)
    }
}
