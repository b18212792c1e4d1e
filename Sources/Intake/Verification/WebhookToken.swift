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
    private static let algorithms: [String: DigestAlgorithm] = [
        "HS256": .sha256, "HS384": .sha384, "HS512": .sha512,
    ]
    private static let header = "MessageBird-Signature-JWT"

    private let keys: [DigestAlgorithm: [HMACKey]]

    init(_ secrets: [Secret]) {
        var keys: [DigestAlgorithm: [HMACKey]] = [:]
        for algorithm in Self.algorithms.values {
            keys[algorithm] = secrets.map { HMACKey(algorithm, secret: $0.bytes) }
        }
        self.keys = keys
    }

    func check(
        _ token: String,
        _ request: HTTPRequest,
        _ context: Verifier.Context,
        remedy: String
    ) -> VerificationFailure? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = document(parts[0]), let claims = document(parts[1]),
            let given = Base64.decoded(parts[2])
        else { return .malformed(Self.header, expected: "a JWT") }
        guard let name = text("alg", head), let algorithm = Self.algorithms[name] else {
            return .malformed(Self.header, expected: "a JWT signed with HS256, HS384 or HS512")
        }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        var isFound = false
        for key in keys[algorithm] ?? [] where Digest.isEqual(key.sign(signed), given) {
            isFound = true
        }
        guard isFound else { return .mismatch(Self.header, remedy) }
        return claimFailure(claims, request, context)
    }

    private func claimFailure(
        _ claims: JSONDocument,
        _ request: HTTPRequest,
        _ context: Verifier.Context
    ) -> VerificationFailure? {
        guard text("iss", claims) == "MessageBird" else {
            return failure("the JWT was not issued by MessageBird", "Is it MessageBird that sends?")
        }
        let clock = "Set this machine's clock (timedatectl); MessageBird repeats the delivery"
        guard let begin = number("nbf", claims), begin <= context.now.seconds + 1 else {
            return failure("the JWT is not valid yet", clock)
        }
        guard let end = number("exp", claims), end >= context.now.seconds - 1 else {
            return failure("the JWT has expired", clock)
        }
        guard let publicURL = context.publicURL else {
            return failure(
                "the JWT covers the public address and publicURL is not set",
                "Set publicURL in the settings to the address that MessageBird calls"
            )
        }
        let url = Hex.encoded(Digest.hash(.sha256, Array((publicURL + request.target).utf8)))
        guard text("url_hash", claims) == url else {
            return failure(
                "the JWT is for another address",
                "Compare publicURL in the settings with the address that MessageBird calls"
            )
        }
        let body = text("payload_hash", claims)
        if request.body.isEmpty {
            return body == nil ? nil : failure("the body was lost on the way", "Look at the proxy")
        }
        guard body == Hex.encoded(Digest.hash(.sha256, request.body)) else {
            return failure("the body is not the one that was signed", "Look at the proxy")
        }
        return nil
    }

    private func failure(_ reason: String, _ remedy: String) -> VerificationFailure {
        VerificationFailure(reason: reason, remedy: remedy)
    }

    private func document(_ part: Substring) -> JSONDocument? {
        Base64.decoded(part).flatMap { try? JSONDocument.parse($0) }
    }

    private func text(_ key: JSONKey, _ document: JSONDocument) -> String? {
        guard let node = document.member(document.root, key), document.kind(node) == .string else {
            return nil
        }
        return document.text(node)
    }

    private func number(_ key: JSONKey, _ document: JSONDocument) -> Int64? {
        document.member(document.root, key).flatMap(document.integer)
    }
}
