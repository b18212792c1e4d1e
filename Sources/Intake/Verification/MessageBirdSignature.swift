import CryptoBridge
import HTTPTypes
import TicksheetCore

/// MessageBird's two schemes: a JWT over address and body, and the older HMAC over time, query and
/// body.
///
/// The older one has no limit in time: MessageBird repeats deliveries with their first time, and
/// copies are recognised by the event's id.
struct MessageBirdSignature: Sendable {
    private static let remedy =
        "Compare signingKeys in the settings with the signing key in the MessageBird dashboard"

    private let jwt: WebhookToken
    private let keys: [HMACKey]

    init(_ secrets: [Secret]) {
        let secrets = secrets.filter { !$0.bytes.isEmpty }
        jwt = WebhookToken(secrets)
        keys = secrets.map { HMACKey(.sha256, secret: $0.bytes) }
    }

    func check(_ request: HTTPRequest, _ context: Verifier.Context) -> VerificationFailure? {
        if let token = request.fields["messagebird-signature-jwt"] {
            return jwt.check(token, request, context, remedy: Self.remedy)
        }
        guard let field = request.fields["messagebird-signature"] else {
            return .missing("MessageBird-Signature-JWT", Self.remedy)
        }
        guard let given = Base64.decoded(field), given.count == 32 else {
            return .malformed("MessageBird-Signature", expected: "32 bytes as Base64")
        }
        guard let time = request.fields["messagebird-request-timestamp"], !time.isEmpty else {
            return .missing("MessageBird-Request-Timestamp", Self.remedy)
        }
        let digest = Digest.hash(.sha256, request.body)
        var isFound = false
        for query in queries(of: request) {
            let head = Array("\(time)\n\(query)\n".utf8)
            for key in keys where Digest.isEqual(key.sign(head, digest), given) { isFound = true }
        }
        return isFound ? nil : .mismatch("MessageBird-Signature", Self.remedy)
    }

    /// The query sorted by name: as it was sent, and as an encoder would write it anew.
    private func queries(of request: HTTPRequest) -> Set<String> {
        guard !request.query.isEmpty else { return [""] }
        let raw = request.query.parts(at: "&").filter { !$0.isEmpty }.map { pair in
            (name: String(pair.parts(at: "=")[0]), text: String(pair))
        }
        let sorted = sortedByName(raw).map(\.text).joined(separator: "&")
        let decoded = FormFields(request.query.utf8).pairs.map { pair in
            (
                name: pair.name,
                text: "\(QueryText.encoded(pair.name))=\(QueryText.encoded(pair.value))"
            )
        }
        return [sorted, sortedByName(decoded).map(\.text).joined(separator: "&")]
    }

    private func sortedByName(
        _ pairs: [(name: String, text: String)]
    ) -> [(name: String, text: String)] {
        pairs.enumerated()
            .sorted { left, right in
                left.element.name == right.element.name
                    ? left.offset < right.offset
                    : left.element.name.utf8.lexicographicallyPrecedes(right.element.name.utf8)
            }
            .map(\.element)
    }
}
