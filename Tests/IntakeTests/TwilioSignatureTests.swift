import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

private let base = "https://mycompany.com"
private let target = "/myapp.php?foo=1&bar=2"
private let formType = "application/x-www-form-urlencoded"

// Facts of the tests of Twilio's own libraries: the auth token 12345, this address, these parameters.
private let call =
    "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    + "&Caller=%2B14158675309"
private let callSignature = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
private let json = "{\"property\": \"value\", \"boolean\": true}"
private let jsonDigest = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
private let jsonSignature = "a9nBmqA0ju/hNViExpshrM61xv4="

private func refusal(
    _ signature: String?,
    tokens: [String] = ["12345"],
    target: String = target,
    type: String? = formType,
    body: String = call,
    publicURL: String? = base
) -> String? {
    var fields: [(String, String)] = []
    if let type { fields.append(("Content-Type", type)) }
    if let signature { fields.append(("X-Twilio-Signature", signature)) }
    return Verification.twilio(authTokens: tokens.map { Secret($0) }).refusal(
        of: request("POST", target, fields: fields, body: body),
        publicURL: publicURL
    )
}

private let mismatch = "X-Twilio-Signature does not match"

@Suite struct TwilioSignatureTests {
    @Test func `a signature over address and form is believed`() {
        #expect(refusal(callSignature) == nil)
        #expect(refusal(callSignature, tokens: ["new", "12345", "old"]) == nil)
        #expect(refusal(callSignature, type: "\(formType); charset=UTF-8") == nil)
    }

    @Test func `the order of a form does not count, nor how it is escaped`() {
        let turned = call.split(separator: "&").reversed().joined(separator: "&")
        #expect(refusal(callSignature, body: turned) == nil)
        #expect(
            refusal(callSignature, body: call.replacing("Digits=1234", with: "Digits=%31234"))
                == nil
        )
    }

    @Test func `values of one name are sorted and count once`() {
        let body = "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234"
        #expect(refusal("IK+Dwps556ElfBT0I3Rgjkr1wJU=", body: body) == nil)
    }

    @Test func `empty values and letters beyond ASCII count`() {
        let body = call + "&Empty=&%C3%9Cn%C3%AF=%C3%A7%2B+%26%3D"
        #expect(refusal("DMEeuc6UtZo9fDReXJyDnSE967Y=", body: body) == nil)
    }

    @Test func `another token, address, query or form is not believed`() {
        for tokens in [["wrong"], [], [""]] {
            #expect(refusal(callSignature, tokens: tokens) == mismatch)
        }
        #expect(refusal(callSignature, target: "/myapp.php?bar=2&foo=1") == mismatch)
        #expect(refusal(callSignature, publicURL: "http://mycompany.com") == mismatch)
        #expect(refusal(callSignature, body: call + "&More=1") == mismatch)
        #expect(refusal(callSignature, body: call.replacing("1234&", with: "1235&")) == mismatch)
        #expect(refusal(callSignature, body: "") == mismatch)
    }

    @Test(arguments: [
        (base, target, call, callSignature),
        ("\(base):443", target, call, callSignature),
        ("\(base):8443", target, call, callSignature),
        (base, target, call, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("\(base):8443", "/myapp.php", "a=1", "VhJLj1Z+QOhif+BMD62vyJm37fQ="),
        ("\(base):8443", "/myapp.php", "a=1", "GB5n7A310S+q+gbVmdFkGNMI1TI="),
        ("http://[::1]", "/myapp.php", "a=1", "pl2m1SpQT8ywFnE7eNgdTq4kcOY="),
    ])
    func `the address is tried with its port and without`(
        _ publicURL: String,
        _ target: String,
        _ body: String,
        _ signature: String
    ) {
        #expect(refusal(signature, target: target, body: body, publicURL: publicURL) == nil)
    }

    @Test func `of a body that is no form the address carries the digest`() {
        let signed = "\(target)&bodySHA256=\(jsonDigest)"
        #expect(refusal(jsonSignature, target: signed, type: "application/json", body: json) == nil)
        #expect(refusal(jsonSignature, target: signed, type: nil, body: json) == nil)
        let lost = "the body is not the one that was signed"
        for body in [json + " ", ""] {
            #expect(
                refusal(jsonSignature, target: signed, type: "application/json", body: body) == lost
            )
        }
        #expect(refusal(jsonSignature, target: signed, body: "") == lost)
        #expect(refusal(jsonSignature, target: signed, body: json) == mismatch)
    }

    @Test func `a body that nothing covers is refused`() {
        // The signature of the address alone.
        let signature = "zYQTYrRWXE7LtzbG4PfP7/bkkGo="
        #expect(refusal(signature, body: "") == nil)
        for type in ["application/json", nil] {
            #expect(
                refusal(signature, type: type, body: json)
                    == "the body is no form and the query has no bodySHA256"
            )
        }
    }

    @Test func `what is missing or malformed is named`() {
        #expect(refusal(nil) == "the header field X-Twilio-Signature is missing")
        for signature in ["", "abc", "RSOYDt4T1cUTdK1PDd93", "ä"] {
            #expect(
                refusal(signature)
                    == "the header field X-Twilio-Signature is malformed; expected 20 bytes as Base64"
            )
        }
        #expect(
            refusal(callSignature, publicURL: nil)
                == "the signature covers the public address and publicURL is not set"
        )
    }
}
