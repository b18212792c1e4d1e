import CryptoBridge
import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

/// Vonage's JWT over a body: `Authorization: Bearer` with HS256, the body's SHA-256 in `payload_hash`.
///
/// Where it says until or from when it is valid, that holds with one second of grace.
struct VonageSignature: Sendable {
    private static let remedy =
        "Compare signatureSecrets in the settings with the signature secret in the Vonage dashboard"

    private let token: SignedToken

    init(_ secrets: [Secret]) {
        token = SignedToken(
            secrets,
            algorithms: [("HS256", .sha256)],
            header: "Authorization"
        )
    }

    func check(_ request: HTTPRequest, _ context: Verifier.Context) -> VerificationFailure? {
        guard let field = request.fields["authorization"] else {
            return .missing("Authorization", Self.remedy)
        }
        guard field.lowercased().hasPrefix("bearer ") else {
            return .malformed("Authorization", expected: "\"Bearer\" and a JWT")
        }
        switch token.claims(of: field.dropFirst(7), remedy: Self.remedy) {
        case .failure(let failure): return failure
        case .success(let claims): return claimFailure(claims, request, context)
        }
    }

    private func claimFailure(
        _ claims: SignedToken.Claims,
        _ request: HTTPRequest,
        _ context: Verifier.Context
    ) -> VerificationFailure? {
        // A time that cannot be read limits nothing: a token that never ends.
        for claim in ["nbf", "exp"] where claims.has(JSONKey(claim)) {
            guard claims.number(JSONKey(claim)) != nil else {
                return VerificationFailure(
                    reason: "the JWT has no time in its claim \"\(claim)\"",
                    remedy: "Is it Vonage that sends? A JWT's times are numbers, in Unix seconds"
                )
            }
        }
        let clock = "Set this machine's clock (timedatectl); Vonage repeats the delivery"
        if let begin = claims.number("nbf"), begin > Double(context.now.seconds) + 1 {
            return VerificationFailure(reason: "the JWT is not valid yet", remedy: clock)
        }
        if let end = claims.number("exp"), end < Double(context.now.seconds) - 1 {
            return VerificationFailure(reason: "the JWT has expired", remedy: clock)
        }
        guard let given = claims.text("payload_hash") else {
            return VerificationFailure(
                reason: "the JWT has no payload_hash",
                remedy:
                    "Let Vonage sign webhooks of the Messages API: the token of another product "
                    + "does not cover the body"
            )
        }
        guard given.lowercased() == Hex.encoded(Digest.hash(.sha256, request.body)) else {
            return VerificationFailure(
                reason: "the body is not the one that was signed",
                remedy: "Look at the proxy"
            )
        }
        return nil
    }

    /// Returns the header field's value.
    static func made(body: [UInt8], key: Secret, now: Timestamp) -> String {
        var claims = JSONWriter()
        claims.beginObject()
        claims.key("iss")
        claims.string("Vonage")
        claims.key("iat")
        claims.integer(now.seconds)
        claims.key("jti")
        claims.string(Hex.encoded(RandomBytes.make(16)))
        claims.key("payload_hash")
        claims.string(Hex.encoded(Digest.hash(.sha256, body)))
        claims.endObject()
        return "Bearer " + SignedToken.made(claims.bytes, key: key)
    }
}
