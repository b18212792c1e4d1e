import CryptoBridge
package import TicksheetCore

/// What proves to Google who asks.
///
/// No description or dump of one shows a key, a client secret or a refresh token.
package enum Credentials: Sendable, CustomStringConvertible {
    /// A robot with a key of its own.
    case serviceAccount(ServiceAccount)
    /// A person who has allowed access.
    case authorizedUser(AuthorizedUser)
    /// A workload elsewhere that another provider vouches for.
    case externalAccount(ExternalAccount)
    /// Whoever this machine of Google's runs as.
    case metadataServer(MetadataServer)

    /// Who asks, for messages, such as `the service account robot@shop.iam.gserviceaccount.com`.
    package var description: String {
        switch self {
        case .serviceAccount(let account): account.description
        case .authorizedUser(let user): user.description
        case .externalAccount(let account): account.description
        case .metadataServer(let server): server.description
        }
    }

    /// The address with which a spreadsheet has to be shared; nil where the credentials do not tell.
    package var email: String? {
        switch self {
        case .serviceAccount(let account): account.subject ?? account.email
        case .externalAccount(let account): account.impersonatedEmail
        case .authorizedUser, .metadataServer: nil
        }
    }

    /// The project that calls are counted for, sent as `x-goog-user-project`; nil for the credentials'
    /// own.
    package var quotaProject: String? {
        switch self {
        case .serviceAccount(let account): account.quotaProject
        case .authorizedUser(let user): user.quotaProject
        case .externalAccount(let account): account.quotaProject
        case .metadataServer: nil
        }
    }

    /// A text that is equal for credentials that share Google's limits of calls per minute.
    package var identity: String {
        switch self {
        case .serviceAccount(let account): "service_account \(account.subject ?? account.email)"
        case .authorizedUser(let user):
            "authorized_user \(user.clientID) "
                + Hex.encoded(Digest.hash(.sha256, user.refreshToken.bytes).prefix(8))
        case .externalAccount(let account):
            "external_account \(account.impersonatedEmail ?? account.audience)"
        case .metadataServer(let server): "metadata \(server.base)"
        }
    }
}

/// A service account's key file.
package struct ServiceAccount: Sendable, CustomStringConvertible, CustomReflectable {
    /// The account's address.
    package let email: String
    /// The key's id at Google; nil where the file has none.
    package let keyID: String?
    /// The account's number, by which an administrator allows it to act for others; nil where the file
    /// has none.
    package let clientID: String?
    /// Where it is exchanged for tokens.
    package let tokenURI: String
    /// The person it acts for, by delegation in their domain; nil for itself.
    package let subject: String?
    /// The project that calls are counted for.
    package let quotaProject: String?
    let key: RSAPrivateKey

    /// Who it is, for messages.
    package var description: String {
        "the service account \(email)" + (subject.map { " for \($0)" } ?? "")
    }

    /// Nothing but who it is.
    package var customMirror: Mirror { Mirror(self, children: ["email": email]) }
}

/// A person's consent, as gcloud and `login google` store it.
package struct AuthorizedUser: Sendable, Equatable, CustomStringConvertible {
    /// The OAuth client to which it was given.
    package let clientID: String
    /// The client's secret.
    package let clientSecret: Secret
    /// What is exchanged for tokens, until the person takes it back.
    package let refreshToken: Secret
    /// The project that calls are counted for.
    package let quotaProject: String?
    /// Where it is exchanged for tokens.
    package let tokenURI: String

    /// Creates one.
    package init(
        clientID: String,
        clientSecret: Secret,
        refreshToken: Secret,
        quotaProject: String? = nil,
        tokenURI: String = GoogleEndpoints.token
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
        self.quotaProject = quotaProject
        self.tokenURI = tokenURI
    }

    /// Who it is, for messages; the file does not tell the person's name.
    package var description: String { "the signed-in user of the client \(clientID)" }
}

/// Where this machine's own account is asked for.
package struct MetadataServer: Sendable, Equatable, CustomStringConvertible {
    /// Scheme and host, such as `http://metadata.google.internal`.
    package let base: String

    /// Creates one.
    ///
    /// `host`: The host, with a port where it is not 80.
    package init(host: String = GoogleEndpoints.metadataHost) {
        base = "http://\(host)"
    }

    /// Who it is, for messages.
    package var description: String { "this machine's service account" }
}
