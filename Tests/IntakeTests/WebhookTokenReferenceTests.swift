import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import Intake

private let site = "https://example.com"
private let sorted = "/path?bar=1&foo=2"
private let time: Int64 = 1_625_479_200
private let hello = "Hello, World!"
private let helloDigest = "dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f"
private let commonID = "59a244dc-e9ad-4e23-9778-371faa238f72"

/// A token that MessageBird's own library is tested with, and the request that bears it.
private struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    var target = "/"
    var body = ""
    var algorithm = "HS256"
    var begin = time
    var id = commonID
    var url: String?
    var payload: String?
    let signature: String
    var refusal: String?

    var testDescription: String { what }

    var token: String {
        let url = url ?? Hex.encoded(Digest.hash(.sha256, Array((site + target).utf8)))
        let claims =
            "{\"iss\":\"MessageBird\",\"nbf\":\(begin),\"exp\":\(begin + 60),\"jti\":\"\(id)\","
            + "\"url_hash\":\"\(url)\""
            + (payload.map { ",\"payload_hash\":\"\($0)\"" } ?? "") + "}"
        return ["{\"alg\":\"\(algorithm)\",\"typ\":\"JWT\"}", claims]
            .map { Base64.urlEncoded(Array($0.utf8)) + "." }
            .joined() + signature
    }
}

// Figures of messagebird/go-rest-api, signature_jwt/testdata/reference.json; all at one time.
// Source: <https://github.com/messagebird/go-rest-api>
private let cases = [
    Case(what: "no query, no body", signature: "6Fp0rVOsRr1fj9S2GidXAfkmPVofKr8_RTffC6G6r2E"),
    Case(
        what: "a query",
        target: sorted,
        id: "c946af77-e182-4eaa-b2ff-1a545b5e991a",
        signature: "huo2ou6JDoDc7sV25d75UMWeYhBeavQlLsqIibSZuac"
    ),
    Case(
        what: "a query and a body",
        target: sorted,
        body: hello,
        id: "93e55006-a0e8-4526-a190-fa5ff00ea116",
        payload: helloDigest,
        signature: "_H--TOuYFLpeEH39-rg5E3IHVkjHozBcaKVWPRC5m9I"
    ),
    Case(
        what: "escapes in the query",
        target: "/?obj%5Bfield1%5D=val1&obj%5Bfield2%5D=val2&param=value+with+spaces",
        signature: "mJBCMfEjKmN3IMuzqPXPHktWETrcu0iNdF3agE8PDyI"
    ),
    Case(
        what: "HS384",
        algorithm: "HS384",
        signature: "KNMW-29X77lZeuPmThmHWc_RUAvTkaDkpxIZK6mqE08v8mWKiU9Edh4QXwAJO2nv"
    ),
    Case(
        what: "HS512",
        algorithm: "HS512",
        signature: "rd6r0iMyNGnVPCwurETphE3Y8rpAyvvnUK0S8WvGUkt2E1QSRAZ7NZJZBHw1Y_Wb5W-sK9HJr_PR"
            + "L2vz4jRT3Q"
    ),
    Case(
        what: "before its time",
        begin: time + 3600,
        id: "f9f8c382-2449-4311-b72b-1df71687931e",
        signature: "ZELgDFNGhjZH9CffQKcq3sytBe2I0KciLxpBhcfstHQ",
        refusal: "the JWT is not valid yet"
    ),
    Case(
        what: "after its time",
        begin: time - 3600,
        id: "5f02f522-6030-46c8-b5a3-01246478d8bc",
        signature: "45MSST3B_2PsjNUeiuW54_vUQgVw4rBXrdWrOUEz3lM",
        refusal: "the JWT has expired"
    ),
    Case(
        what: "another order of the query",
        target: "/path?foo=1&bar=2",
        id: "a75c9096-e823-442b-85f2-7d3c9d9b726b",
        url: "6a022d834c18330baad8a2bd6135173ed21610a454516be0df3f1cc0151610ea",
        signature: "z6Sw1XQIM0wuEQGBhXBdawDIIrtMg2XnmA_bpDq53pE",
        refusal: "the JWT is for another address"
    ),
    Case(
        what: "another body",
        body: hello,
        id: "14501532-96f2-4684-9832-68f0951ae342",
        payload: "fb62f02acda7d74177a701a1ce006e6bacd90c7d4d7ab481692c1da47c81076b",
        signature: "m79RCwO6dGa9pvzsQypkVuXQ6eM0CkRl6_U7MfWg6TM",
        refusal: "the body is not the one that was signed"
    ),
    Case(
        what: "a body that was removed",
        id: "14501532-96f2-4684-9832-68f0951ae342",
        payload: helloDigest,
        signature: "bHfsjj3tljfzTufoG3EU3p_yFrQh9CufyzRSaRMd4ss",
        refusal: "the body was lost on the way"
    ),
    Case(
        what: "a body that was added",
        body: hello,
        signature: "6Fp0rVOsRr1fj9S2GidXAfkmPVofKr8_RTffC6G6r2E",
        refusal: "the body is not the one that was signed"
    ),
    Case(
        what: "another secret",
        id: "243c27ae-2f02-46a0-8852-c66f37ea9f46",
        signature: "JgSeYyOtlEKAXk8bz30iJI4tXgf4lxknoiezawuVhb4",
        refusal: "MessageBird-Signature-JWT does not match"
    ),
    Case(
        what: "no algorithm",
        algorithm: "none",
        signature: "",
        refusal: "the header field MessageBird-Signature-JWT is malformed; expected a JWT signed "
            + "with HS256, HS384 or HS512"
    ),
]

@Suite struct WebhookTokenReferenceTests {
    @Test(arguments: cases)
    private func `MessageBird's own cases are judged as its library judges them`(_ example: Case) {
        let secret = "36efdd1aace2e26cd490f0d951138253bef2f7c6d34d18981da781555cc4cebb"
        let verification = Verification.messagebird(signingKeys: [Secret(secret)])
        for method in ["POST", "GET", "DELETE"] {
            let refusal = verification.refusal(
                of: request(
                    method,
                    example.target,
                    fields: [("MessageBird-Signature-JWT", example.token)],
                    body: example.body
                ),
                publicURL: site,
                now: Timestamp(seconds: time)
            )
            #expect(refusal == example.refusal, "\(method)")
        }
    }
}
