/// A word for what is counted, in both its numbers: `1 entry`, `12,400 entries`.
package struct CountedNoun: Sendable, Equatable {
    /// The word after one.
    package let one: String
    /// The word after any other number.
    package let many: String

    /// Names what is counted; `many` is `one` with an "s" when left out.
    package init(_ one: String, _ many: String? = nil) {
        self.one = one
        self.many = many ?? one + "s"
    }

    /// Returns the number and the word that fits it.
    package func counted(_ number: Int) -> String {
        "\(Human.number(number)) \(number == 1 ? one : many)"
    }
}
