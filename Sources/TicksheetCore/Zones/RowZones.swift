package import PhoneRegions
package import WallTime

/// In which zone a report's rows write their times: one for all, or the recipient's.
package struct RowZones: Sendable {
    /// A row's zone and what it was concluded from.
    package struct Choice: Sendable, Equatable {
        /// The zone's name.
        package let zone: String
        /// What decided.
        package let evidence: ZoneEvidence
    }

    /// The word in mappings and settings for the recipient's zone.
    package static let recipient = "recipient"

    /// The zone of rows whose recipient's zone is not asked for or not known.
    package let otherwise: String
    /// Which number lies where.
    package let regions: PhoneRegions
    /// Whether each row is written in its recipient's zone.
    package let isByRecipient: Bool
    private let lookUp: @Sendable (String) -> TimeZoneRules?

    /// Creates zones.
    ///
    /// `zone`: A zone's name, or `recipient`.
    ///
    /// `otherwise`: The zone where a recipient's is not known.
    ///
    /// `rules`: The system's rules of a zone, or nil where it does not know it.
    package init(
        _ zone: String,
        otherwise: String,
        regions: PhoneRegions = .shared,
        rules: @escaping @Sendable (String) -> TimeZoneRules?
    ) {
        isByRecipient = zone == Self.recipient
        self.otherwise = isByRecipient ? otherwise : zone
        self.regions = regions
        lookUp = rules
    }

    /// Returns the zone of a row.
    ///
    /// `recipient`: The recipient's number; without one, or with one that tells no place, there is
    /// no guess.
    package func choice(for recipient: String?) -> Choice {
        guard isByRecipient, let recipient, let region = regions.region(of: recipient),
            lookUp(region.zone) != nil
        else { return Choice(zone: otherwise, evidence: .default) }
        return Choice(zone: region.zone, evidence: region.evidence)
    }

    /// Returns a zone's rules by the system; UTC for one that it does not know.
    package func rules(of zone: String) -> TimeZoneRules {
        lookUp(zone) ?? .utc
    }
}
