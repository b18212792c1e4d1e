import WallTime

/// Tells which instants rows are about to show, in which zones.
package struct ZoneNeeds: Sendable {
    private let mapping: ReportMapping
    private let zones: RowZones
    private let fields: Set<ReportField>

    /// Creates it for a report's rows.
    package init(_ mapping: ReportMapping, _ zones: RowZones) {
        self.mapping = mapping
        self.zones = zones
        fields = Set(mapping.columns.flatMap(\.fields))
    }

    /// Returns the instants of entries' rows that no pin covers, by zone.
    package func uncovered(_ entries: [Entry], by pins: ZonePins) -> [ZoneNeed] {
        var needs: [String: [Int64]] = [:]
        // Entries of a batch lie close together: most are in the pin of the one before.
        var last: ZonePin?
        for entry in entries where mapping.hasRow(for: entry) {
            let zone = zones.choice(for: entry.fields.to).zone
            for instant in instants(of: entry) {
                if let last, last.zone == zone, last.contains(instant) { continue }
                if let pin = pins.offset(of: zone, at: instant) {
                    last = pin
                } else {
                    needs[zone, default: []].append(instant)
                }
            }
        }
        return needs.sorted { $0.key < $1.key }.map { ZoneNeed(zone: $0, instants: $1) }
    }

    private func instants(of entry: Entry) -> [Int64] {
        var instants = [entry.fields.time.seconds]
        for field in fields {
            switch field {
            case .derived(.received): instants.append(entry.received.seconds)
            case .custom(let name):
                guard case .time(let time)? = entry.fields.custom(name) else { continue }
                instants.append(time.seconds)
            default: continue
            }
        }
        return instants
    }
}
