/// Reads the rows of a report whose rows stand for messages or numbers, page by page.
package struct MessageContents {
    private static let page = 1000

    private let rows: MessageRows
    private let order: MessageOrder
    private let beginning: SequenceNumber
    private let shown: SequenceNumber?
    private let next: SequenceNumber?
    private let end: SequenceNumber?
    /// The last message that was read; what comes next begins behind it.
    package private(set) var last: StoredMessage?
    private var isOver = false
    // Messages of one recipient whose end is not read yet.
    private var open: [StoredMessage] = []

    /// Starts with the first row.
    ///
    /// `beginning`: Messages of which nothing was told behind that position have no row.
    ///
    /// `shown`: Rows that were there when all up to that position was shown are told as such.
    ///
    /// `last`: The message behind which it starts; only for rows per message.
    ///
    /// `next`: Rows that are not there yet when all up to that position is shown are told as such.
    ///
    /// `end`: What came behind that position is not told.
    package init(
        _ mapping: ReportMapping,
        after beginning: SequenceNumber,
        behind last: StoredMessage? = nil,
        shown: SequenceNumber? = nil,
        next: SequenceNumber? = nil,
        upTo end: SequenceNumber? = nil
    ) {
        self.end = end
        rows = MessageRows(mapping.filter)
        order = mapping.rows == .number ? .byRecipient : .byMessage
        self.beginning = beginning
        self.last = last
        self.shown = shown
        self.next = next
    }

    /// Returns the next rows, or nil behind the last ones; a page may be empty.
    ///
    /// `read`: Returns the messages behind one, in an order.
    package mutating func next<Failure: Error>(
        _ read: (StoredMessage?, MessageOrder, Int) throws(Failure) -> [StoredMessage]
    ) throws(Failure) -> [RowContent]? {
        try next(read, version: Self.nothing)
    }

    private static func nothing<Failure: Error>(
        of sequence: SequenceNumber,
        at position: SequenceNumber
    ) throws(Failure) -> Entry? { nil }

    /// Returns the next rows, or nil behind the last ones; a page may be empty.
    ///
    /// `read`: Returns the messages behind one, in an order.
    ///
    /// `version`: Returns an entry as it was known at a position, nil where that is gone: then what was
    /// corrected since counts as if it had been so all the time.
    package mutating func next<Failure: Error>(
        _ read: (StoredMessage?, MessageOrder, Int) throws(Failure) -> [StoredMessage],
        version: (SequenceNumber, SequenceNumber) throws(Failure) -> Entry?
    ) throws(Failure) -> [RowContent]? {
        guard !isOver else { return nil }
        let found = try read(last, order, Self.page)
        isOver = found.isEmpty
        last = found.last ?? last
        let visible = end.map { end in found.map { Self.known($0, at: end) } } ?? found
        let messages = visible.filter { message in
            message.state.events.contains { $0.sequence > beginning }
        }
        var made: [RowContent] = []
        for message in messages {
            if order == .byMessage {
                open = [message]
                try end(&made, version)
            } else {
                if let first = open.first, first.recipient != message.recipient {
                    try end(&made, version)
                }
                open.append(message)
            }
        }
        if isOver { try end(&made, version) }
        return made
    }

    private mutating func end<Failure: Error>(
        _ made: inout [RowContent],
        _ version: (SequenceNumber, SequenceNumber) throws(Failure) -> Entry?
    ) throws(Failure) {
        defer { open = [] }
        guard var row = row(of: open) else { return }
        // A filter may hold for one that does not count, as an earlier one told of its status.
        row.newest = open.reduce(0) { max($0, $1.state.newest) }
        let changed = open.reduce(0) { max($0, $1.state.changed) }
        // Where all was known by then, there was this very row.
        if let shown {
            row.wasShown = changed <= shown
            if changed > shown { row.wasShown = try hadRow(at: shown, version) }
        }
        if let next, changed > next { row.isAhead = try !hadRow(at: next, version) }
        made.append(row)
    }

    private func row(of messages: [StoredMessage]) -> RowContent? {
        order == .byMessage
            ? messages.first.flatMap(rows.row(of:)) : rows.row(ofNumber: messages)
    }

    // Whether there was a row when only what had come by then was known, as it was known.
    private func hadRow<Failure: Error>(
        at position: SequenceNumber,
        _ version: (SequenceNumber, SequenceNumber) throws(Failure) -> Entry?
    ) throws(Failure) -> Bool {
        var known: [StoredMessage] = []
        for message in open {
            let then = try Self.before(message, at: position, version)
            let isVisible = then.state.events.contains { $0.sequence > beginning }
            // It may have been known to go to somebody else, or to nobody.
            let isOfThis =
                order == .byMessage || then.state.recipient == message.state.recipient
            if isVisible, isOfThis { known.append(then) }
        }
        return row(of: known) != nil
    }

    // What was corrected since may have told of another message.
    private static func before<Failure: Error>(
        _ message: StoredMessage,
        at position: SequenceNumber,
        _ version: (SequenceNumber, SequenceNumber) throws(Failure) -> Entry?
    ) throws(Failure) -> StoredMessage {
        var events: [MessageEvent] = []
        for event in message.state.kept where event.sequence <= position {
            guard let corrected = event.corrected, corrected > position,
                let then = try version(event.sequence, position)
            else {
                events.append(event)
                continue
            }
            if EventKey(messageOf: then) == EventKey(messageOf: event.entry) {
                events.append(MessageEvent(then))
            }
        }
        return StoredMessage(
            number: message.number,
            recipient: message.recipient,
            state: MessageState(events)
        )
    }

    // A message when only what had come by then was known.
    private static func known(
        _ message: StoredMessage,
        at position: SequenceNumber
    ) -> StoredMessage {
        StoredMessage(
            number: message.number,
            recipient: message.recipient,
            state: MessageState(message.state.kept.filter { $0.sequence <= position })
        )
    }
}
