import CryptoBridge
import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

/// A JWT over a request's address and body, as MessageBird signs webhooks: HS256, HS384 or HS512.
///
/// Claims: `iss` MessageBird, `nbf` and `exp` with one second of grace, `url_hash` the SHA-256 of the
/// whole public address, `payload_hash` that of the body, there if and only if the body is not empty.
/// Source: RFC 7519 and MessageBird's SDKs.
struct WebhookToken: Sendable {
    private let token: SignedToken

    init(_ secrets: [Secret]) {
        token = SignedToken(
            secrets,
            algorithms: [("HS256", .sha256), ("HS384", .sha384), ("HS512", .sha512)],
            header: "MessageBird-Signature-JWT"
        )
    }

    func check(
        _ token: String,
        _ request: HTTPRequest,
        _ context: Verifier.Context,
        remedy: String
    ) -> VerificationFailure? {
        switch self.token.claims(of: token[...], remedy: remedy) {
        case .success(let claims): claimFailure(claims, request, context)
        case .failure(let failure): failure
        }
    }

    private func claimFailure(
        _ claims: SignedToken.Claims,
        _ request: HTTPRequest,
        _ context: Verifier.Context
    ) -> VerificationFailure? {
        guard claims.text("iss") == "MessageBird" else {
            return failure("the JWT was not issued by MessageBird", "Is it MessageBird that sends?")
        }
        let clock = "Set this machine's clock (timedatectl); MessageBird repeats the delivery"
        let now = Double(context.now.seconds)
        guard let begin = claims.number("nbf") else { return missing("nbf") }
        guard begin <= now + 1 else { return failure("the JWT is not valid yet", clock) }
        guard let end = claims.number("exp") else { return missing("exp") }
        guard end >= now - 1 else { return failure("the JWT has expired", clock) }
        guard let publicURL = context.publicURL else {
            return failure(
                "the JWT covers the public address and publicURL is not set",
                "Set publicURL in the settings to the address that MessageBird calls"
            )
        }
        let url = Hex.encoded(Digest.hash(.sha256, Array((publicURL + request.target).utf8)))
        guard claims.text("url_hash") == url else {
            return failure(
                "the JWT is for another address",
                "Compare publicURL in the settings with the address that MessageBird calls"
            )
        }
        let body = claims.text("payload_hash")
        if request.body.isEmpty {
            return body == nil ? nil : failure("the body was lost on the way", "Look at the proxy")
        }
        guard body == Hex.encoded(Digest.hash(.sha256, request.body)) else {
            return failure("the body is not the one that was signed", "Look at the proxy")
        }
        return nil
    }

    private func missing(_ claim: String) -> VerificationFailure {
        failure(
            "the JWT has no time in its claim \"\(claim)\"",
            "Is it MessageBird that sends? Its JWTs have \"nbf\" and \"exp\", in Unix seconds"
        )
    }

    private func failure(_ reason: String, _ remedy: String) -> VerificationFailure {
        VerificationFailure(reason: reason, remedy: remedy)
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
        return SignedToken.made(claims.bytes, key: key)
    }
}
