/// A zone as timezonedb lists it.
package struct ListedZone: Sendable, Equatable {
    /// The zone's name, such as `America/Bogota`.
    package let zone: String
    /// The country's two letters.
    package let countryCode: String
    /// The country's name in English.
    package let countryName: String
    /// Seconds ahead of UTC now.
    package let seconds: Int32

    /// Creates an entry of a list.
    package init(zone: String, countryCode: String, countryName: String, seconds: Int32) {
        self.zone = zone
        self.countryCode = countryCode
        self.countryName = countryName
        self.seconds = seconds
    }
}
