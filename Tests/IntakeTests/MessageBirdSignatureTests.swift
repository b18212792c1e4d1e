import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

/// A signature that MessageBird's own libraries are tested with.
private struct Vector: Sendable, CustomTestStringConvertible {
    let key: String
    let query: String
    let body: String
    let signature: String

    var testDescription: String { "\(key) \(query) \(body)" }
}

// Source: the tests of messagebird/java-rest-api and go-rest-api; all at one time.
private let time = "1544544948"
private let vectors = [
    Vector(
        key: "secret",
        query: "",
        body: "",
        signature: "LISw4Je7n0/MkYDgVSzTJm8dW6BkytKTXMZZk1IElMs="
    ),
    Vector(
        key: "secret",
        query: "",
        body: "{\"a key\":\"some value\"}",
        signature: "p2e20OtAg39DEmz1ORHpjQ556U4o1ZaH4NWbM9Q8Qjk="
    ),
    Vector(
        key: "secret",
        query: "def=bar&abc=foo",
        body: "",
        signature: "Tfn+nRUBsn6lQgf6IpxBMS1j9lm7XsGjt5xh47M3jCk="
    ),
    Vector(
        key: "other-secret",
        query: "abc=foo&def=bar",
        body: "{\"a key\":\"some value\"}",
        signature: "orb0adPhRCYND1WCAvPBr+qjm4STGtyvNDIDNBZ4Ir4="
    ),
]

private func refusal(
    _ vector: Vector,
    keys: [String]? = nil,
    signature: String? = nil,
    time: String? = time,
    body: String? = nil,
    query: String? = nil
) -> String? {
    var fields = [("MessageBird-Signature", signature ?? vector.signature)]
    if let time { fields.append(("MessageBird-Request-Timestamp", time)) }
    let query = query ?? vector.query
    return Verification.messagebird(signingKeys: (keys ?? [vector.key]).map(Secret.init))
        .refusal(
            of: request(
                "POST",
                query.isEmpty ? "/hook" : "/hook?\(query)",
                fields: fields,
                body: body ?? vector.body
            )
        )
}

@Suite struct MessageBirdSignatureTests {
    @Test(arguments: vectors)
    private func `the signatures of MessageBird's libraries are believed`(_ vector: Vector) {
        #expect(refusal(vector) == nil)
        #expect(refusal(vector, keys: ["new", vector.key, "old"]) == nil)
    }

    @Test(arguments: vectors)
    private func `another key, time, body or query is not believed`(_ vector: Vector) {
        let mismatch = "MessageBird-Signature does not match"
        #expect(refusal(vector, keys: ["wrong"]) == mismatch)
        #expect(refusal(vector, keys: []) == mismatch)
        #expect(refusal(vector, keys: [""]) == mismatch)
        #expect(refusal(vector, time: "1544544949") == mismatch)
        #expect(refusal(vector, body: vector.body + " ") == mismatch)
        #expect(refusal(vector, query: "abc=foo&def=baz") == mismatch)
    }

    @Test func `the query may come in any order`() {
        #expect(refusal(vectors[2], query: "abc=foo&def=bar") == nil)
        #expect(refusal(vectors[3], query: "def=bar&abc=foo") == nil)
    }

    @Test(arguments: [
        ("price[amount]=1&id=2", "id=2&price%5Bamount%5D=1"),
        ("price%5Bamount%5D=1&id=2", "id=2&price%5Bamount%5D=1"),
        ("a=%2B57&b=x+y", "a=%2B57&b=x+y"),
        ("b=1&a", "a=&b=1"),
        ("b=2&b=1&a=0", "a=0&b=2&b=1"),
    ])
    func `a query is signed sorted, as it came or as an encoder writes it`(
        _ query: String,
        _ signed: String
    ) {
        let key = HMACKey(.sha256, secret: "secret")
        let text = Array("\(time)\n\(signed)\n".utf8)
        let value = Base64.encoded(key.sign(text, Digest.hash(.sha256, [])))
        #expect(refusal(vectors[0], signature: value, query: query) == nil)
    }

    @Test func `a delivery of MessageBird's is signed over the digest of its body`() {
        // Key, time, digest and signature of one that MessageBird sent.
        // Source: the tests of aristotele/botman-driver-messagebird
        let digest = "4b8448200b7f67af68687da329a77b62a348c02e7ff2fd5688aaab7d3ff48c5c"
        let key = HMACKey(.sha256, secret: "tN3jfxydr6DtgJhUX0zsiiGZaREoRFud")
        #expect(
            Hex.decoded(digest).map { Base64.encoded(key.sign(Array("1591949471\n\n".utf8), $0)) }
                == "it26SSv/qkoxQ5xfPe5MYF9nddcHbqMTcToqLL4+Udk="
        )
    }

    @Test func `what is missing or malformed is named`() {
        let vector = vectors[1]
        #expect(
            refusal(vector, time: nil)
                == "the header field MessageBird-Request-Timestamp is missing"
        )
        #expect(
            refusal(vector, time: "")
                == "the header field MessageBird-Request-Timestamp is missing"
        )
        for signature in ["", "====", "abc", "p2e20OtAg39DEmz1ORHpjQ556U4o1ZaH4NWbM9Q8", "ä"] {
            #expect(
                refusal(vector, signature: signature)
                    == "the header field MessageBird-Signature is malformed; expected 32 bytes as "
                    + "Base64"
            )
        }
        #expect(
            Verification.messagebird(signingKeys: [Secret("secret")]).refusal(of: request())
                == "the header field MessageBird-Signature-JWT is missing"
        )
    }
}
