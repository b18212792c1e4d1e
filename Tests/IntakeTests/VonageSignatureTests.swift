import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import Intake

private let body = "{\"message_uuid\":\"u-1\"}"

/// A token that another language's library made, with the secret `signature secret`.
private let made =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3NzIzNjY0MDAsImp0aSI6ImotMSIsImlzcyI6IlZvbmFn"
    + "ZSIsInBheWxvYWRfaGFzaCI6IjBhOTFmMGNhMTMwNjUzZjlmMjU5ZGY0ZDU3ODhiNGZkNDBmYTMzNWFlZDU0ODAyNzcw"
    + "NzQ2MGY3NTQ0ZmM5YzIiLCJhcGlfa2V5IjoiayJ9.9ISvOlSex2s4lGrz8LOzETqOmRGDSZiRR1MuVwikdVQ"

/// A token of our own with these claims beside the body's digest.
private func token(
    _ claims: String = "",
    header: String = "{\"alg\":\"HS256\"}",
    digest: String? = Hex.encoded(Digest.hash(.sha256, Array(body.utf8))),
    algorithm: DigestAlgorithm = .sha256
) -> String {
    let hash = digest.map { "\"payload_hash\":\"\($0)\"," } ?? ""
    let signed = [header, "{\(hash)\(claims)\"iss\":\"Vonage\"}"]
        .map { Base64.urlEncoded(Array($0.utf8)) }
        .joined(separator: ".")
    let key = HMACKey(algorithm, secret: "signature secret")
    return "\(signed).\(Base64.urlEncoded(key.sign(Array(signed.utf8))))"
}

private func refusal(
    _ field: String?,
    secrets: [String] = ["signature secret"],
    body: String = body
) -> String? {
    Verification.vonage(signatureSecrets: secrets.map { Secret($0) }).refusal(
        of: request(fields: field.map { [("Authorization", $0)] } ?? [], body: body)
    )
}

@Suite struct VonageSignatureTests {
    @Test func `a token with the body's digest is believed`() {
        #expect(refusal("Bearer \(made)") == nil)
        #expect(refusal("bearer \(made)", secrets: ["new", "signature secret"]) == nil)
        #expect(refusal("Bearer \(token())") == nil)
    }

    @Test func `another secret or body is not believed`() {
        for secrets in [["wrong"], [], [""]] {
            #expect(refusal("Bearer \(made)", secrets: secrets) == "Authorization does not match")
        }
        for body in [body + " ", ""] {
            #expect(
                refusal("Bearer \(made)", body: body) == "the body is not the one that was signed"
            )
        }
    }

    @Test func `a token that does not cover the body is refused`() {
        #expect(refusal("Bearer \(token(digest: nil))") == "the JWT has no payload_hash")
        #expect(
            refusal("Bearer \(token(digest: ""))") == "the body is not the one that was signed"
        )
    }

    @Test(arguments: ["none", "HS384", "HS512", "RS256", "hs256", ""])
    func `a token of another algorithm is refused, however it is signed`(_ name: String) {
        for algorithm in [DigestAlgorithm.sha256, .sha384, .sha512] {
            let token = token(header: "{\"alg\":\"\(name)\"}", algorithm: algorithm)
            #expect(
                refusal("Bearer \(token)")
                    == "the header field Authorization is malformed; expected a JWT signed with HS256"
            )
        }
    }

    @Test func `where a token says how long it is valid, that holds`() {
        let now = receivedAt.seconds
        #expect(refusal("Bearer \(token("\"exp\":\(now - 1),\"nbf\":\(now + 1),"))") == nil)
        #expect(refusal("Bearer \(token("\"exp\":\(now - 2),"))") == "the JWT has expired")
        #expect(refusal("Bearer \(token("\"nbf\":\(now + 2),"))") == "the JWT is not valid yet")
    }

    @Test(arguments: ["\"1893456000\"", "\"\"", "null", "true", "[1893456000]", "{}"])
    func `a time that is no number is refused`(_ time: String) {
        for claim in ["exp", "nbf"] {
            #expect(
                refusal("Bearer \(token("\"\(claim)\":\(time),"))")
                    == "the JWT has no time in its claim \"\(claim)\""
            )
        }
    }

    @Test func `what is missing or malformed is named`() {
        #expect(refusal(nil) == "the header field Authorization is missing")
        #expect(
            refusal("Basic \(made)")
                == "the header field Authorization is malformed; expected \"Bearer\" and a JWT"
        )
        for token in ["", ".", "..", "a.b.c", "e30.e30", "e30.e30.e30.e30"] {
            #expect(refusal("Bearer \(token)")?.contains("is malformed") == true)
        }
    }
}
