import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import Intake

private let publicURL = "https://hooks.example.com"
private let target = "/hook?b=2&a=1"
private let body = "{\"message\":{\"id\":\"m-1\"}}"
private let verification = Verification.messagebird(signingKeys: [Secret("old"), Secret("secret")])

/// A token's parts; each test spoils one.
private struct Token {
    var header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
    var algorithm = DigestAlgorithm.sha256
    var secret = "secret"
    var issuer: String? = "\"MessageBird\""
    var begin: String? = "1772366400"
    var end: String? = "1772366460"
    var url: String? = Hex.encoded(Digest.hash(.sha256, Array((publicURL + target).utf8)))
    var payload: String? = Hex.encoded(Digest.hash(.sha256, Array(body.utf8)))

    var claims: String {
        let all = [
            ("iss", issuer), ("nbf", begin), ("exp", end), ("jti", "\"j-1\""),
            ("url_hash", url.map { "\"\($0)\"" }), ("payload_hash", payload.map { "\"\($0)\"" }),
        ]
        return "{"
            + all.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
            .joined(separator: ",") + "}"
    }

    var text: String {
        let signed = [header, claims].map { Base64.urlEncoded(Array($0.utf8)) }
            .joined(separator: ".")
        let signature = HMACKey(algorithm, secret: secret).sign(Array(signed.utf8))
        return "\(signed).\(Base64.urlEncoded(signature))"
    }

    init(change: (inout Token) -> Void = { _ in }) {
        change(&self)
    }
}

private func refusal(
    _ token: String,
    body: String = body,
    target: String = target,
    publicURL: String? = publicURL,
    now: Int64 = 1_772_366_400
) -> String? {
    verification.refusal(
        of: request("POST", target, fields: [("MessageBird-Signature-JWT", token)], body: body),
        publicURL: publicURL,
        now: Timestamp(seconds: now)
    )
}

@Suite struct WebhookTokenTests {
    @Test(arguments: [
        ("HS256", DigestAlgorithm.sha256), ("HS384", .sha384), ("HS512", .sha512),
    ])
    func `a token of each algorithm is believed`(_ name: String, _ algorithm: DigestAlgorithm) {
        let token = Token { token in
            token.header = "{\"typ\":\"JWT\",\"alg\":\"\(name)\"}"
            token.algorithm = algorithm
        }
        #expect(refusal(token.text) == nil)
    }

    @Test(arguments: [
        "none", "None", "NONE", "", "RS256", "RS512", "ES256", "PS256", "hs256", "HS1", "HS2566",
    ])
    func `a token of another algorithm is refused, however it is signed`(_ name: String) {
        let token = Token { $0.header = "{\"alg\":\"\(name)\"}" }
        let expected =
            "the header field MessageBird-Signature-JWT is malformed; expected a JWT "
            + "signed with HS256, HS384 or HS512"
        #expect(refusal(token.text) == expected)
        let unsigned = token.text.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(refusal(unsigned) == expected)
    }

    @Test(arguments: ["{}", "{\"alg\":null}", "{\"alg\":256}", "[]", "7"])
    func `a head without an algorithm is refused`(_ header: String) {
        #expect(refusal(Token { $0.header = header }.text)?.contains("malformed") == true)
    }

