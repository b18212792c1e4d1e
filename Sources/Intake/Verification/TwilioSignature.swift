import CryptoBridge
import HTTPTypes
import TicksheetCore

/// Twilio's signature: an HMAC-SHA1 over the public address and what a form holds, sorted.
///
/// Of a body that is no form the address carries the digest, as `bodySHA256`. Twilio signs the address
/// with its port or without, so both are tried.
/// Source: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>
struct TwilioSignature: Sendable {
    private static let remedy =
        "Compare authTokens in the settings with the auth token in the Twilio console, and publicURL "
        + "with the address that Twilio calls"

    private let keys: [HMACKey]

    init(_ secrets: [Secret]) {
        keys = secrets.filter { !$0.bytes.isEmpty }.map { HMACKey(.sha1, secret: $0.bytes) }
    }

    func check(_ request: HTTPRequest, _ context: Verifier.Context) -> VerificationFailure? {
        guard let field = request.fields["x-twilio-signature"] else {
            return .missing("X-Twilio-Signature", Self.remedy)
        }
        guard let given = Base64.decoded(field), given.count == 20 else {
            return .malformed("X-Twilio-Signature", expected: "20 bytes as Base64")
        }
        guard let publicURL = context.publicURL else { return .noPublicURL("Twilio") }
        let parameters = Self.isForm(request) ? Self.sorted(request.body) : []
        var isFound = false
        for base in Self.variants(of: publicURL) {
            let url = Array((base + request.target).utf8)
            for key in keys where Digest.isEqual(key.sign(url, parameters), given) {
                isFound = true
            }
        }
        guard isFound else { return .mismatch("X-Twilio-Signature", Self.remedy) }
        return Self.isForm(request) ? nil : bodyFailure(request)
    }

    // The signature covers the address only: the address must tell which body belongs to it.
    private func bodyFailure(_ request: HTTPRequest) -> VerificationFailure? {
        guard let given = FormFields(request.query.utf8)["bodySHA256"] else {
            return request.body.isEmpty
                ? nil
                : VerificationFailure(
                    reason: "the body is no form and the query has no bodySHA256",
                    remedy:
                        "Is it Twilio that sends here, and nothing between that changes the query?"
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

    /// Returns the signature as the header field has it.
    static func made(url: String, _ request: HTTPRequest, key: Secret) -> String {
        let parameters = isForm(request) ? sorted(request.body) : []
        let key = HMACKey(.sha1, secret: key.bytes)
        return Base64.encoded(key.sign(Array(url.utf8), parameters))
    }

    static func isForm(_ request: HTTPRequest) -> Bool {
        let type = request.fields["content-type"] ?? ""
        return type.lowercased().hasPrefix("application/x-www-form-urlencoded")
            && !request.body.isEmpty
    }

    /// Names and values of a form, one behind the other: sorted, each pair once.
    private static func sorted(_ body: [UInt8]) -> [UInt8] {
        var names: [String: Set<String>] = [:]
        for pair in FormFields(body).pairs { names[pair.name, default: []].insert(pair.value) }
        var result: [UInt8] = []
        for name in inOrder(names.keys) {
            for value in inOrder(names[name] ?? []) {
                result += name.utf8
                result += value.utf8
            }
        }
        return result
    }

    private static func inOrder(_ texts: some Collection<String>) -> [String] {
        texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The address as the settings have it, without its port, and with the one that it implies.
    private static func variants(of publicURL: String) -> Set<String> {
        guard let mark = publicURL.firstIndex(of: ":") else { return [publicURL] }
        let scheme = publicURL[..<mark]
        let rest = publicURL[mark...].dropFirst(3)
        let host = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(host.count)
        // The colons of an address in brackets are no port's.
        let name = host.lastIndex(of: "]").map { host[...$0] } ?? host.prefix { $0 != ":" }
        let port = name.endIndex == host.endIndex ? (scheme == "https" ? ":443" : ":80") : ""
        return [publicURL, "\(scheme)://\(name)\(path)", "\(scheme)://\(host)\(port)\(path)"]
    }
}
