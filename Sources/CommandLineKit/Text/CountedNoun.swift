/// What is counted: a word in both its numbers (`1 entry`, `12,400 entries`), or bytes (`2.1 MB`).
package struct CountedNoun: Sendable, Equatable {
    /// Counts bytes and writes them as sizes.
    package static let bytes = Self(one: "B", many: "B", isSize: true)

    /// The word after one.
    package let one: String
    /// The word after any other number.
    package let many: String
    private let isSize: Bool

    /// Names what is counted; `many` is `one` with an "s" when left out.
    package init(_ one: String, _ many: String? = nil) {
        self.init(one: one, many: many ?? one + "s", isSize: false)
    }

    private init(one: String, many: String, isSize: Bool) {
        self.one = one
        self.many = many
        self.isSize = isSize
    }

    /// Returns the number and the word that fits it.
    package func counted(_ number: Int) -> String {
        isSize ? self.number(number) : "\(self.number(number)) \(number == 1 ? one : many)"
    }

    /// Returns the number alone; a size has its unit.
    func number(_ number: Int) -> String {
        isSize ? Human.bytes(UInt64(max(0, number))) : Human.number(number)
    }

    /// Returns how many a second.
    func rate(perSecond rate: Double) -> String {
        guard isSize else { return Human.rate(perSecond: rate) }
        guard rate.isFinite, rate >= 0, rate < 1e15 else { return "–/s" }
        return "\(Human.bytes(UInt64(rate)))/s"
    }
}
