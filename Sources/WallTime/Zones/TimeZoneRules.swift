/// Knows a zone's offset from UTC at every instant.
///
/// Before the first change of the zone's table its first kind of local time holds; after the last
/// one the rule in the file's last line. Without a rule the last offset stays.
package struct TimeZoneRules: Hashable, Sendable {
    private let table: ZoneTable
    // Sorted and apart from each other; each has both ends.
    private let pins: [OffsetWindow]

    /// Reads the bytes of a compiled tz database file, format versions 1 to 4.
    ///
    /// Whatever the bytes, the reader either answers or throws. A file that counts leap seconds is refused.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc9636>
    package init(tzif bytes: [UInt8]) throws(TimeZoneProblem) {
        var reader = ZoneFileReader(bytes)
        table = try reader.read()
        pins = []
    }

    private init(always offset: ZoneOffset) {
        table = ZoneTable(instants: [], kinds: [], types: [offset])
        pins = []
    }

    private init(_ table: ZoneTable, pins: [OffsetWindow]) {
        self.table = table
        self.pins = pins
    }

    /// Returns rules that keep the offsets of some windows, whatever the zone's own rules say there.
    ///
    /// `windows`: Sorted, with both ends, none overlapping another.
    package func pinned(_ windows: [OffsetWindow]) -> TimeZoneRules {
        TimeZoneRules(table, pins: windows)
    }

    /// Keeps one offset for ever.
    package static func fixed(_ offset: ZoneOffset) -> TimeZoneRules {
        TimeZoneRules(always: offset)
    }

    /// Keeps UTC.
    package static let utc = TimeZoneRules(always: ZoneOffset(seconds: 0, abbreviation: "UTC"))

    /// Returns the offset that holds at a Unix second.
    ///
    /// A binary search, and some arithmetic past the table's end; keep the ``window(at:)`` where
    /// many instants are converted.
    package func offset(at seconds: Int64) -> ZoneOffset {
        window(at: seconds).offset
    }

    /// Returns the span around a Unix second during which the zone keeps one offset.
    package func window(at seconds: Int64) -> OffsetWindow {
        pins.isEmpty ? ruled(at: seconds) : pinned(at: seconds)
    }

    private func pinned(at seconds: Int64) -> OffsetWindow {
        var low = 0
        var high = pins.count
        while low < high {
            let middle = (low + high) / 2
            if let end = pins[middle].end, end <= seconds {
                low = middle + 1
            } else {
                high = middle
            }
        }
        if low < pins.count, pins[low].contains(seconds) { return pins[low] }
        // Between two pins the own rules hold, and no further.
        let own = ruled(at: seconds)
        let floor = low > 0 ? pins[low - 1].end : nil
        let ceiling = low < pins.count ? pins[low].start : nil
        return OffsetWindow(
            start: [own.start, floor].compactMap(\.self).max(),
            end: [own.end, ceiling].compactMap(\.self).min(),
            offset: own.offset
        )
    }

    private func ruled(at seconds: Int64) -> OffsetWindow {
        let index = table.lastChange(at: seconds)
        let start = index < 0 ? nil : table.instants[index]
        let offset = table.types[index < 0 ? 0 : Int(table.kinds[index])]
        if index + 1 < table.instants.count {
            return OffsetWindow(start: start, end: table.instants[index + 1], offset: offset)
        }
        guard let rule = table.rule else {
            return OffsetWindow(start: start, end: nil, offset: offset)
        }
        guard let ruleStart = table.ruleStart else { return rule.window(at: seconds) }
        let ruled = rule.window(at: max(seconds, ruleStart))
        if let ruledStart = ruled.start, ruledStart > ruleStart { return ruled }
        // The rule's first window continues the table's last one, or takes its place.
        if ruled.offset == offset {
            return OffsetWindow(start: start, end: ruled.end, offset: offset)
        }
        return seconds < ruleStart
            ? OffsetWindow(start: start, end: ruleStart, offset: offset)
            : OffsetWindow(start: ruleStart, end: ruled.end, offset: ruled.offset)
    }
}
