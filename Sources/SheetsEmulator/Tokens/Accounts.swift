package import CryptoBridge

/// A service account that the token endpoint knows.
package struct ServiceAccount: Sendable {
    /// Its address.
    package let email: String
    /// Its Cloud project.
    package let project: String
    /// The key that its assertions are signed with.
    package let key: RSAPublicKey
    /// Whether it may act for people, by `sub`.
    package let isDelegated: Bool

    /// Creates an account.
    package init(email: String, project: String, key: RSAPublicKey, isDelegated: Bool = false) {
        self.email = email
        self.project = project
        self.key = key
        self.isDelegated = isDelegated
    }

    /// Reads a service account's key file; nil where the JSON is none.
    package init?(keyFile: [UInt8]) {
        guard let json = JSONValue(keyFile), json["type"]?.text == "service_account",
            let email = json["client_email"]?.text, let pem = json["private_key"]?.text,
            let key = RSAPublicKey(pem: Array(pem.utf8))
        else { return nil }
        self.init(email: email, project: json["project_id"]?.text ?? "project", key: key)
    }
}

/// A person who let an app act for them.
package struct AuthorizedUser: Sendable {
    /// The app's id.
    package let clientId: String
    /// The app's secret.
    package let clientSecret: String
    /// What stands for the permission.
    package let refreshToken: String
    /// The person's address.
    package let email: String
    /// What was permitted.
    package let scopes: [String]

    /// Creates a permission.
    package init(
        clientId: String,
        clientSecret: String,
        refreshToken: String,
        email: String,
        scopes: [String]
    ) {
        self.clientId = clientId
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
        self.email = email
        self.scopes = scopes
    }
}
