import HTTPTypes

/// Workload identity federation: a token of another provider is exchanged for Google's.
///
/// Source: <https://cloud.google.com/iam/docs/workload-identity-federation>
package struct ExternalAccount: Sendable, CustomStringConvertible {
    /// Where the other provider's token stands.
    package enum Place: Sendable, Equatable {
        /// In a file, which its owner keeps fresh.
        case file(path: String)
        /// At an address, asked anew each time.
        case url(String, headers: [Header])
    }

    /// A header field that an address wants to see.
    package struct Header: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
        /// The name.
        package let name: String
        /// The value, often a secret.
        package let value: String

        /// The name alone.
        package var description: String { "\(name): •••" }
        /// The name alone.
        package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
    }

    /// How the token is written there.
    package enum Format: Sendable, Equatable {
        /// The whole text, without blanks around it.
        case text
        /// A field of a JSON object.
        case json(field: String)
    }

    /// Which provider of which pool vouches.
    package let audience: String
    /// What kind of token it is, such as `urn:ietf:params:oauth:token-type:jwt`.
    package let subjectTokenType: String
    /// Where it is exchanged.
    package let tokenURL: String
    /// Where the token stands.
    package let place: Place
    /// How it is written there.
    package let format: Format
    /// Where the exchanged token takes on a service account; nil where it acts for itself.
    package let impersonationURL: String?
    /// How long a token of that service account lives, in seconds.
    package let lifetime: Int
    /// The project that calls are counted for.
    package let quotaProject: String?

    /// The service account that is taken on; nil where there is none.
    package var impersonatedEmail: String? {
        guard let url = impersonationURL, let slash = url.lastIndex(of: "/") else { return nil }
        let name = url[url.index(after: slash)...].prefix { $0 != ":" }
        return name.contains("@") ? String(name) : nil
    }

    /// Who it is, for messages.
    package var description: String {
        impersonatedEmail.map { "the workload that acts as \($0)" } ?? "the workload of \(audience)"
    }

    /// Where the token stands, for messages; never a path or query of an address.
    var shownPlace: String {
        switch place {
        case .file(let path): "the file \(path)"
        case .url(let url, _): HTTPCall.origin(of: url)
        }
    }
}
