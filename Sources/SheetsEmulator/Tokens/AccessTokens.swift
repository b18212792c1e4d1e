import CryptoBridge

/// Makes and reads access tokens.
///
/// A token carries whom it was made for and a signature, so that one made before a restart holds
/// after it.
struct AccessTokens: Sendable {
    private let key: HMACKey
    private static let prefix = "ya29.stand-in."

    init(secret: [UInt8]) { key = HMACKey(.sha256, secret: secret) }

    func make(_ identity: Identity, issued: Int64, expires: Int64) -> String {
        let payload: JSONValue = [
            "e": .string(identity.email), "p": .string(identity.project),
            "s": .array(identity.scopes.sorted().map { .string($0) }),
            "i": .int(issued), "x": .int(expires),
        ]
        let text = Base64.urlEncoded(payload.compact)
        return "\(Self.prefix)\(text).\(signature(text))"
    }

    private func signature(_ text: String) -> String {
        Base64.urlEncoded(Array(key.sign(Array(text.utf8)).prefix(18)))
    }

    /// Returns whom a token was made for; nil where it is none, or no longer.
    func identity(_ token: String, at now: Int64, revokedBefore: Int64) -> Identity? {
        let parts = token.dropFirst(Self.prefix.count).split(separator: ".")
        guard token.hasPrefix(Self.prefix), parts.count == 2,
            signature(String(parts[0])) == parts[1],
            let payload = Base64.decoded(parts[0]).flatMap({ JSONValue($0) }),
            let email = payload["e"]?.text, let project = payload["p"]?.text,
            let expires = payload["x"]?.int, let issued = payload["i"]?.int,
            now < Int64(expires), Int64(issued) >= revokedBefore
        else { return nil }
        let scopes = payload["s"]?.elements.compactMap(\.text) ?? []
        return Identity(email: email, project: project, scopes: Set(scopes))
    }
}
