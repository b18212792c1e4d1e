import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import Intake

private let publicURL = "https://hooks.example.com"
private let time = "1772366400"
private let body = "{\"payload\":{\"id\":\"m-1\"}}"

/// Signed by an implementation of the documented formula in another language, with the key `key-1`.
private let vectors = [
    ("/hook", body, "WQH8R4kOeFU+ST3Rz1X1pAoN0bjG+bAWpCoJ3WlA4LI="),
    ("/hook?b=2&a=1", body, "W5y1jNESUxOwhcsGjvC4+gZJImsHdCFZ6S6/rZxdREg="),
    ("/hook", "", "R9NEfiuHj614dcNM/tpKQLIoL9x4HgITykEmfkaWvTI="),
]

private func refusal(
    _ signature: String?,
    keys: [String] = ["key-1"],
    time: String? = time,
    target: String = "/hook",
    body: String = body,
    publicURL: String? = publicURL,
    now: Timestamp = receivedAt
) -> String? {
    var fields: [(String, String)] = []
    if let signature { fields.append(("messagebird-signature", signature)) }
    if let time { fields.append(("messagebird-request-timestamp", time)) }
    return Verification.birdChannels(signingKeys: keys.map { Secret($0) })
        .refusal(
            of: request("POST", target, fields: fields, body: body),
            publicURL: publicURL,
            now: now
        )
}

@Suite struct BirdChannelsSignatureTests {
    @Test(arguments: vectors)
    func `a signature over time, address and body is believed`(
        _ target: String,
        _ body: String,
        _ signature: String
    ) {
        #expect(refusal(signature, target: target, body: body) == nil)
        #expect(
            refusal(signature, keys: ["new", "key-1", "old"], target: target, body: body) == nil
        )
    }

    @Test(arguments: vectors)
    func `another key, time, address, query or body is not believed`(
        _ target: String,
        _ body: String,
        _ signature: String
    ) {
        let mismatch = "MessageBird-Signature does not match"
        for keys in [["wrong"], [], [""]] {
            #expect(refusal(signature, keys: keys, target: target, body: body) == mismatch)
        }
        #expect(refusal(signature, time: "1772366401", target: target, body: body) == mismatch)
        #expect(refusal(signature, target: target, body: body + " ") == mismatch)
        #expect(refusal(signature, target: "/hook?a=1&b=2", body: body) == mismatch)
        #expect(
            refusal(signature, target: target, body: body, publicURL: "http://hooks.example.com")
                == mismatch
        )
    }

    @Test func `a delivery that is repeated a day later with its first time is believed`() {
        for seconds in [-3600, 86_400, 7 * 86_400] as [Int64] {
            let now = Timestamp(seconds: receivedAt.seconds + seconds)
            #expect(refusal(vectors[0].2, now: now) == nil)
        }
    }

    @Test func `a signature by MessageBird's older scheme is not Bird's`() {
        let older = Verification.messagebird(signingKeys: [Secret("key-1")])
        let fields = [
            ("messagebird-signature", vectors[0].2), ("messagebird-request-timestamp", time),
        ]
        #expect(
            older.refusal(of: request("POST", "/hook", fields: fields, body: body))
                == "MessageBird-Signature does not match"
        )
    }

    @Test func `what is missing or malformed is named`() {
        #expect(refusal(nil) == "the header field MessageBird-Signature is missing")
        for time in [nil, ""] {
            #expect(
                refusal(vectors[0].2, time: time)
                    == "the header field MessageBird-Request-Timestamp is missing"
            )
        }
        for signature in ["", "abc", "====", String(vectors[0].2.dropLast(4))] {
            #expect(
                refusal(signature)
                    == "the header field MessageBird-Signature is malformed; expected 32 bytes as "
                    + "Base64"
            )
        }
        #expect(
            refusal(vectors[0].2, publicURL: nil)
                == "the signature covers the public address and publicURL is not set"
        )
    }
}
