import CryptoBridge
package import HTTPTypes
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
        case .birdChannels(let keys):
            guard let key = keys.first else { return request }
            let time = String(now.seconds)
            request.fields.append(
                "MessageBird-Signature",
                BirdChannelsSignature.made(
                    time,
                    url: publicURL + request.target,
                    body: request.body,
                    key: key
                )
            )
            request.fields.append("MessageBird-Request-Timestamp", time)
        case .standardWebhooks(let secrets):
            let id = "msg_" + Hex.encoded(RandomBytes.make(12))
            let time = String(now.seconds)
            guard let secret = secrets.first,
                let signature = StandardWebhookSignature.made(
                    id: id,
                    time: time,
                    body: request.body,
                    secret: secret
                )
            else { return request }
            request.fields.append("webhook-id", id)
            request.fields.append("webhook-timestamp", time)
            request.fields.append("webhook-signature", signature)
        case .twilio(let tokens):
            guard let token = tokens.first else { return request }
            if !TwilioSignature.isForm(request), !request.body.isEmpty {
                let mark = request.target.contains("?") ? "&" : "?"
                let digest = Hex.encoded(Digest.hash(.sha256, request.body))
                request.target += "\(mark)bodySHA256=\(digest)"
            }
            let url = publicURL + request.target
            request.fields.append(
                "X-Twilio-Signature",
                TwilioSignature.made(url: url, request, key: token)
            )
        case .vonage(let secrets):
            guard let secret = secrets.first else { return request }
            request.fields.append(
                "Authorization",
                VonageSignature.made(body: request.body, key: secret, now: now)
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
            if case .header(let name) = place { request.fields.append(name, token.text) }
            request.target = place.target(request.target, with: percentEncoded(token.text))
        case .none:
            break
        }
        return request
    }
}

extension Verification.TokenPlace {
    /// Returns a request target with a token in its place; as it is where that is a header field.
    ///
    /// `token`: As it stands in an address: percent-encoded.
    package func target(_ target: String, with token: String) -> String {
        let path = target.prefix { $0 != "?" }
        switch self {
        case .path:
            return "\(path)/\(token)\(target.dropFirst(path.count))"
        case .query(let name):
            let mark = path.count < target.count ? "&" : "?"
            return "\(target)\(mark)\(percentEncoded(name))=\(token)"
        case .header:
            return target
        }
    }
}
