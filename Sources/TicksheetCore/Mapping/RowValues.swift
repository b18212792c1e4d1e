import PhoneRegions
import WallTime

/// Writes the values of a row's fields, its times in its zone.
struct RowValues: Sendable {
    /// What the row that is being made tells of a message or a number.
    var facts = RowFacts()
    private let zones: RowZones
    private let formats: [TimeFormat]
    private var pins = ZonePins()
    // One set for each zone that came up, of one formatter for each column.
    private var sets: [[ZonedFormatter]] = []
    private var setNumbers: [String: Int] = [:]
    // The zone of the row that is being made.
    private var choice: RowZones.Choice
    private var set = 0

    /// Creates values of columns with these formats.
    init(_ zones: RowZones, formats: [TimeFormat]) {
        self.zones = zones
        self.formats = formats
        choice = zones.choice(for: nil)
        enter(choice)
    }

    mutating func use(_ pins: ZonePins) {
        guard pins != self.pins else { return }
        self.pins = pins
        sets = []
        setNumbers = [:]
        enter(choice)
    }

    /// Begins an entry's row.
    mutating func enterZone(of entry: Entry) {
        guard zones.isByRecipient else { return }
        let choice = zones.choice(for: entry.fields.to)
        if choice != self.choice { enter(choice) }
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
            formats.map { ZonedFormatter(rules: rules, zoneName: choice.zone, format: $0) }
        )
    }

    /// Appends a field's text.
    ///
    /// - Returns: What it is.
    mutating func append(
        _ field: ReportField,
        of entry: Entry,
        _ column: Int,
        to bytes: inout [UInt8]
    ) -> RowText.Kind {
        switch field {
        case .standard(.time):
            return append(entry.fields.time, column, to: &bytes)
        case .standard(let field):
            return append(entry.text(of: field), to: &bytes)
        case .derived(let field):
            return append(field, of: entry, column, to: &bytes)
        case .custom(let name):
            switch entry.fields.custom(name) {
            case .text(let text):
                return append(text, to: &bytes)
            case .number(let text):
                bytes += text.utf8
                return .number
            case .time(let instant):
                return append(instant, column, to: &bytes)
            case nil:
                return .empty
            }
        }
    }

    private mutating func append(
        _ field: DerivedField,
        of entry: Entry,
        _ column: Int,
        to bytes: inout [UInt8]
    ) -> RowText.Kind {
        switch field {
        case .received:
            return append(entry.received, column, to: &bytes)
        case .zone:
            return append(choice.zone, to: &bytes)
        case .timeEvidence:
            return append(entry.fields.isTimeOfReceipt ? "receipt" : "event", to: &bytes)
        case .zoneEvidence:
            return append(choice.evidence.rawValue, to: &bytes)
        case .zoneSource:
            let pin = pins.offset(of: choice.zone, at: entry.fields.time.seconds)
            return append((pin?.source ?? .system).rawValue, to: &bytes)
        case .country:
            return append(entry.fields.to.flatMap(zones.regions.country), to: &bytes)
        case .offset:
            sets[set][column].appendOffset(at: entry.fields.time, to: &bytes)
            return .text
        case .source:
            return append(entry.source, to: &bytes)
        case .sentAt: return append(facts.sentAt, column, to: &bytes)
        case .deliveredAt: return append(facts.deliveredAt, column, to: &bytes)
        case .readAt: return append(facts.readAt, column, to: &bytes)
        case .rejectedAt: return append(facts.rejectedAt, column, to: &bytes)
        case .firstSeen: return append(facts.firstSeen, column, to: &bytes)
        case .lastSeen: return append(facts.lastSeen, column, to: &bytes)
        case .releasedAt: return append(facts.releasedAt, column, to: &bytes)
        case .times:
            guard let times = facts.times else { return .empty }
            bytes += String(times).utf8
            return .number
        }
    }

    private func append(_ text: String?, to bytes: inout [UInt8]) -> RowText.Kind {
        guard let text else { return .empty }
        bytes.append(contentsOf: text.utf8)
        return .text
    }

    private mutating func append(
        _ instant: Timestamp?,
        _ column: Int,
        to bytes: inout [UInt8]
    ) -> RowText.Kind {
        guard let instant else { return .empty }
        sets[set][column].append(instant, to: &bytes)
        let offset = sets[set][column].window(at: instant.seconds).offset.seconds
        return .time(instant, local: instant.seconds + Int64(offset))
    }
}
