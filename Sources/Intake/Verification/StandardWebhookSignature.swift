import CryptoBridge
import HTTPTypes
package import TicksheetCore
import WallTime

/// Signatures by Standard Webhooks: an HMAC over id, time and body.
///
/// A field may hold several signatures, one for each secret while it is being replaced. A time more
/// than five minutes from this machine's is refused. Source: <https://www.standardwebhooks.com>
package struct StandardWebhookSignature: Sendable {
    private static let remedy =
        "Compare secrets in the settings with the endpoint's signing secret (whsec_…)"
    private static let tolerance: Int64 = 300

    private let keys: [HMACKey]

    init(_ secrets: [Secret]) {
        keys = secrets.compactMap { Self.key(of: $0) }.map { HMACKey(.sha256, secret: $0) }
    }

    /// Returns the key's bytes: what stands in Base64 behind `whsec_`; nil where a secret is none.
    package static func key(of secret: Secret) -> [UInt8]? {
        let text = secret.text
        let bytes = Base64.decoded(text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text)
        return bytes.flatMap { $0.isEmpty ? nil : $0 }
    }

    func check(_ request: HTTPRequest, _ context: Verifier.Context) -> VerificationFailure? {
        guard let id = request.fields["webhook-id"], !id.isEmpty else {
            return .missing("webhook-id", Self.remedy)
        }
        guard let time = request.fields["webhook-timestamp"], !time.isEmpty else {
            return .missing("webhook-timestamp", Self.remedy)
        }
        guard let field = request.fields["webhook-signature"] else {
            return .missing("webhook-signature", Self.remedy)
        }
        guard time.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(time) else {
            return .malformed("webhook-timestamp", expected: "seconds since 1970")
        }
        let given = Self.signatures(in: field)
        guard !given.isEmpty else {
            return .malformed(
                "webhook-signature",
                expected: "\"v1,\" and 32 bytes as Base64, or several with blanks between"
            )
        }
        let signed = Array("\(id).\(time).".utf8)
        var isFound = false
        for key in keys {
            let wanted = key.sign(signed, request.body)
            for signature in given where Digest.isEqual(wanted, signature) { isFound = true }
        }
        guard isFound else { return .mismatch("webhook-signature", Self.remedy) }
        let difference = seconds.subtractingReportingOverflow(context.now.seconds)
        guard !difference.overflow, difference.partialValue.magnitude <= Self.tolerance else {
            return VerificationFailure(
                reason: "webhook-timestamp is more than 5 minutes from this machine's time",
                remedy: "Set this machine's clock (timedatectl); the sender repeats the delivery "
                    + "with a time of its own"
            )
        }
        return nil
    }

    /// Returns the signature as the header field has it; nil for a secret that is none.
    static func made(id: String, time: String, body: [UInt8], secret: Secret) -> String? {
        key(of: secret).map { key in
            let signature = HMACKey(.sha256, secret: key)
                .sign(Array("\(id).\(time).".utf8), body)
            return "v1," + Base64.encoded(signature)
        }
    }

    // Signatures of another version, such as v1a with a public key, are passed over.
    private static func signatures(in field: String) -> [[UInt8]] {
        field.split(separator: " ").compactMap { part in
            guard part.hasPrefix("v1,"), let bytes = Base64.decoded(part.dropFirst(3)),
                bytes.count == 32
            else { return nil }
            return bytes
        }
    }
}
