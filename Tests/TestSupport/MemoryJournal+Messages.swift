package import TicksheetCore
import WallTime

extension MemoryJournal {
    package func foldMessages(limit: Int) throws(JournalError) -> SequenceNumber {
        change { content in
            let page = content.entries.filter { $0.sequence > content.folded }
            for entry in page.prefix(limit) {
                if entry.kind == .status {
                    let emptied = content.before(entry).flatMap { before in
                        content.takeBack(before, self.identity(of: EventKey(messageOf: before)))
                    }
                    let id = self.identity(of: EventKey(messageOf: entry.inPlace))
                    content.fold(entry, id)
                    if let emptied { content.rename(emptied, id) }
                }
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
        let number = index.map { messages[$0].message.number } ?? newestMessage + 1
        newestMessage = max(newestMessage, number)
        touched[number] = max(touched[number] ?? 0, entry.received.seconds)
        let recipient = state.recipient.map { place(of: $0) }
        let message = StoredMessage(number: number, recipient: recipient, state: state)
        if let index { messages[index].message = message } else { messages.append((id, message)) }
    }

    /// What was known before a correction of the entry that it corrects.
    fileprivate func before(_ correction: Entry) -> Entry? {
        guard let corrects = correction.corrects else { return nil }
        return entries.last {
            ($0.sequence == corrects || $0.corrects == corrects)
                && $0.sequence < correction.sequence
        }?.inPlace
    }

    /// Returns the number of the message where nothing is left of it.
    fileprivate mutating func takeBack(_ entry: Entry, _ id: EventID) -> Int64? {
        guard let index = messages.firstIndex(where: { $0.id == id }) else { return nil }
        let message = messages[index].message
        var state = message.state
        guard state.remove(entry.sequence) else { return nil }
        let recipient = state.recipient.map { place(of: $0) }
        messages[index].message = StoredMessage(
            number: message.number,
            recipient: recipient,
            state: state
        )
        return state.kept.isEmpty ? message.number : nil
    }

    /// Gives a message the number of another one of which nothing is left.
    fileprivate mutating func rename(_ emptied: Int64, _ id: EventID) {
        guard let index = messages.firstIndex(where: { $0.id == id }) else { return }
        let message = messages[index].message
        guard message.number > emptied,
            message.state.kept.allSatisfy({ $0.corrected != nil })
        else { return }
        messages[index].message = StoredMessage(
            number: emptied,
            recipient: message.recipient,
            state: message.state
        )
        touched[emptied] = touched.removeValue(forKey: message.number)
        messages.removeAll { $0.message.number == emptied && $0.id != id }
        messages.sort { $0.message.number < $1.message.number }
    }

    private mutating func place(of recipient: String) -> Int64 {
        if let index = recipients.firstIndex(of: recipient) { return Int64(index + 1) }
        recipients.append(recipient)
        return Int64(recipients.count)
    }
}