    @Test(arguments: ["", ".", "..", "a.b", "a.b.c", "e30.e30.e30.e30", "e30.e30.ä", "e30. .e30"])
    func `what is no token is refused`(_ text: String) {
        #expect(
            refusal(text)?.hasPrefix("the header field MessageBird-Signature-JWT is malformed")
                == true
        )
    }

    @Test func `a wrong secret, an empty one and a signature cut short are refused`() {
        let mismatch = "MessageBird-Signature-JWT does not match"
        #expect(refusal(Token { $0.secret = "wrong" }.text) == mismatch)
        #expect(refusal(Token { $0.secret = "" }.text) == mismatch)
        #expect(refusal(Token { $0.algorithm = .sha512 }.text) == mismatch)
        #expect(refusal(String(Token().text.dropLast(4))) != nil)
        let unsigned = Token().text.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(refusal(unsigned) == mismatch)
        for keys in [[], [Secret("")]] {
            let request = request(
                "POST",
                target,
                fields: [("MessageBird-Signature-JWT", Token { $0.secret = "" }.text)],
                body: body
            )
            #expect(
                Verification.messagebird(signingKeys: keys)
                    .refusal(of: request, publicURL: publicURL) == mismatch
            )
        }
    }

    @Test func `claims of another token do not pass under a signature`() {
        let good = Token().text.split(separator: ".")
        let other = Token { $0.end = "9999999999" }.text.split(separator: ".")
        #expect(
            refusal("\(good[0]).\(other[1]).\(good[2])")
                == "MessageBird-Signature-JWT does not match"
        )
    }

    @Test(arguments: [nil, "\"Bird\"", "\"messagebird\"", "7"])
    func `another issuer is refused`(_ issuer: String?) {
        #expect(
            refusal(Token { $0.issuer = issuer }.text)
                == "the JWT was not issued by MessageBird"
        )
    }

    @Test(
        arguments: [
            (1_772_366_398, "the JWT is not valid yet"), (1_772_366_399, nil), (1_772_366_400, nil),
            (1_772_366_460, nil), (1_772_366_461, nil), (1_772_366_462, "the JWT has expired"),
        ] as [(Int64, String?)]
    )
    func `a token is valid between its times with one second of grace`(
        _ now: Int64,
        _ expected: String?
    ) {
        #expect(refusal(Token().text, now: now) == expected)
    }

    @Test(arguments: [nil, "\"1772366460\"", "null", "true", "[1772366460]"])
    func `a token without its times is refused, and the claim named`(_ claim: String?) {
        let begin = Token { $0.begin = claim }
        let end = Token { $0.end = claim }
        #expect(refusal(begin.text) == "the JWT has no time in its claim \"nbf\"")
        #expect(refusal(end.text) == "the JWT has no time in its claim \"exp\"")
    }

    @Test(
        arguments: [
            ("1772366400.25", nil), ("1.7723664e9", nil), ("1772366401.0", nil),
            ("1772366401.5", "the JWT is not valid yet"), ("1e400", "the JWT is not valid yet"),
        ] as [(String, String?)]
    )
    func `a token's times may have fractions`(_ begin: String, _ expected: String?) {
        #expect(refusal(Token { $0.begin = begin }.text) == expected)
        let late = Token { token in
            token.begin = begin
            token.end = "1772366398.75"
        }
        #expect(refusal(late.text) == expected ?? "the JWT has expired")
    }

    @Test func `a token is for one address, query and all`() {
        let other = "the JWT is for another address"
        #expect(refusal(Token { $0.url = nil }.text) == other)
        #expect(refusal(Token { $0.url = "" }.text) == other)
        #expect(refusal(Token().text, target: "/hook?a=1&b=2") == other)
        #expect(refusal(Token().text, target: "/hook") == other)
        #expect(refusal(Token().text, publicURL: "http://hooks.example.com") == other)
        #expect(
            refusal(Token().text, publicURL: nil)
                == "the JWT covers the public address and publicURL is not set"
        )
    }

    @Test func `a body has its hash in the token, and no body has none`() {
        let other = "the body is not the one that was signed"
        #expect(refusal(Token { $0.payload = nil }.text) == other)
        #expect(refusal(Token { $0.payload = "00" }.text) == other)
        #expect(refusal(Token().text, body: body + " ") == other)
        #expect(refusal(Token().text, body: "") == "the body was lost on the way")
        #expect(refusal(Token { $0.payload = nil }.text, body: "") == nil)
    }

    @Test func `a body's raw bytes are signed, whatever a writer of JSON would escape`() {
        let raw = "{\"a\":\"< & > \\u0026 \\/ ä\"}"
        let token = Token { $0.payload = Hex.encoded(Digest.hash(.sha256, Array(raw.utf8))) }
        #expect(refusal(token.text, body: raw) == nil)
        #expect(
            refusal(token.text, body: raw.replacing("\\u0026", with: "&"))
                == "the body is not the one that was signed"
        )
    }

    @Test func `the older signature does not stand in for a token that is refused`() {
        let key = HMACKey(.sha256, secret: "secret")
        let older = key.sign(Array("1\nb=2&a=1\n".utf8), Digest.hash(.sha256, Array(body.utf8)))
        let request = request(
            "POST",
            target,
            fields: [
                ("MessageBird-Signature", Base64.encoded(older)),
                ("MessageBird-Request-Timestamp", "1"),
                ("MessageBird-Signature-JWT", Token { $0.secret = "wrong" }.text),
            ],
            body: body
        )
        #expect(
            verification.refusal(of: request, publicURL: publicURL)
                == "MessageBird-Signature-JWT does not match"
        )
    }

    @Test func `no failure tells a hash, a token or a secret`() throws {
        let right = try #require(Token().url)
        for token in [
            Token { $0.url = "00" }, Token { $0.payload = "00" }, Token { $0.secret = "x" },
        ] {
            let verifier = Verifier(verification, path: "/hook", publicURL: publicURL)
            let request = request(
                "POST",
                target,
                fields: [("MessageBird-Signature-JWT", token.text)],
                body: body
            )
            let failure = try #require(verifier.failure(of: request, now: receivedAt))
            let text = failure.reason + failure.remedy
            #expect(!text.contains(right) && !text.contains("secret"))
            #expect(!text.contains(token.text.split(separator: ".")[2]))
        }
    }
}
