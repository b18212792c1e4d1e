import CryptoBridge
import JSONTree
import TicksheetCore

/// A JWT with an HMAC as its signature: nothing in it is believed before that holds.
///
/// Source: RFC 7515 and 7519.
struct SignedToken: Sendable {
    /// What a token says, once its signature holds.
    struct Claims {
        private let document: JSONDocument

        fileprivate init(_ document: JSONDocument) { self.document = document }

        /// Returns a claim that is a text, or nil.
        func text(_ key: JSONKey) -> String? { SignedToken.text(key, document) }

        /// Whether a claim is there, whatever it is.
        func has(_ key: JSONKey) -> Bool { document.member(document.root, key) != nil }

        /// Returns a claim that is a number, or nil; a time may have a fraction.
        func number(_ key: JSONKey) -> Double? {
            document.member(document.root, key).flatMap(document.double)
        }
    }

    private let header: String
    private let keys: [String: [HMACKey]]
    private let expected: String

    /// Prepares the secrets for the algorithms that are taken, such as `HS256`.
    ///
    /// `header`: The header field that the token stands in, for messages.
    init(
        _ secrets: [Secret],
        algorithms: [(name: String, algorithm: DigestAlgorithm)],
        header: String
    ) {
        self.header = header
        var keys: [String: [HMACKey]] = [:]
        for (name, algorithm) in algorithms {
            keys[name] = secrets.filter { !$0.bytes.isEmpty }
                .map { HMACKey(algorithm, secret: $0.bytes) }
        }
        self.keys = keys
        expected = "a JWT signed with \(list(algorithms.map(\.name)))"
    }

    /// Returns what a token says, or why it is not believed.
    func claims(
        of token: Substring,
        remedy: String
    ) -> Result<Claims, VerificationFailure> {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Self.document(parts[0]),
            let claims = Self.document(parts[1]), let given = Base64.decoded(parts[2])
        else { return .failure(.malformed(header, expected: "a JWT")) }
        guard let name = Self.text("alg", head), let keys = keys[name] else {
            return .failure(.malformed(header, expected: expected))
        }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        // All secrets are tried, so that the time does not tell which one fits.
        var isFound = false
        for key in keys where Digest.isEqual(key.sign(signed), given) { isFound = true }
        return isFound ? .success(Claims(claims)) : .failure(.mismatch(header, remedy))
    }

    /// Returns a token with these claims, signed with HS256.
    static func made(_ claims: [UInt8], key: Secret) -> String {
        let head = Base64.urlEncoded(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
        let signed = head + "." + Base64.urlEncoded(claims)
        let signature = HMACKey(.sha256, secret: key.bytes).sign(Array(signed.utf8))
        return signed + "." + Base64.urlEncoded(signature)
    }

    private static func document(_ part: Substring) -> JSONDocument? {
        Base64.decoded(part).flatMap { try? JSONDocument.parse($0) }
    }

    private static func text(_ key: JSONKey, _ document: JSONDocument) -> String? {
        guard let node = document.member(document.root, key), document.kind(node) == .string else {
            return nil
        }
        return document.text(node)
    }
}
