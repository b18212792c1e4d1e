/// Makes rows of entries: the one calculation that every destination of a report shares.
///
/// Keeps what the last row needed of its zone, so it is used by one thread at a time.
package struct RowBuilder: Sendable {
    private let mapping: ReportMapping
    private var values: RowValues

    /// Creates a builder.
    package init(_ mapping: ReportMapping, _ zones: RowZones) {
        self.mapping = mapping
        values = RowValues(zones, formats: mapping.columns.map(\.format))
    }

    /// Takes the offsets that rows rely on; where none is pinned the system's rules hold.
    package mutating func use(_ pins: ZonePins) {
        values.use(pins)
    }

    /// Returns the row of an entry, or nil where the report has none for it.
    package mutating func row(for entry: Entry) -> Row? {
        var row = RowText()
        return write(entry, to: &row) ? row.row : nil
    }

    /// Returns the row of a message or a number.
    package mutating func row(for content: RowContent) -> Row {
        var row = RowText()
        write(content, to: &row)
        return row.row
    }

    /// Makes a row that of an entry.
    ///
    /// - Returns: False where the report has none for it.
    package mutating func write(_ entry: Entry, to row: inout RowText) -> Bool {
        guard mapping.hasRow(for: entry) else { return false }
        layOut(entry, in: &row)
        return true
    }

    /// Makes a row that of a message or a number.
    package mutating func write(_ content: RowContent, to row: inout RowText) {
        values.facts = content.facts
        layOut(content.entry, in: &row)
    }

    private mutating func layOut(_ entry: Entry, in row: inout RowText) {
        values.enterZone(of: entry)
        row.removeAll()
        for index in mapping.columns.indices {
            let kind: RowText.Kind
            switch mapping.columns[index].content {
            case .field(let field):
                let start = row.bytes.count
                kind = values.append(field, of: entry, index, to: &row.bytes)
                if case .text = kind { mapping.columns[index].label(&row.bytes, from: start) }
            case .template(let template):
                let start = row.bytes.count
                template.append(to: &row.bytes) { field, bytes in
                    let start = bytes.count
                    _ = values.append(field, of: entry, index, to: &bytes)
                    mapping.columns[index].label(&bytes, from: start)
                }
                kind = row.bytes.count > start ? .text : .empty
            }
            row.end(kind)
        }
    }
}

extension ReportMapping.Column {
    /// Puts the label in the place of a text that has one.
    fileprivate func label(_ bytes: inout [UInt8], from start: Int) {
        guard !labels.isEmpty else { return }
        let text = String(decoding: bytes[start...], as: UTF8.self)
        bytes.replaceSubrange(start..., with: labels[text].utf8)
    }
}
