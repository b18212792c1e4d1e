/// Instants that are about to be written in a zone.
package struct ZoneNeed: Sendable, Equatable {
    /// The zone's name.
    package let zone: String
    /// Unix seconds, in any order, some perhaps twice.
    package var instants: [Int64]

    /// Creates a need.
    package init(zone: String, instants: [Int64]) {
        self.zone = zone
        self.instants = instants
    }
}
