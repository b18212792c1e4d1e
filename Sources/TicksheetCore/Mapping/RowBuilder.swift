package import WallTime

/// Makes rows of entries: the one calculation that every destination of a report shares.
///
/// Keeps what the last row needed of its zone, so it is used by one thread at a time.
package struct RowBuilder: Sendable {
    private let mapping: ReportMapping
    private let zoneName: String
    private var formatters: [ZonedFormatter]

    /// Creates a builder.
    ///
    /// `zoneName`: The zone's name as it is shown.
    ///
    /// `rules`: The zone's rules.
    package init(_ mapping: ReportMapping, zoneName: String, rules: TimeZoneRules) {
        self.mapping = mapping
        self.zoneName = zoneName
        formatters = mapping.columns.map {
            ZonedFormatter(rules: rules, zoneName: zoneName, format: $0.format)
        }
    }

    /// Returns the row of an entry, or nil where the report has none for it.
    package mutating func row(for entry: Entry) -> Row? {
        guard entry.kind == .status, mapping.filter?.holds(for: entry) ?? true else { return nil }
        var row: Row = []
        row.reserveCapacity(mapping.columns.count)
        for index in mapping.columns.indices { row.append(cell(index, of: entry)) }
        return row
    }

    private mutating func cell(_ index: Int, of entry: Entry) -> Cell {
        switch mapping.columns[index].content {
        case .field(let field):
            let cell = value(of: field, of: entry, column: index)
            guard case .text(let text) = cell, !mapping.columns[index].labels.isEmpty else {
                return cell
            }
            return .text(mapping.columns[index].labels[text])
        case .template(let template):
            let labels = mapping.columns[index].labels
            let text = template.text { labels[value(of: $0, of: entry, column: index).text] }
            return text.isEmpty ? .empty : .text(text)
        }
    }

    private mutating func value(
        of field: ReportField,
        of entry: Entry,
        column: Int
    ) -> Cell {
        switch field {
        case .standard(.time):
            return time(entry.fields.time, column)
        case .standard(let field):
            return entry.fields[field].map(Cell.text) ?? .empty
        case .derived(.received):
            return time(entry.received, column)
        case .derived(.zone):
            return .text(zoneName)
        case .derived(.offset):
            var bytes: [UInt8] = []
            formatters[column].appendOffset(at: entry.fields.time, to: &bytes)
            return .text(String(decoding: bytes, as: UTF8.self))
        case .derived(.source):
            return .text(entry.source)
        case .custom(let name):
            switch entry.fields.custom(name) {
            case .text(let text): return .text(text)
            case .number(let text): return .number(text)
            case .time(let instant): return time(instant, column)
            case nil: return .empty
            }
        }
    }

    private mutating func time(_ instant: Timestamp, _ column: Int) -> Cell {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        formatters[column].append(instant, to: &bytes)
        let offset = formatters[column].window(at: instant.seconds).offset.seconds
        return .time(
            instant,
            local: instant.seconds + Int64(offset),
            text: String(decoding: bytes, as: UTF8.self)
        )
    }
}
