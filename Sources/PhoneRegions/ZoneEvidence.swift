/// Names the part of a phone number that decided its time zone.
package enum ZoneEvidence: String, Sendable {
    /// An area code, or a prefix the user named, lies in that zone.
    case prefix
    /// Only the country is known: its usual zone stands for the number, as for most mobile numbers.
    case country
    /// Nothing is known of the number; the caller's own zone stands for it.
    case `default`
}
