import CryptoBridge
package import HTTPTypes
import TicksheetCore
package import WallTime

/// Checks requests against a source's secrets: over the raw bytes, in constant time, closed on any
/// doubt.
///
/// Prepared once, used by any number of threads.
package struct Verifier: Sendable {
    /// The source's path, without a token.
    let path: String
    let publicURL: String?
    private let check: @Sendable (HTTPRequest, Context) -> VerificationFailure?

    /// What a check may need beside the request.
    struct Context: Sendable {
        let path: String
        let publicURL: String?
        let now: Timestamp
    }

    /// Prepares the secrets.
    ///
    /// `path`: The source's path.
    ///
    /// `publicURL`: What comes before the path in the address that the sender knows.
    package init(_ verification: Verification, path: String, publicURL: String?) {
        self.path = path
        self.publicURL = publicURL
        switch verification {
        case .meta(let secrets, _):
            let scheme = Verification.HMACScheme(
                header: "X-Hub-Signature-256",
                algorithm: .sha256,
                encoding: .hex,
                prefix: "sha256="
            )
            let verifier = BodySignature(
                scheme,
                secrets: secrets,
                remedy: "Compare appSecrets in the settings with the app's secret under "
                    + "App settings > Basic at developers.facebook.com"
            )
            check = { request, _ in verifier.check(request) }
        case .messagebird(let keys):
            let verifier = MessageBirdSignature(keys)
            check = { request, context in verifier.check(request, context) }
        case .birdChannels(let keys):
            let verifier = BirdChannelsSignature(keys)
            check = { request, context in verifier.check(request, context) }
        case .standardWebhooks(let secrets):
            let verifier = StandardWebhookSignature(secrets)
            check = { request, context in verifier.check(request, context) }
        case .twilio(let tokens):
            let verifier = TwilioSignature(tokens)
            check = { request, context in verifier.check(request, context) }
        case .vonage(let secrets):
            let verifier = VonageSignature(secrets)
            check = { request, context in verifier.check(request, context) }
        case .hmac(let scheme, let secrets):
            let verifier = BodySignature(
                scheme,
                secrets: secrets,
                remedy: "Compare secrets in the settings with the sender's"
            )
            check = { request, _ in verifier.check(request) }
        case .bearer(let tokens):
            check = { request, _ in Self.checkBearer(request, tokens) }
        case .basic(let user, let passwords):
            let accepted = passwords.filter { !$0.bytes.isEmpty }
                .map { Array(user.utf8) + [UInt8(ascii: ":")] + $0.bytes }
            check = { request, _ in Self.checkBasic(request, accepted) }
        case .token(let place, let tokens):
            check = { request, context in
                Self.checkToken(request, place, tokens, path: context.path)
            }
        case .none:
            check = { _, _ in nil }
        }
    }

    /// Returns nil for a request that is believed, else why it is not.
    @inline(never)
    package func failure(of request: HTTPRequest, now: Timestamp) -> VerificationFailure? {
        // A function of its own in the program, too: a check counts its instructions.
        check(request, Context(path: path, publicURL: publicURL, now: now))
    }

    // MARK: Tokens

    private static func checkBearer(
        _ request: HTTPRequest,
        _ tokens: [Secret]
    ) -> VerificationFailure? {
        let remedy = "Let the sender put a token of the settings behind \"Bearer\""
        guard let field = request.fields["authorization"] else {
            return .missing("Authorization", remedy)
        }
        guard field.lowercased().hasPrefix("bearer ") else {
            return .malformed("Authorization", expected: "\"Bearer\" and a token")
        }
        let given = Array(field.dropFirst(7).utf8)
        return matches(given, tokens.map(\.bytes)) ? nil : .mismatch("the bearer token", remedy)
    }

    private static func checkBasic(
        _ request: HTTPRequest,
        _ accepted: [[UInt8]]
    ) -> VerificationFailure? {
        let remedy = "Compare user and passwords in the settings with the sender's"
        guard let field = request.fields["authorization"] else {
            return .missing("Authorization", remedy)
        }
        guard field.lowercased().hasPrefix("basic "),
            let given = Base64.decoded(field.dropFirst(6))
        else {
            return .malformed("Authorization", expected: "\"Basic\" and Base64 of user:password")
        }
        return matches(given, accepted) ? nil : .mismatch("the user or password", remedy)
    }

    private static func checkToken(
        _ request: HTTPRequest,
        _ place: Verification.TokenPlace,
        _ tokens: [Secret],
        path: String
    ) -> VerificationFailure? {
        let remedy = "Use the callback URL that serve prints, with the token of the settings"
        let given: String?
        let name: String
        switch place {
        case .path:
            name = "the token in the path"
            let rest = request.path.utf8.dropFirst(path.utf8.count)
            given = rest.first == UInt8(ascii: "/") ? percentDecoded(rest.dropFirst()) : nil
        case .query(let key):
            name = "the token in the query"
            given = FormFields(request.query.utf8)[key]
        case .header(let key):
            name = "the token in the header field \(key)"
            given = request.fields.first(named: key)
        }
        guard let given, !given.isEmpty else {
            return VerificationFailure(reason: "\(name) is missing", remedy: remedy)
        }
        return matches(Array(given.utf8), tokens.map(\.bytes)) ? nil : .mismatch(name, remedy)
    }

    /// Compares a text with a secret in constant time.
    @inline(never)
    static func isEqual(_ given: String, _ secret: Secret) -> Bool {
        // Counted as well.
        matches(Array(given.utf8), [secret.bytes])
    }

    // Hashes have one length, so the time tells nothing of a secret's.
    private static func matches(_ given: [UInt8], _ accepted: [[UInt8]]) -> Bool {
        let digest = Digest.hash(.sha256, given)
        var isFound = false
        for secret in accepted
        where Digest.isEqual(digest, Digest.hash(.sha256, secret)) && !secret.isEmpty {
            isFound = true
        }
        return isFound
    }
}
