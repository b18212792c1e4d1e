import CryptoBridge
import JSONTree
import TicksheetCore
import WallTime

/// The signed statement by which a service account asks for a token.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc7523>
enum Assertion {
    /// Signs one for an hour from now on; nil where the key's numbers do not belong together.
    static func signed(
        by account: ServiceAccount,
        scopes: [String],
        now: Timestamp
    ) -> Secret? {
        let text =
            Base64.urlEncoded(header(account)) + "."
            + Base64.urlEncoded(claims(account, scopes, now.seconds))
        guard let signature = account.key.signature(Array(text.utf8)) else { return nil }
        return Secret(text + "." + Base64.urlEncoded(signature))
    }

    private static func header(_ account: ServiceAccount) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("alg")
        json.string("RS256")
        json.key("typ")
        json.string("JWT")
        if let keyID = account.keyID {
            json.key("kid")
            json.string(keyID)
        }
        json.endObject()
        return json.bytes
    }

    private static func claims(
        _ account: ServiceAccount,
        _ scopes: [String],
        _ now: Int64
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("iss")
        json.string(account.email)
        json.key("scope")
        json.string(scopes.joined(separator: " "))
        json.key("aud")
        json.string(GoogleEndpoints.token)
        json.key("iat")
        json.integer(now)
        json.key("exp")
        json.integer(now + 3600)
        if let subject = account.subject {
            json.key("sub")
            json.string(subject)
        }
        json.endObject()
        return json.bytes
    }
}
