/// The scalars that one place of a regular expression takes.
struct ScalarSet: Sendable {
    private var ranges: [ClosedRange<UInt32>] = []
    /// A bit for each general category that is taken.
    private var categories: UInt32 = 0
    private var isNegated = false

    /// What a dot takes: all but the two line ends.
    static let dot = {
        var set = ScalarSet()
        set.insert(0x0A...0x0A)
        set.insert(0x0D...0x0D)
        set.negate()
        return set
    }()

    init() {}

    init(_ scalar: Unicode.Scalar) {
        ranges = [scalar.value...scalar.value]
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        ranges.append(range)
    }

    mutating func insert(categories mask: UInt32) {
        categories |= mask
    }

    mutating func negate() {
        isNegated = true
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        for range in ranges where range.contains(scalar.value) { return !isNegated }
        guard categories != 0 else { return isNegated }
        let bit = Self.bit(scalar.properties.generalCategory)
        return (categories & bit != 0) != isNegated
    }

    /// Returns the categories a name such as `L` or `Lu` stands for; nil when it names none.
    static func categories(named name: String) -> UInt32? {
        let known = names.filter {
            $0.name == name || (name.utf8.count == 1 && $0.name.hasPrefix(name))
        }
        return known.isEmpty ? nil : known.reduce(0) { $0 | bit($1.category) }
    }

    private static func bit(_ category: Unicode.GeneralCategory) -> UInt32 {
        guard let index = names.firstIndex(where: { $0.category == category }) else { return 0 }
        return 1 << UInt32(index)
    }

    private static let names: [(name: String, category: Unicode.GeneralCategory)] = [
        ("Ll", .lowercaseLetter), ("Lu", .uppercaseLetter), ("Lm", .modifierLetter),
        ("Lo", .otherLetter), ("Lt", .titlecaseLetter),
        ("Mc", .spacingMark), ("Me", .enclosingMark), ("Mn", .nonspacingMark),
        ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber),
        ("Pc", .connectorPunctuation), ("Pd", .dashPunctuation), ("Pe", .closePunctuation),
        ("Pf", .finalPunctuation), ("Pi", .initialPunctuation), ("Po", .otherPunctuation),
        ("Ps", .openPunctuation),
        ("Zl", .lineSeparator), ("Zp", .paragraphSeparator), ("Zs", .spaceSeparator),
        ("Sc", .currencySymbol), ("Sk", .modifierSymbol), ("Sm", .mathSymbol), ("So", .otherSymbol),
        ("Cc", .control), ("Cf", .format), ("Cn", .unassigned), ("Co", .privateUse),
    ]
}
