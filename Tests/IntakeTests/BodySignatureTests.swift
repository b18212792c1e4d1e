import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

private let secret = "0123456789abcdef0123456789abcdef"
private let header = "X-Hub-Signature-256"
private let meta = Verification.meta(
    appSecrets: [Secret("another"), Secret(secret)],
    verifyToken: nil
)

private func signature(_ body: [UInt8], _ secret: String = secret) -> String {
    "sha256=" + Hex.encoded(HMACKey(.sha256, secret: secret).sign(body))
}

private func signed(_ body: String, by secret: String = secret) -> HTTPRequest {
    request(fields: [(header, signature(Array(body.utf8), secret))], body: body)
}

@Suite struct BodySignatureTests {
    // RFC 4231, test case 2: an HMAC that this repository did not compute.
    @Test func `a signature that others computed is believed`() {
        let request = request(
            fields: [
                (
                    header,
                    "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
                )
            ],
            body: "what do ya want for nothing?"
        )
        #expect(
            Verification.meta(appSecrets: [Secret("Jefe")], verifyToken: nil)
                .refusal(of: request) == nil
        )
        #expect(meta.refusal(of: request) == "X-Hub-Signature-256 does not match")
    }

    @Test(arguments: ["", "{}", "{\"a\":\"\\u00e4 \\/ \\u0040\"}", "{\"a\":\"ä\"}", "\u{0}\n\r\n"])
    func `the raw bytes are signed, each secret of the list fits`(_ body: String) {
        #expect(meta.refusal(of: signed(body)) == nil)
        #expect(meta.refusal(of: signed(body, by: "another")) == nil)
        #expect(meta.refusal(of: signed(body, by: "third")) == "\(header) does not match")
    }

    @Test func `an escape is not the character that it means`() {
        var request = signed("{\"a\":\"\\u00e4\"}")
        request.body = Array("{\"a\":\"ä\"}".utf8)
        #expect(meta.refusal(of: request) == "\(header) does not match")
    }

    @Test func `one altered, added or lost byte is noticed`() {
        let good = signed("{\"statuses\":[{\"id\":\"wamid.A\"}]}")
        for index in good.body.indices {
            var altered = good
            altered.body[index] ^= 1
            #expect(meta.refusal(of: altered) == "\(header) does not match", "byte \(index)")
        }
        var longer = good
        longer.body.append(0x20)
        var shorter = good
        shorter.body.removeLast()
        #expect(meta.refusal(of: longer) != nil)
        #expect(meta.refusal(of: shorter) != nil)
    }

    @Test func `the field's name and its digits may be in capitals`() {
        let digits = signature(Array("{}".utf8)).dropFirst("sha256=".count)
        let request = request(
            fields: [("x-hub-signature-256", "sha256=" + digits.uppercased())],
            body: "{}"
        )
        #expect(meta.refusal(of: request) == nil)
    }

    @Test(arguments: [
        "", "sha256=", "sha256=00", "sha1=0000", "SHA256=", "sha256=zz",
        "sha256=" + String(repeating: "0", count: 63),
        "sha256=" + String(repeating: "0", count: 65),
        "sha256=" + String(repeating: "g", count: 64),
        " sha256=" + String(repeating: "0", count: 64),
        String(repeating: "0", count: 64), "sha256=" + String(repeating: "٠", count: 64),
    ])
    func `a malformed field is named with what was expected`(_ value: String) {
        let request = request(fields: [(header, value)], body: "{}")
        #expect(
            meta.refusal(of: request)
                == "the header field \(header) is malformed; expected \"sha256=\" and 32 bytes as "
                + "hexadecimal"
        )
    }

    @Test func `a missing field is named, the older signature does not stand in`() {
        let request = request(fields: [("X-Hub-Signature", "sha1=00")], body: "{}")
        #expect(meta.refusal(of: request) == "the header field \(header) is missing")
    }

    @Test func `an empty secret or none believes nobody`() {
        for secrets in [[], [Secret("")]] {
            let verification = Verification.meta(appSecrets: secrets, verifyToken: nil)
            #expect(verification.refusal(of: signed("{}", by: "")) == "\(header) does not match")
        }
    }

    @Test(
        arguments: [DigestAlgorithm.sha1, .sha256, .sha512],
        [
            (Verification.HMACScheme.Encoding.hex, ""), (.hex, "v1="), (.base64, ""),
            (.base64, "sig "),
        ]
    )
    func `an HMAC of any algorithm, encoding and prefix is checked`(
        _ algorithm: DigestAlgorithm,
        _ form: (encoding: Verification.HMACScheme.Encoding, prefix: String)
    ) {
        let verification = Verification.hmac(
            Verification.HMACScheme(
                header: "X-Acme-Signature",
                algorithm: algorithm,
                encoding: form.encoding,
                prefix: form.prefix
            ),
            secrets: [Secret("old"), Secret(secret)]
        )
        let body = Array("{\"a\":1}".utf8)
        let bytes = HMACKey(algorithm, secret: secret).sign(body)
        let text = form.encoding == .hex ? Hex.encoded(bytes) : Base64.encoded(bytes)
        func refusal(_ value: String) -> String? {
            verification.refusal(of: request(fields: [("x-acme-signature", value)], bytes: body))
        }
        #expect(refusal(form.prefix + text) == nil)
        #expect(refusal(form.prefix + text.dropLast(4)) != nil)
        let wrong = HMACKey(algorithm, secret: "wrong").sign(body)
        #expect(
            refusal(
                form.prefix
                    + (form.encoding == .hex ? Hex.encoded(wrong) : Base64.encoded(wrong))
            ) == "X-Acme-Signature does not match"
        )
        if !form.prefix.isEmpty { #expect(refusal(text)?.contains("malformed") == true) }
    }

    @Test func `an empty key signs as the standard says`() {
        // The published HMAC-SHA-256 of nothing under an empty key.
        #expect(
            Hex.encoded(HMACKey(.sha256, secret: "").sign([]))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        )
    }

    @Test func `SHA-1 and SHA-512 are those of their RFCs`() {
        // RFC 2202 and RFC 4231, test case 2 of each.
        let body = Array("what do ya want for nothing?".utf8)
        #expect(
            Hex.encoded(HMACKey(.sha1, secret: "Jefe").sign(body))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        )
        #expect(
            Hex.encoded(HMACKey(.sha512, secret: "Jefe").sign(body))
                == "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        )
    }

    @Test func `no failure tells the right signature or the secret`() throws {
        let body = "{\"a\":1}"
        let right = signature(Array(body.utf8))
        for value in ["sha256=" + String(repeating: "0", count: 64), "sha256=00"] {
            let verifier = Verifier(meta, path: "/hook", publicURL: nil)
            let request = request(fields: [(header, value)], body: body)
            let failure = try #require(verifier.failure(of: request, now: receivedAt))
            let text = failure.reason + failure.remedy
            #expect(!text.contains(right.dropFirst("sha256=".count)))
            #expect(!text.contains(secret))
            #expect(!text.contains(value.dropFirst("sha256=".count)))
        }
    }
}
