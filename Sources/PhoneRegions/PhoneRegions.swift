/// Tells country and usual time zone of international phone numbers.
///
/// The table knows every country code of E.164 and, in countries with several zones, the area codes
/// that lie in one of them. A number it cannot place gets no answer rather than a guess. A lookup
/// walks the digits once and allocates nothing.
package struct PhoneRegions: Sendable {
    /// The table alone, read once when it is first needed.
    package static let shared = PhoneRegions(table: RegionTable())

    private let regions: [PhoneRegion]
    private let tree: PrefixTree
    private let overrideZones: [String]
    private let overrideTree: PrefixTree

    private init(table: RegionTable) {
        regions = table.regions
        tree = table.tree
        overrideZones = []
        overrideTree = PrefixTree()
    }

    /// Puts zones of the user's choice before those of the table.
    ///
    /// An override holds for all numbers whose digits begin with its prefix, whatever the table
    /// says of longer prefixes; of several that fit the longest decides, of two alike the later.
    /// The country stays the table's. Prefixes that `isPrefix` refuses have no effect; zone names
    /// are not looked at.
    package init(overrides: [(prefix: String, zone: String)]) {
        regions = Self.shared.regions
        tree = Self.shared.tree
        overrideZones = overrides.map(\.zone)
        var prefixes = PrefixTree()
        for (index, override) in overrides.enumerated() {
            guard let digits = Self.digits(ofPrefix: override.prefix) else { continue }
            prefixes.insert(digits, value: index)
        }
        overrideTree = prefixes
    }

    /// Returns whether a text can be the prefix of an override.
    ///
    /// It can when it is "+" and then 1 to 15 digits, of which the first is not 0, with spaces,
    /// hyphens, dots and parentheses among them at will.
    package static func isPrefix(_ text: String) -> Bool {
        digits(ofPrefix: text) != nil
    }

    /// Returns country and zone of a number of the form "+" and 8 to 15 ASCII digits.
    ///
    /// nil for any other text, for a code that is assigned to nobody, and for one that belongs to
    /// no country (+800, +808, +870, +878, +881, +882, +883, +888, +979, and the toll-free and
    /// personal codes of +1), unless an override names it.
    package func region(of number: String) -> PhoneRegion? {
        let (place, override) = find(number)
        guard let override else { return place.map { regions[$0] } }
        return PhoneRegion(
            country: place.map { regions[$0].country } ?? "",
            zone: overrideZones[override],
            evidence: .prefix
        )
    }

    /// Returns the ISO 3166-1 alpha-2 country of a number, nil where the table has none.
    package func country(of number: String) -> String? {
        find(number).place.map { regions[$0].country }
    }

    /// Every zone that the table can answer, in alphabetical order, without those of overrides.
    package var zoneNames: [String] {
        Set(regions.map(\.zone)).sorted()
    }

    // Both trees are walked in the one pass that also checks the number's form.
    private func find(_ number: String) -> (place: Int?, override: Int?) {
        let bytes = number.utf8Span.span
        guard bytes.count >= 9, bytes.count <= 16, bytes[0] == 0x2B else { return (nil, nil) }
        var place: Int?
        var override: Int?
        var node: Int? = PrefixTree.root
        var overrideNode: Int? = overrideTree.isEmpty ? nil : PrefixTree.root
        for index in 1..<bytes.count {
            let digit = bytes[index] &- 0x30
            guard digit <= 9 else { return (nil, nil) }
            if let here = node {
                node = tree.step(from: here, by: digit)
                if let next = node, let value = tree.value(at: next) { place = value }
            }
            if let here = overrideNode {
                overrideNode = overrideTree.step(from: here, by: digit)
                if let next = overrideNode, let value = overrideTree.value(at: next) {
                    override = value
                }
            }
        }
        return (place, override)
    }

    private static func digits(ofPrefix text: String) -> [UInt8]? {
        var digits: [UInt8] = []
        let bytes = text.utf8
        guard bytes.first == 0x2B else { return nil }
        for byte in bytes.dropFirst() {
            switch byte {
            case 0x20, 0x28, 0x29, 0x2D, 0x2E: continue
            case 0x30...0x39: digits.append(byte - 0x30)
            default: return nil
            }
        }
        return digits.first == 0 || digits.isEmpty || digits.count > 15 ? nil : digits
    }
}
