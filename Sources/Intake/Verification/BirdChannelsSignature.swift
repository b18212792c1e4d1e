import CryptoBridge
import HTTPTypes
import TicksheetCore

/// Bird's signature of webhook subscriptions: an HMAC over time, public address and body.
///
/// The header fields have the names of MessageBird's older scheme, and between time and body stands
/// the whole address instead of the sorted query. There is no limit in time: Bird repeats a delivery
/// for about a day with its first time, and copies are recognised by the event's id.
/// Source: <https://docs.bird.com/api/notifications-api/api-reference/webhooks/verifying-a-webhook>
struct BirdChannelsSignature: Sendable {
    private static let remedy =
        "Compare signingKeys in the settings with the signingKey of the webhook subscription, and "
        + "publicURL with the address that it calls"

    private let keys: [HMACKey]

    init(_ secrets: [Secret]) {
        keys = secrets.filter { !$0.bytes.isEmpty }.map { HMACKey(.sha256, secret: $0.bytes) }
    }

    func check(_ request: HTTPRequest, _ context: Verifier.Context) -> VerificationFailure? {
        guard let field = request.fields["messagebird-signature"] else {
            return .missing("MessageBird-Signature", Self.remedy)
        }
        guard let given = Base64.decoded(field), given.count == 32 else {
            return .malformed("MessageBird-Signature", expected: "32 bytes as Base64")
        }
        guard let time = request.fields["messagebird-request-timestamp"], !time.isEmpty else {
            return .missing("MessageBird-Request-Timestamp", Self.remedy)
        }
        guard let publicURL = context.publicURL else { return .noPublicURL("Bird") }
        let signed = Self.signed(time, url: publicURL + request.target)
        let digest = Digest.hash(.sha256, request.body)
        var isFound = false
        for key in keys where Digest.isEqual(key.sign(signed, digest), given) { isFound = true }
        return isFound ? nil : .mismatch("MessageBird-Signature", Self.remedy)
    }

    /// Returns the signature as the header field has it.
    static func made(_ time: String, url: String, body: [UInt8], key: Secret) -> String {
        let key = HMACKey(.sha256, secret: key.bytes)
        return Base64.encoded(key.sign(signed(time, url: url), Digest.hash(.sha256, body)))
    }

    // What stands before the body's digest, which goes in as bytes, not as text.
    private static func signed(_ time: String, url: String) -> [UInt8] {
        Array("\(time)\n\(url)\n".utf8)
    }
}
