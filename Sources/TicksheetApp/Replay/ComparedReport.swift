import Journals
import TicksheetCore

/// One report whose rows are compared.
struct ComparedReport {
    let name: String
    let mapping: ReportMapping
    var beginning: ReportBeginning
    var rows: RowBuilder

    /// Returns the cells of an entry's row that change; `old` is nil for a new one.
    mutating func changes(from old: Entry?, to new: Entry) -> [CellChange] {
        guard new.sequence > beginning.position else { return [] }
        let row = ChangedRow(
            report: name,
            subject: .entry(old?.sequence),
            isNew: old == nil,
            message: new.fields.message,
            recipient: new.fields.to
        )
        let before = old.flatMap { rows.row(for: $0) }
        return row.changes(from: before, to: rows.row(for: new), mapping.headers)
    }

    /// Hands over the cells that change of each row per message or number.
    mutating func eachChange(
        _ preview: MessagePreview,
        _ body: ([CellChange]) -> Void
    ) throws(JournalError) {
        var stream = PreviewedRows(.now, mapping, after: beginning.position, preview)
        var otherStream = PreviewedRows(.after, mapping, after: beginning.position, preview)
        // Both come in the order of what rows stand for.
        var now = try stream.next()
        var after = try otherStream.next()
        while let key = [now?.key, after?.key].compactMap(\.self).min() {
            let before = now?.key == key ? now : nil
            let then = after?.key == key ? after : nil
            let recipient = mapping.rows == .number ? try preview.recipient(key) : nil
            body(changes(from: before, to: then, recipient))
            if before != nil { now = try stream.next() }
            if then != nil { after = try otherStream.next() }
        }
    }

    private mutating func changes(
        from old: RowContent?,
        to new: RowContent?,
        _ recipient: String?
    ) -> [CellChange] {
        let isMessage = mapping.rows == .message
        let fields = (new ?? old)?.entry.fields
        let row = ChangedRow(
            report: name,
            subject: isMessage ? .message : .number,
            isNew: old == nil,
            message: isMessage ? fields?.message : nil,
            recipient: recipient ?? fields?.to
        )
        return row.changes(
            from: old.map { rows.row(for: $0) },
            to: new.map { rows.row(for: $0) },
            mapping.headers
        )
    }
}

/// A report's rows per message or number of one version, those left out that cannot have changed.
private struct PreviewedRows {
    private let version: MessagePreview.Version
    private let preview: MessagePreview
    private var contents: MessageContents
    private var page: ArraySlice<RowContent> = []

    init(
        _ version: MessagePreview.Version,
        _ mapping: ReportMapping,
        after beginning: SequenceNumber,
        _ preview: MessagePreview
    ) {
        self.version = version
        self.preview = preview
        contents = MessageContents(mapping, after: beginning)
    }

    mutating func next() throws(JournalError) -> RowContent? {
        while page.isEmpty {
            let found = try contents.next { last, order, limit throws(JournalError) in
                try preview.messages(version, after: last, order, limit: limit)
            }
            guard let found else { return nil }
            page = found[...]
        }
        return page.popFirst()
    }
}
