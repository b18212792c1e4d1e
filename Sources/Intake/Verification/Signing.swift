import CryptoBridge
package import HTTPTypes
import JSONTree
import TicksheetCore
package import WallTime

extension Verification {
    /// Returns a request with the proof that its provider would put on it, by the first secret.
    ///
    /// For trying a source: `send`, the demo and tests.
    ///
    /// `publicURL`: What comes before the path in the address that the sender knows.
    package func signed(
        _ request: HTTPRequest,
        publicURL: String,
        now: Timestamp
    ) -> HTTPRequest {
        var request = request
        switch self {
        case .meta(let secrets, _):
            guard let secret = secrets.first else { return request }
            let signature = HMACKey(.sha256, secret: secret.bytes).sign(request.body)
            request.fields.append("X-Hub-Signature-256", "sha256=" + Hex.encoded(signature))
        case .messagebird(let keys):
            guard let key = keys.first else { return request }
            let url = publicURL + request.target
            request.fields.append(
                "MessageBird-Signature-JWT",
                WebhookToken.made(url: url, body: request.body, key: key, now: now)
            )
        case .hmac(let scheme, let secrets):
            guard let secret = secrets.first else { return request }
            let bytes = HMACKey(scheme.algorithm, secret: secret.bytes).sign(request.body)
            let text = scheme.encoding == .hex ? Hex.encoded(bytes) : Base64.encoded(bytes)
            request.fields.append(scheme.header, scheme.prefix + text)
        case .bearer(let tokens):
            guard let token = tokens.first else { return request }
            request.fields.append("Authorization", "Bearer " + token.text)
        case .basic(let user, let passwords):
            guard let password = passwords.first else { return request }
            let bytes = Array("\(user):".utf8) + password.bytes
            request.fields.append("Authorization", "Basic " + Base64.encoded(bytes))
        case .token(let place, let tokens):
            guard let token = tokens.first else { return request }
            switch place {
            case .path:
                request.target += "/" + QueryText.encoded(token.text)
            case .query(let name):
                let mark = request.target.contains("?") ? "&" : "?"
                request.target +=
                    mark + QueryText.encoded(name) + "=" + QueryText.encoded(token.text)
            case .header(let name):
                request.fields.append(name, token.text)
            }
        case .none:
            break
        }
        return request
    }
}

extension WebhookToken {
    /// Returns a token over an address and a body, valid for a minute.
    static func made(url: String, body: [UInt8], key: Secret, now: Timestamp) -> String {
        var claims = JSONWriter()
        claims.beginObject()
        claims.key("iss")
        claims.string("MessageBird")
        claims.key("nbf")
        claims.integer(now.seconds)
        claims.key("exp")
        claims.integer(now.seconds + 60)
        claims.key("jti")
        claims.string(Hex.encoded(RandomBytes.make(16)))
        claims.key("url_hash")
        claims.string(Hex.encoded(Digest.hash(.sha256, Array(url.utf8))))
        if !body.isEmpty {
            claims.key("payload_hash")
            claims.string(Hex.encoded(Digest.hash(.sha256, body)))
        }
        claims.endObject()
        let head = Base64.urlEncoded(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
        let signed = head + "." + Base64.urlEncoded(claims.bytes)
        let signature = HMACKey(.sha256, secret: key.bytes).sign(Array(signed.utf8))
        return signed + "." + Base64.urlEncoded(signature)
    }
}
