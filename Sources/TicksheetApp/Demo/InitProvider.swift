import CryptoBridge

/// What `init` writes for one shipped source beside what it writes for all.
struct InitProvider {
    /// How the sender proves itself, as settings say it.
    enum Proof {
        /// A token in the callback URL: for those who sign nothing.
        case token
        /// An HMAC in a header field of the sender's choice.
        case hmac(header: String, encoding: String, prefix: String)
        case meta
        case messagebird
        case birdChannels
        case standardWebhooks
        case twilio
        case vonage
        /// A user and a password.
        case basic
    }

    /// The shipped mapping.
    let mapping: String
    /// The source's name in the settings, and what its secrets' files begin with.
    let source: String
    /// The mapping's stable word: whose bodies the samples are.
    let word: String
    let proof: Proof
    /// Where the provider shows or asks for the secret, for the settings' comment.
    let place: String

    private static let all = [
        InitProvider(
            "meta-cloud-api",
            source: "meta",
            .meta,
            "App settings > Basic > App secret. Several while you change it."
        ),
        InitProvider(
            "bird-flows",
            source: "bird",
            word: "messagebird",
            .token,
            "A flow does not sign its reports: the token is a part of the callback URL."
        ),
        InitProvider(
            "messagebird-conversations",
            source: "messagebird",
            .messagebird,
            "Developer settings > API settings > Signing key."
        ),
        InitProvider(
            "bird-channels",
            .birdChannels,
            "The signingKey that you give when you create the webhook subscription."
        ),
        InitProvider(
            "bird-platform",
            .standardWebhooks,
            "The endpoint's signing secret, whsec_…; two while you rotate it."
        ),
        InitProvider(
            "360dialog",
            word: "meta",
            .token,
            "360dialog does not sign what it sends: the token is a part of the webhook's URL."
        ),
        InitProvider(
            "gupshup",
            .token,
            "Gupshup does not sign what it sends: the token is a part of the callback URL."
        ),
        InitProvider(
            "infobip",
            .basic,
            "Infobip does not sign what it sends: enter user and password with the callback URL."
        ),
        InitProvider("twilio", .twilio, "Console > Account > API keys & tokens > Auth token."),
        InitProvider("vonage", .vonage, "Dashboard > API settings > Signature secret."),
        InitProvider(
            "turn-io",
            .hmac(header: "X-Turn-Hook-Signature", encoding: "base64", prefix: ""),
            "The HMAC secret of the webhook, which is subscribed to \"whatsapp\" alone."
        ),
    ]

    private static let custom = InitProvider(
        "custom",
        .hmac(header: "X-Signature", encoding: "hex", prefix: "sha256="),
        "An HMAC over the raw body in a header field. Others: bearer, basic, token."
    )

    /// Returns what belongs to a shipped mapping.
    static func of(_ mapping: String) -> InitProvider {
        all.first { $0.mapping == mapping } ?? custom
    }

    private init(
        _ mapping: String,
        source: String? = nil,
        word: String? = nil,
        _ proof: Proof,
        _ place: String
    ) {
        self.mapping = mapping
        self.source = source ?? mapping
        self.word = word ?? self.source
        self.proof = proof
        self.place = place
    }

    /// How bodies of it are named when they are saved.
    var ending: String { mapping == "twilio" ? "form" : "json" }

    /// Whether its signatures cover the public address.
    var signsAddress: Bool {
        switch proof {
        case .messagebird, .birdChannels, .twilio: true
        case .token, .hmac, .meta, .standardWebhooks, .vonage, .basic: false
        }
    }

    /// Returns a secret to begin with.
    func madeUpSecret() -> String {
        switch proof {
        case .standardWebhooks: "whsec_" + Base64.encoded(RandomBytes.make(24))
        default: Hex.encoded(RandomBytes.make(16))
        }
    }

    /// The files in `secrets/`.
    var secretNames: [String] {
        switch proof {
        case .token: ["\(source)-token"]
        case .hmac: ["\(source)-secret"]
        case .meta: ["\(source)-app-secret", "\(source)-verify-token"]
        case .messagebird, .birdChannels: ["\(source)-signing-key"]
        case .standardWebhooks: ["\(source)-signing-secret"]
        case .twilio: ["\(source)-auth-token"]
        case .vonage: ["\(source)-signature-secret"]
        case .basic: ["\(source)-password"]
        }
    }

    /// The lines of `verify`, with the comment above them.
    var verify: String {
        switch proof {
        case .meta:
            """
                  verify: {
                    kind: "meta",
                    // \(place)
                    appSecrets: [{ file: "secrets/\(source)-app-secret" }],
                    // A text of your own, entered where the callback URL is.
                    verifyToken: { file: "secrets/\(source)-verify-token" },
                  },
            """
        case .token:
            """
                  // \(place)
                  verify: { kind: "token", in: "path", tokens: [{ file: "secrets/\(source)-token" }] },
            """
        case .messagebird: listed("messagebird", "signingKeys")
        case .birdChannels: listed("bird-channels", "signingKeys")
        case .standardWebhooks: listed("standard-webhooks", "secrets")
        case .twilio: listed("twilio", "authTokens")
        case .vonage: listed("vonage", "signatureSecrets")
        case .basic:
            """
                  // \(place)
                  verify: {
                    kind: "basic",
                    user: "ticksheet",
                    passwords: [{ file: "secrets/\(source)-password" }],
                  },
            """
        case .hmac(let header, let encoding, let prefix):
            """
                  // \(place)
                  verify: {
                    kind: "hmac",
                    header: "\(header)",
                    algorithm: "sha256",
                    encoding: "\(encoding)",
                    prefix: "\(prefix)",
                    secrets: [{ file: "secrets/\(source)-secret" }],
                  },
            """
        }
    }

    /// The lines of a kind that has a list of secrets and nothing else.
    private func listed(_ kind: String, _ key: String) -> String {
        """
              // \(place)
              verify: {
                kind: "\(kind)",
                \(key): [{ file: "secrets/\(secretNames[0])" }],
              },
        """
    }
}
