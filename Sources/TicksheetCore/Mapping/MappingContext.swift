package import WallTime

/// What mapping files refer to and somebody else has: shipped mappings and time zones.
package struct MappingContext: Sendable {
    /// Returns a shipped mapping's text by its word, or nil.
    package let shipped: @Sendable (String) -> [UInt8]?
    /// The words of the shipped mappings.
    package let shippedNames: [String]
    /// Returns a zone's rules by its name, or says why there are none.
    package let zone: @Sendable (String) -> Result<TimeZoneRules, ZoneProblem>

    /// Creates a context.
    package init(
        shipped: @escaping @Sendable (String) -> [UInt8]?,
        shippedNames: [String],
        zone: @escaping @Sendable (String) -> Result<TimeZoneRules, ZoneProblem>
    ) {
        self.shipped = shipped
        self.shippedNames = shippedNames
        self.zone = zone
    }
}

/// Why a zone's rules cannot be had.
package struct ZoneProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was expected, to follow `is "…"; `.
    package let description: String

    /// Creates a problem.
    package init(_ description: String) {
        self.description = description
    }
}
