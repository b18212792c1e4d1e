package import TicksheetCore
package import WallTime

/// What a call to Google's services carries; shown nowhere.
package struct AccessToken: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The token.
    package let value: Secret
    /// When it ends, by this machine's wall clock.
    package let expires: Timestamp
    /// How long it lived when it was given out.
    package let expiresIn: Duration

    /// Creates a token.
    package init(value: Secret, expires: Timestamp, expiresIn: Duration) {
        self.value = value
        self.expires = expires
        self.expiresIn = expiresIn
    }

    /// The value of the Authorization field of a call.
    package var authorization: String { "Bearer \(value.text)" }

    /// When it ends; never the token.
    package var description: String { "a token until \(expires.rfc3339UTC)" }

    /// When it ends; never the token.
    package var customMirror: Mirror { Mirror(self, children: ["expires": expires.rfc3339UTC]) }
}
