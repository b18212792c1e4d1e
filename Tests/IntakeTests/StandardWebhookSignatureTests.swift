import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import Intake

/// A signature with the secret, id and time that it belongs to.
private struct Vector: Sendable, CustomTestStringConvertible {
    let secret: String
    let id: String
    let time: Int64
    let body: String
    let signature: String

    var testDescription: String { id }
}

private let vectors = [
    // Source: the specification's own example, <https://www.standardwebhooks.com>
    Vector(
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        time: 1_614_265_330,
        body: "{\"test\": 2432232314}",
        signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    ),
    // A secret of the kind that Bird's SDK is tested with; signed in another language.
    Vector(
        secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        id: "msg_1",
        time: 1_772_366_400,
        body: "{\"type\":\"whatsapp.read\"}",
        signature: "v1,krxuxj3oaGEtzL4wPmFYwRD4vomgF5vZjo0X2zU5WPk="
    ),
]

private func refusal(
    _ vector: Vector,
    secrets: [String]? = nil,
    id: String? = nil,
    time: String? = nil,
    body: String? = nil,
    signature: String? = nil,
    later: Int64 = 0
) -> String? {
    let fields = [
        ("webhook-id", id ?? vector.id), ("webhook-timestamp", time ?? String(vector.time)),
        ("webhook-signature", signature ?? vector.signature),
    ]
    return Verification.standardWebhooks(secrets: (secrets ?? [vector.secret]).map { Secret($0) })
        .refusal(
            of: request(fields: fields, body: body ?? vector.body),
            now: Timestamp(seconds: vector.time + later)
        )
}

private let mismatch = "webhook-signature does not match"

@Suite struct StandardWebhookSignatureTests {
    @Test(arguments: vectors)
    private func `a signature over id, time and body is believed`(_ vector: Vector) {
        #expect(refusal(vector) == nil)
        #expect(refusal(vector, secrets: [vectors[0].secret, vectors[1].secret]) == nil)
        #expect(refusal(vector, secrets: [String(vector.secret.dropFirst(6))]) == nil)
    }

    @Test(arguments: vectors)
    private func `another secret, id, time or body is not believed`(_ vector: Vector) {
        #expect(refusal(vector, secrets: ["whsec_AAAA"]) == mismatch)
        #expect(refusal(vector, id: "msg_2") == mismatch)
        #expect(refusal(vector, time: String(vector.time + 1)) == mismatch)
        #expect(refusal(vector, body: vector.body + " ") == mismatch)
    }

    @Test(arguments: [[], [""], ["whsec_"], ["whsec_no Base64"], ["whsec_A"]])
    func `a secret that is none believes nobody`(_ secrets: [String]) {
        #expect(refusal(vectors[1], secrets: secrets) == mismatch)
        for secret in secrets {
            #expect(StandardWebhookSignature.key(of: Secret(secret)) == nil)
        }
    }

    @Test func `one of several signatures is enough, and other versions are passed over`() {
        let vector = vectors[1]
        let wrong = vectors[0].signature
        for signature in [
            "\(wrong) \(vector.signature)", "\(vector.signature) \(wrong)",
            "v1a,AAAA \(vector.signature)", "v2,x  \(vector.signature)",
        ] {
            #expect(refusal(vector, signature: signature) == nil)
        }
        #expect(refusal(vector, signature: "\(wrong) \(wrong)") == mismatch)
    }

    @Test(
        arguments: [
            (-301, false), (-300, true), (0, true), (300, true), (301, false), (86_400, false),
        ] as [(Int64, Bool)]
    )
    func `a time is believed for five minutes on either side`(_ later: Int64, _ isFine: Bool) {
        let reason = "webhook-timestamp is more than 5 minutes from this machine's time"
        #expect(refusal(vectors[1], later: later) == (isFine ? nil : reason))
    }

    @Test(arguments: ["now", "-1", "1772366400.5", " 1772366400", "99999999999999999999"])
    func `a time that is none is malformed`(_ time: String) {
        #expect(
            refusal(vectors[1], time: time)
                == "the header field webhook-timestamp is malformed; expected seconds since 1970"
        )
    }

    @Test(arguments: ["", "v1", "v1,", "v1,AAAA", "krxuxj3oaGEtzL4wPmFYwRD4vomgF5vZjo0X2zU5WPk="])
    func `a field without a signature is malformed`(_ signature: String) {
        #expect(
            refusal(vectors[1], signature: signature)
                == "the header field webhook-signature is malformed; expected \"v1,\" and 32 bytes "
                + "as Base64, or several with blanks between"
        )
    }

    @Test func `a field that is missing is named`() {
        let all = ["webhook-id", "webhook-timestamp", "webhook-signature"]
        for missing in all {
            let fields = all.filter { $0 != missing }.map { ($0, "1") }
            #expect(
                Verification.standardWebhooks(secrets: [Secret(vectors[1].secret)])
                    .refusal(of: request(fields: fields))
                    == "the header field \(missing) is missing"
            )
        }
    }
}
