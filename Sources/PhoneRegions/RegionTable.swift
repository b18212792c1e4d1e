/// Reads the embedded table of calling codes and area codes.
///
/// The table is text in string literals and not a resource: the literals are read-only bytes of the
/// program, need no line in the package manifest, and stand beside the reasons for them.
///
/// A line is one or more prefixes without "+", then the country, then, where the prefix alone tells
/// it, the zone. Without a zone it is the country's usual one. `521 =52` means that what follows
/// 521 is read as if it followed 52. Within a line and within a text the prefixes ascend.
/// Source: ITU-T E.164 assigned country codes, the national numbering plans, tz database zone.tab
struct RegionTable: Sendable {
    /// The texts by part of the world.
    static let texts = [
        unitedStates, canadaAndIslands, africa, europe, latinAmerica, mexico, brazil, oceania,
        russiaAndKazakhstan, asia,
    ]

    /// What the prefixes of the tree stand for.
    private(set) var regions: [PhoneRegion] = []
    /// The prefixes, with places in `regions` as values.
    private(set) var tree = PrefixTree()
    /// The lines that say nothing a reader of the table understands, or say it twice.
    private(set) var refusals: [String] = []

    private var places: [String: Int] = [:]
    private var zones: [String: String] = [:]

    /// Reads `texts` with the usual zone of each country as `usualZones` tells it.
    init(texts: [String] = Self.texts, usualZones: String = Self.usualZones) {
        for line in usualZones.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 2, zones[words[0]] == nil {
                zones[words[0]] = words[1]
            } else {
                refusals.append(String(line))
            }
        }
        var joins: [(alias: [UInt8], original: [UInt8])] = []
        for text in texts {
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ")
                let prefixes = words.prefix { Self.digits(of: $0) != nil }.compactMap(Self.digits)
                let rest = words.dropFirst(prefixes.count)
                if prefixes.isEmpty {
                    refusals.append(String(line))
                } else if let name = rest.first, rest.count == 1, name.hasPrefix("="),
                    let original = Self.digits(of: name.dropFirst())
                {
                    joins += prefixes.map { (alias: $0, original: original) }
                } else if let place = place(of: rest) {
                    for prefix in prefixes where !tree.insert(prefix, value: place) {
                        refusals.append(String(line))
                    }
                } else {
                    refusals.append(String(line))
                }
            }
        }
        for (alias, original) in joins {
            tree.join(alias, to: original)
        }
    }

    /// Returns the values 0 to 9 of a text of ASCII digits, nil for any other text and an empty
    /// one.
    static func digits(of text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { $0 &- 0x30 }
        return digits.isEmpty || digits.contains { $0 > 9 } ? nil : digits
    }

    // Regions are shared by all prefixes that lead to them, so that the table holds each name once.
    private mutating func place(of words: ArraySlice<Substring>) -> Int? {
        guard let country = words.first.map(String.init), let usual = zones[country],
            words.count <= 2
        else { return nil }
        let key = words.joined(separator: " ")
        if let place = places[key] { return place }
        let zone = words.dropFirst().first.map(String.init)
        places[key] = regions.count
        regions.append(
            PhoneRegion(
                country: country,
                zone: zone ?? usual,
                evidence: zone == nil ? .country : .prefix
            )
        )
        return places[key]
    }
}
