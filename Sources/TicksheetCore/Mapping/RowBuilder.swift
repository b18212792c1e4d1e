import PhoneRegions
import WallTime

/// Makes rows of entries: the one calculation that every destination of a report shares.
///
/// Keeps what the last row needed of its zone, so it is used by one thread at a time.
package struct RowBuilder: Sendable {
    private let mapping: ReportMapping
    private let zones: RowZones
    private var pins = ZonePins()
    // One set for each zone that came up, of one formatter for each column.
    private var sets: [[ZonedFormatter]] = []
    private var setNumbers: [String: Int] = [:]
    // The zone of the row that is being made.
    private var choice: RowZones.Choice
    private var set = 0
    // What the row that is being made tells of a message or a number.
    private var facts = RowFacts()

    /// Creates a builder.
    package init(_ mapping: ReportMapping, _ zones: RowZones) {
        self.mapping = mapping
        self.zones = zones
        choice = zones.choice(for: nil)
        enter(choice)
    }

    /// Takes the offsets that rows rely on; where none is pinned the system's rules hold.
    package mutating func use(_ pins: ZonePins) {
        guard pins != self.pins else { return }
        self.pins = pins
        sets = []
        setNumbers = [:]
        enter(choice)
    }

    private mutating func enter(_ choice: RowZones.Choice) {
        self.choice = choice
        if let known = setNumbers[choice.zone] {
            set = known
            return
        }
        let windows = pins.pins(of: choice.zone).map { pin in
            OffsetWindow(
                start: pin.first,
                end: pin.last == .max ? nil : pin.last + 1,
                offset: pin.offset
            )
        }
        let rules = zones.rules(of: choice.zone).pinned(windows)
        set = sets.count
        setNumbers[choice.zone] = set
        sets.append(
            mapping.columns.map {
                ZonedFormatter(rules: rules, zoneName: choice.zone, format: $0.format)
            }
        )
    }

    /// Returns the row of an entry, or nil where the report has none for it.
    package mutating func row(for entry: Entry) -> Row? {
        mapping.hasRow(for: entry) ? laidOut(entry) : nil
    }

    /// Returns the row of a message or a number.
    package mutating func row(for content: RowContent) -> Row {
        facts = content.facts
        return laidOut(content.entry)
    }

    private mutating func laidOut(_ entry: Entry) -> Row {
        if zones.isByRecipient {
            let choice = zones.choice(for: entry.fields.to)
            if choice != self.choice { enter(choice) }
        }
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
            return .text(choice.zone)
        case .derived(.timeEvidence):
            return .text(entry.fields.isTimeOfReceipt ? "receipt" : "event")
        case .derived(.zoneEvidence):
            return .text(choice.evidence.rawValue)
        case .derived(.zoneSource):
            let pin = pins.offset(of: choice.zone, at: entry.fields.time.seconds)
            return .text((pin?.source ?? .system).rawValue)
        case .derived(.country):
            let country = entry.fields.to.flatMap(zones.regions.country)
            return country.map(Cell.text) ?? .empty
        case .derived(.offset):
            var bytes: [UInt8] = []
            sets[set][column].appendOffset(at: entry.fields.time, to: &bytes)
            return .text(String(decoding: bytes, as: UTF8.self))
        case .derived(.source):
            return .text(entry.source)
        case .derived(.sentAt): return optional(facts.sentAt, column)
        case .derived(.deliveredAt): return optional(facts.deliveredAt, column)
        case .derived(.readAt): return optional(facts.readAt, column)
        case .derived(.rejectedAt): return optional(facts.rejectedAt, column)
        case .derived(.firstSeen): return optional(facts.firstSeen, column)
        case .derived(.lastSeen): return optional(facts.lastSeen, column)
        case .derived(.releasedAt): return optional(facts.releasedAt, column)
        case .derived(.times): return facts.times.map { .number(String($0)) } ?? .empty
        case .custom(let name):
            switch entry.fields.custom(name) {
            case .text(let text): return .text(text)
            case .number(let text): return .number(text)
            case .time(let instant): return time(instant, column)
            case nil: return .empty
            }
        }
    }

    private mutating func optional(_ instant: Timestamp?, _ column: Int) -> Cell {
        instant.map { time($0, column) } ?? .empty
    }

    private mutating func time(_ instant: Timestamp, _ column: Int) -> Cell {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        sets[set][column].append(instant, to: &bytes)
        let offset = sets[set][column].window(at: instant.seconds).offset.seconds
        return .time(
            instant,
            local: instant.seconds + Int64(offset),
            text: String(decoding: bytes, as: UTF8.self)
        )
    }
}
