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
        guard !isOver else { return nil }
        let found = try read(last, order, Self.page)
        isOver = found.isEmpty
        last = found.last ?? last
        let visible = end.map { end in found.map { Self.known($0, at: end) } } ?? found
        let messages = visible.filter { message in
            message.state.events.contains { $0.sequence > beginning }
        }
        return order == .byMessage
            ? messages.compactMap { message in
                rows.row(of: message).map { row in
                    told(row, [message]) { $0.first.flatMap(rows.row(of:)) != nil }
                }
            } : numbers(messages)
    }

    private mutating func numbers(_ messages: [StoredMessage]) -> [RowContent] {
        var made: [RowContent] = []
        for message in messages {
            if let first = open.first, first.recipient != message.recipient { end(&made) }
            open.append(message)
        }
        if isOver { end(&made) }
        return made
    }

    private mutating func end(_ made: inout [RowContent]) {
        if let row = rows.row(ofNumber: open) {
            made.append(told(row, open) { rows.row(ofNumber: $0) != nil })
        }
        open = []
    }

    private func told(
        _ row: RowContent,
        _ messages: [StoredMessage],
        _ hasRow: ([StoredMessage]) -> Bool
    ) -> RowContent {
        var row = row
        // A filter may hold for one that does not count, as an earlier one told of its status.
        row.newest = messages.reduce(0) { max($0, $1.state.newest) }
        // Where all was known by then, there was this very row.
        if let shown {
            row.wasShown =
                row.newest <= shown || hasRow(messages.map { Self.known($0, at: shown) })
        }
        if let next, row.newest > next {
            row.isAhead = !hasRow(messages.map { Self.known($0, at: next) })
        }
        return row
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
