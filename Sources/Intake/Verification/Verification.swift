package import CryptoBridge
package import TicksheetCore

/// How a source's requests prove where they come from.
package enum Verification: Sendable {
    /// Meta: `X-Hub-Signature-256` over the body, and the GET handshake with a verify token.
    case meta(appSecrets: [Secret], verifyToken: Secret?)
    /// MessageBird: `MessageBird-Signature-JWT`, or the older `MessageBird-Signature`.
    case messagebird(signingKeys: [Secret])
    /// Bird's webhook subscriptions: `MessageBird-Signature` over time, public address and body.
    case birdChannels(signingKeys: [Secret])
    /// Standard Webhooks: `webhook-signature` over id, time and body.
    case standardWebhooks(secrets: [Secret])
    /// Twilio: `X-Twilio-Signature` over the public address and the form.
    case twilio(authTokens: [Secret])
    /// Vonage: a JWT in `Authorization` with the body's digest.
    case vonage(signatureSecrets: [Secret])
    /// An HMAC over the body in a header field of any name.
    case hmac(HMACScheme, secrets: [Secret])
    /// `Authorization: Bearer`.
    case bearer(tokens: [Secret])
    /// `Authorization: Basic`.
    case basic(user: String, passwords: [Secret])
    /// A token that only the sender knows.
    case token(TokenPlace, tokens: [Secret])
    /// Nothing: whoever reaches the port is believed.
    case none

    /// How an HMAC is computed and written.
    package struct HMACScheme: Sendable, Equatable {
        /// How bytes are written as text.
        package enum Encoding: String, Sendable, CaseIterable {
            /// As hexadecimal digits.
            case hex
            /// As Base64.
            case base64
        }

        /// The header field's name.
        package let header: String
        /// The hash function.
        package let algorithm: DigestAlgorithm
        /// How the signature is written.
        package let encoding: Encoding
        /// What stands before it, such as `sha256=`; empty for nothing.
        package let prefix: String

        /// Creates a scheme.
        package init(
            header: String,
            algorithm: DigestAlgorithm,
            encoding: Encoding,
            prefix: String
        ) {
            self.header = header
            self.algorithm = algorithm
            self.encoding = encoding
            self.prefix = prefix
        }
    }

    /// Where a token stands.
    package enum TokenPlace: Sendable, Equatable {
        /// As the path's part behind the source's path.
        case path
        /// In the query, under a name.
        case query(String)
        /// In a header field of that name.
        case header(String)
    }
}
