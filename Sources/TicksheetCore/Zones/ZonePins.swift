/// Pins of any number of zones: sorted, none of a zone overlapping another.
///
/// The one rule for adding, which every journal follows: an instant that is pinned keeps its offset
/// and source for ever; of a wanted pin only the stretches between the pins there are added; pins
/// that touch and say the same become one.
package struct ZonePins: Sendable, Equatable {
    /// What an addition did to the set: what a table has to delete and insert.
    package struct Change: Sendable, Equatable {
        /// Pins that are gone, because they became part of larger ones.
        package var removed: [ZonePin] = []
        /// Pins that are new.
        package var added: [ZonePin] = []

        /// Whether all was pinned before.
        package var isEmpty: Bool { removed.isEmpty && added.isEmpty }
    }

    private var zones: [String: [ZonePin]] = [:]

    /// Takes pins, of which earlier ones win over later ones.
    package init(_ pins: some Sequence<ZonePin> = []) {
        for pin in pins { add(pin) }
    }

    /// All pins, by zone and first second.
    package var all: [ZonePin] {
        zones.keys.sorted().flatMap { zones[$0] ?? [] }
    }

    /// Returns the pins of one zone in order.
    package func pins(of zone: String) -> [ZonePin] {
        zones[zone] ?? []
    }

    /// Returns the pin that holds in a zone at a Unix second, or nil.
    ///
    /// A binary search; keep the pin where many instants are looked up.
    package func offset(of zone: String, at seconds: Int64) -> ZonePin? {
        guard let pins = zones[zone] else { return nil }
        let index = pins.firstIndex(endingFrom: seconds)
        return index < pins.count && pins[index].contains(seconds) ? pins[index] : nil
    }

    /// Returns the nearest pins before and behind a Unix second that no pin contains.
    package func neighbours(
        of zone: String,
        at seconds: Int64
    ) -> (before: ZonePin?, behind: ZonePin?) {
        guard let pins = zones[zone] else { return (nil, nil) }
        let index = pins.firstIndex(endingFrom: seconds)
        return (index > 0 ? pins[index - 1] : nil, index < pins.count ? pins[index] : nil)
    }

    /// Returns the set with a wanted pin.
    package func adding(_ wanted: ZonePin) -> ZonePins {
        var pins = self
        pins.add(wanted)
        return pins
    }

    /// Adds what the pins there leave uncovered of a wanted pin.
    ///
    /// Cost: a binary search, and a shift of the zone's later pins where something is added.
    @discardableResult
    package mutating func add(_ wanted: ZonePin) -> Change {
        guard wanted.first <= wanted.last else { return Change() }
        var pins = zones[wanted.zone] ?? []
        // Neighbours that only touch are looked at too: they may be joined.
        let low = pins.firstIndex(endingFrom: wanted.first == .min ? .min : wanted.first - 1)
        let reach: Int64 = wanted.last == .max ? .max : wanted.last + 1
        var high = low
        while high < pins.count, pins[high].first <= reach { high += 1 }
        let before = Array(pins[low..<high])
        let after = Self.joined(Self.filled(before, with: wanted))
        guard before != after else { return Change() }
        pins.replaceSubrange(low..<high, with: after)
        zones[wanted.zone] = pins
        return Change(
            removed: before.filter { !after.contains($0) },
            added: after.filter { !before.contains($0) }
        )
    }

    private static func filled(_ pins: [ZonePin], with wanted: ZonePin) -> [ZonePin] {
        var result: [ZonePin] = []
        var open: Int64? = wanted.first
        for pin in pins {
            if let start = open, start <= wanted.last, start < pin.first {
                result.append(wanted.spanning(start, min(pin.first - 1, wanted.last)))
            }
            result.append(pin)
            open = open.flatMap { pin.last == .max ? nil : max($0, pin.last + 1) }
        }
        if let start = open, start <= wanted.last {
            result.append(wanted.spanning(start, wanted.last))
        }
        return result
    }

    private static func joined(_ pins: [ZonePin]) -> [ZonePin] {
        var result: [ZonePin] = []
        for pin in pins {
            if let last = result.last, last.agrees(with: pin), last.last + 1 == pin.first {
                result[result.count - 1] = last.spanning(last.first, pin.last)
            } else {
                result.append(pin)
            }
        }
        return result
    }
}

extension [ZonePin] {
    /// The index of the first pin that ends at or behind a second.
    fileprivate func firstIndex(endingFrom seconds: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].last < seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
