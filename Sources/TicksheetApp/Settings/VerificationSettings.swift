import CryptoBridge
import HTTPTypes
import Intake
import JSONTree
import TicksheetCore

/// How a source proves itself, as the settings say it: secrets named, not read.
struct VerificationSettings: Sendable {
    /// The words of `kind`.
    enum Kind: String, Sendable, CaseIterable {
        case meta
        case messagebird
        case birdChannels = "bird-channels"
        case standardWebhooks = "standard-webhooks"
        case twilio
        case vonage
        case hmac
        case bearer
        case basic
        case token
        case none

        /// Whether signatures cover the public address: without it they cannot be checked.
        var needsPublicURL: Bool { [.messagebird, .birdChannels, .twilio].contains(self) }
    }

    let kind: Kind
    var secrets: [SecretReference] = []
    var verifyToken: SecretReference?
    var scheme: Verification.HMACScheme?
    var user = ""
    var place = Verification.TokenPlace.path
    /// Whether everybody who reaches the server may be believed.
    var allowsUnverified = false

    /// Whether it may be served only where nobody but this machine reaches the server.
    var isOnlyForThisMachine: Bool { kind == .none && !allowsUnverified }

    /// All secrets it names.
    var allSecrets: [SecretReference] { secrets + (verifyToken.map { [$0] } ?? []) }

    /// Reads the secrets.
    func resolved() throws(FileProblems) -> Verification {
        var problems: [FileProblem] = []
        func read(_ reference: SecretReference) -> Secret? {
            do throws(FileProblem) {
                return try reference.resolved()
            } catch {
                problems.append(error)
                return nil
            }
        }
        let references = secrets
        let secrets = references.compactMap(read)
        if kind == .standardWebhooks, secrets.count == references.count {
            for (reference, secret) in zip(references, secrets)
            where StandardWebhookSignature.key(of: secret) == nil {
                problems.append(
                    reference.problem(
                        "names \(reference.shownPlace), which holds no secret of Standard Webhooks; "
                            + "expected \"whsec_\" and Base64, as the sender shows it"
                    )
                )
            }
        }
        let token = verifyToken.flatMap(read)
        guard problems.isEmpty else { throw FileProblems(problems) }
        switch kind {
        case .meta: return .meta(appSecrets: secrets, verifyToken: token)
        case .messagebird: return .messagebird(signingKeys: secrets)
        case .birdChannels: return .birdChannels(signingKeys: secrets)
        case .standardWebhooks: return .standardWebhooks(secrets: secrets)
        case .twilio: return .twilio(authTokens: secrets)
        case .vonage: return .vonage(signatureSecrets: secrets)
        case .hmac:
            guard let scheme else { return .hmac(Self.usual, secrets: secrets) }
            return .hmac(scheme, secrets: secrets)
        case .bearer: return .bearer(tokens: secrets)
        case .basic: return .basic(user: user, passwords: secrets)
        case .token: return .token(place, tokens: secrets)
        case .none: return .none
        }
    }

    private static let usual = Verification.HMACScheme(
        header: "X-Signature",
        algorithm: .sha256,
        encoding: .hex,
        prefix: ""
    )
}

/// Reads `verify` of a source.
struct VerificationReader {
    let reader: ConfigReader
    let folder: String
    /// Whether others than this machine reach the server.
    let isPublic: Bool
    /// Whether the settings say which address senders call.
    let hasPublicURL: Bool
    /// Whether a secret that cannot be read is a problem of the settings.
    let readsSecrets: Bool

    private static let keys: [VerificationSettings.Kind: [String]] = [
        .meta: ["appSecrets", "verifyToken"],
        .messagebird: ["signingKeys"],
        .birdChannels: ["signingKeys"],
        .standardWebhooks: ["secrets"],
        .twilio: ["authTokens"],
        .vonage: ["signatureSecrets"],
        .hmac: ["header", "algorithm", "encoding", "prefix", "secrets"],
        .bearer: ["tokens"],
        .basic: ["user", "passwords"],
        .token: ["in", "name", "tokens"],
        .none: ["allowUnverified"],
    ]

