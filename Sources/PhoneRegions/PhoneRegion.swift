/// Says where a phone number is at home.
package struct PhoneRegion: Sendable, Equatable {
    /// The ISO 3166-1 alpha-2 code in whose numbering plan the number is, `XK` for Kosovo; empty
    /// when an override gives a zone to a code that belongs to no country.
    package let country: String
    /// The IANA name of the time zone, such as `America/Bogota`.
    package let zone: String
    /// What the zone was concluded from: never `.default`, which is for callers without an answer.
    package let evidence: ZoneEvidence

    /// Puts a region together from its parts.
    package init(country: String, zone: String, evidence: ZoneEvidence) {
        self.country = country
        self.zone = zone
        self.evidence = evidence
    }
}
