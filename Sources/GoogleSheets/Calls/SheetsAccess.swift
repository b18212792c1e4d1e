package import TicksheetCore

/// A proof of who asks, for a while.
package struct AccessToken: Sendable, Equatable {
    /// The token itself.
    package let value: Secret
    /// How long it holds from when it was given, in seconds.
    package let lifetime: Int64
    /// The project that calls are counted for; nil for the credentials' own.
    package let project: String?

    /// Creates a token.
    package init(_ value: Secret, lifetime: Int64, project: String? = nil) {
        self.value = value
        self.lifetime = lifetime
        self.project = project
    }
}

/// Signs in for the calls of a sink.
package protocol SheetsAccess: Sendable {
    /// The address with which a spreadsheet is shared; nil where only the person knows.
    var account: String? { get }

    /// Returns a token that holds; at most one request however many ask.
    func token() async throws(ServiceTrouble) -> AccessToken

    /// Forgets a token that the service refused.
    func forget(_ token: AccessToken) async
}