    /// Returns the settings; nil where the reader noted problems.
    func verification(_ node: JSONDocument.Node) -> VerificationSettings? {
        let all = ["kind"] + Set(Self.keys.values.flatMap { $0 }).sorted()
        guard reader.document.kind(node) == .object else {
            _ = reader.object(node, keys: all)
            return nil
        }
        let probe = ConfigObject(reader: reader, node: node)
        guard probe.required("kind", "how the sender proves itself, such as \"meta\"") != nil,
            let kind = probe.word("kind", as: VerificationSettings.Kind.self),
            let object = reader.object(node, keys: ["kind"] + (Self.keys[kind] ?? []))
        else { return nil }
        if kind.needsPublicURL, !hasPublicURL, let node = object["kind"] {
            reader.report(
                node,
                "is \"\(kind.rawValue)\", whose signatures cover the public address; set publicURL, "
                    + "beside listen, to the address that the provider calls, such as "
                    + "\"https://hooks.example.com\""
            )
        }
        var settings = VerificationSettings(kind: kind)
        switch kind {
        case .meta:
            settings.secrets = secrets("appSecrets", object)
            settings.verifyToken = object["verifyToken"]
                .flatMap { reader.secret($0, folder: folder) }
        case .messagebird, .birdChannels:
            settings.secrets = secrets("signingKeys", object)
        case .standardWebhooks:
            settings.secrets = secrets("secrets", object)
        case .twilio:
            settings.secrets = secrets("authTokens", object)
        case .vonage:
            settings.secrets = secrets("signatureSecrets", object)
        case .hmac:
            settings.secrets = secrets("secrets", object)
            settings.scheme = scheme(object)
        case .bearer:
            settings.secrets = secrets("tokens", object)
        case .basic:
            settings.user = object.requiredText("user", "the user's name") ?? ""
            settings.secrets = secrets("passwords", object)
        case .token:
            settings.secrets = secrets("tokens", object)
            settings.place = place(object) ?? .path
        case .none:
            settings.allowsUnverified = object.flag("allowUnverified") ?? false
            if isPublic, settings.isOnlyForThisMachine { reportNone(object) }
        }
        if readsSecrets { checkSecrets(settings) }
        return settings
    }

    private func checkSecrets(_ settings: VerificationSettings) {
        do throws(FileProblems) {
            _ = try settings.resolved()
        } catch {
            reader.include(error)
        }
    }

    private func secrets(_ key: String, _ object: ConfigObject) -> [SecretReference] {
        let expected = "a list of secrets such as [{ env: \"NAME\" }]"
        guard object.required(key, expected) != nil,
            let nodes = object.elements(key, expected, orOne: true)
        else { return [] }
        if nodes.isEmpty, let node = object[key] {
            reader.report(node, "is empty; expected \(expected)")
        }
        return nodes.compactMap { reader.secret($0, folder: folder) }
    }

    private func scheme(_ object: ConfigObject) -> Verification.HMACScheme? {
        let header = fieldName("header", "the name of the signature's header field", object)
        let algorithm = object.word("algorithm", as: BodyDigest.self) ?? .sha256
        let encoding =
            object.word("encoding", as: Verification.HMACScheme.Encoding.self) ?? .hex
        let prefix = object["prefix"].flatMap(prefix) ?? ""
        return header.map {
            Verification.HMACScheme(
                header: $0,
                algorithm: algorithm.algorithm,
                encoding: encoding,
                prefix: prefix
            )
        }
    }

    /// The words of `algorithm`.
    private enum BodyDigest: String, CaseIterable {
        case sha1, sha256, sha512

        var algorithm: DigestAlgorithm {
            switch self {
            case .sha1: .sha1
            case .sha256: .sha256
            case .sha512: .sha512
            }
        }
    }

    private func prefix(_ node: JSONDocument.Node) -> String? {
        if reader.document.kind(node) == .string { return reader.document.text(node) }
        reader.report(
            node,
            "is \(reader.shown(node)); expected the text in front of the signature, such as "
                + "\"sha256=\", or \"\" for none"
        )
        return nil
    }

    // Under another name no request can carry it, and every one would be refused.
    private func fieldName(
        _ key: String,
        _ expected: String,
        _ object: ConfigObject
    ) -> String? {
        guard let name = object.requiredText(key, expected), let node = object[key] else {
            return nil
        }
        if HTTPFields.isToken(name) { return name }
        reader.report(
            node,
            "is \(quoted(name)), which no header field can be named; expected letters, digits and "
                + "\"-\", such as \"X-Signature\""
        )
        return nil
    }

    private func place(_ object: ConfigObject) -> Verification.TokenPlace? {
        let words = ["path", "query", "header"]
        let word = object.text("in", "\"path\", \"query\" or \"header\"") ?? "path"
        switch word {
        case "path":
            return .path
        case "query":
            return .query(object.text("name", "the token's name in the query") ?? "token")
        case "header":
            return fieldName("name", "the name of the token's header field", object)
                .map { .header($0) }
        default:
            if let node = object["in"] {
                reader.report(
                    node,
                    "is \(quoted(word)); expected \(list(words.map { "\"\($0)\"" }))"
                )
            }
            return nil
        }
    }

    private func reportNone(_ object: ConfigObject) {
        reader.report(
            object.node,
            "believes everybody who reaches the server, which others than this machine do; expected "
                + "a kind that verifies, such as \"token\", or allowUnverified: true"
        )
    }
}
