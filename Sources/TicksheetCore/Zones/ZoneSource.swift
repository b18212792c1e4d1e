/// Who said what a zone's offset is.
package enum ZoneSource: String, Sendable, CaseIterable {
    /// The service at timezonedb.com.
    case timezonedb
    /// The table that timezonedb offers for download.
    case timezonedbFile = "timezonedb-file"
    /// The system's own tz database.
    case system
}
