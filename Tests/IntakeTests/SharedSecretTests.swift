import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

private func base64(_ text: String) -> String { Base64.encoded(Array(text.utf8)) }

@Suite struct SharedSecretTests {
    @Test(
        arguments: [
            ("Bearer t0ken", nil), ("bearer t0ken", nil), ("BEARER t0ken", nil),
            ("Bearer old", nil),
            ("Bearer t0ke", "the bearer token does not match"),
            ("Bearer t0ken ", "the bearer token does not match"),
            ("Bearer  t0ken", "the bearer token does not match"),
            ("Bearer ", "the bearer token does not match"),
            (
                "Bearer",
                "the header field Authorization is malformed; expected \"Bearer\" and a token"
            ),
            (
                "t0ken",
                "the header field Authorization is malformed; expected \"Bearer\" and a token"
            ),
            (
                "Basic t0ken",
                "the header field Authorization is malformed; expected \"Bearer\" and a token"
            ),
            ("", "the header field Authorization is malformed; expected \"Bearer\" and a token"),
        ] as [(String, String?)]
    )
    func `a bearer token is compared whole`(_ value: String, _ expected: String?) {
        let verification = Verification.bearer(tokens: [Secret("old"), Secret("t0ken"), Secret("")])
        #expect(verification.refusal(of: request(fields: [("Authorization", value)])) == expected)
    }

    @Test(
        arguments: [
            ("Basic " + base64("ann:pa:ss"), nil), ("basic " + base64("ann:pa:ss"), nil),
            ("Basic " + base64("ann:old"), nil),
            ("Basic " + base64("ann:pa"), "the user or password does not match"),
            ("Basic " + base64("bob:pa:ss"), "the user or password does not match"),
            ("Basic " + base64("ann"), "the user or password does not match"),
            ("Basic " + base64("ann:"), "the user or password does not match"),
            ("Basic ", "the user or password does not match"),
            (
                "Basic ?!",
                "the header field Authorization is malformed; expected \"Basic\" and Base64 of "
                    + "user:password"
            ),
            (
                "Bearer " + base64("ann:old"),
                "the header field Authorization is malformed; expected \"Basic\" and Base64 of "
                    + "user:password"
            ),
        ] as [(String, String?)]
    )
    func `user and password are compared whole`(_ value: String, _ expected: String?) {
        let verification = Verification.basic(
            user: "ann",
            passwords: [Secret("old"), Secret("pa:ss"), Secret("")]
        )
        #expect(verification.refusal(of: request(fields: [("authorization", value)])) == expected)
    }

    @Test func `a missing field is named`() {
        let missing = "the header field Authorization is missing"
        #expect(Verification.bearer(tokens: [Secret("t")]).refusal(of: request()) == missing)
        #expect(
            Verification.basic(user: "ann", passwords: [Secret("t")]).refusal(of: request())
                == missing
        )
    }

    @Test(
        arguments: [
            ("/hook/t0ken", nil), ("/hook/old", nil), ("/hook/t0ken?x=1", nil),
            ("/hook/t%30ken", nil),
            ("/hook/t0ke", "the token in the path does not match"),
            ("/hook/t0ken/", "the token in the path does not match"),
            ("/hook/T0ken", "the token in the path does not match"),
            ("/hook/", "the token in the path is missing"),
            ("/hook", "the token in the path is missing"),
            ("/hookt0ken", "the token in the path is missing"),
        ] as [(String, String?)]
    )
    func `a token in the path is compared whole`(_ target: String, _ expected: String?) {
        let verification = Verification.token(.path, tokens: [Secret("old"), Secret("t0ken")])
        #expect(verification.refusal(of: request("POST", target)) == expected)
    }

    @Test(
        arguments: [
            "a+b", "a/b", "a&b", "a#b", "a?b", "a%b", "a%2Bb", "a b", "a=b;c", "añb", "+/&#?% ",
        ]
    )
    func `any letters of a token stand in the address as they must`(_ token: String) {
        for place in [Verification.TokenPlace.path, .query("k"), .query("the key+")] {
            let verification = Verification.token(place, tokens: [Secret(token)])
            for target in ["/hook", "/hook?x=1"] {
                let shown = place.target(target, with: percentEncoded(token))
                #expect(verification.refusal(of: request("POST", shown)) == nil)
                #expect(shown.allSatisfy { $0.isASCII && $0 != "#" && $0 != " " && $0 != "+" })
                let sent = verification.signed(
                    request("POST", target),
                    publicURL: "http://127.0.0.1",
                    now: receivedAt
                )
                #expect(sent.target == shown)
            }
        }
    }

    @Test func `a plus in the path is a plus, in the query a blank`() {
        let inPath = Verification.token(.path, tokens: [Secret("a+b")])
        #expect(inPath.refusal(of: request("POST", "/hook/a+b")) == nil)
        #expect(inPath.refusal(of: request("POST", "/hook/a%2bb")) == nil)
        #expect(inPath.refusal(of: request("POST", "/hook/a%20b")) != nil)
        let inQuery = Verification.token(.query("k"), tokens: [Secret("a b")])
        #expect(inQuery.refusal(of: request("POST", "/hook?k=a+b")) == nil)
    }

    @Test func `a token in a header field changes no address`() {
        #expect(
            Verification.TokenPlace.header("X-Key").target("/hook?x=1", with: "t") == "/hook?x=1"
        )
    }

    @Test(
        arguments: [
            ("/hook?key=t0ken", nil), ("/hook?a=1&key=t%30ken&b=2", nil),
            ("/hook?key=wrong&key=t0ken", "the token in the query does not match"),
            ("/hook?Key=t0ken", "the token in the query is missing"),
            ("/hook?key=", "the token in the query is missing"),
            ("/hook?key", "the token in the query is missing"),
            ("/hook", "the token in the query is missing"),
        ] as [(String, String?)]
    )
    func `a token in the query is compared whole`(_ target: String, _ expected: String?) {
        let verification = Verification.token(
            .query("key"),
            tokens: [Secret("old"), Secret("t0ken")]
        )
        #expect(verification.refusal(of: request("POST", target)) == expected)
    }

    @Test(
        arguments: [
            ("t0ken", nil), ("old", nil),
            ("wrong", "the token in the header field X-Acme-Key does not match"),
            ("", "the token in the header field X-Acme-Key is missing"),
        ] as [(String, String?)]
    )
    func `a token in a header field is compared whole`(_ value: String, _ expected: String?) {
        let verification = Verification.token(
            .header("X-Acme-Key"),
            tokens: [Secret("old"), Secret("t0ken")]
        )
        #expect(verification.refusal(of: request(fields: [("x-acme-key", value)])) == expected)
    }

    @Test func `without tokens nobody is believed`() {
        for tokens in [[], [Secret("")]] {
            #expect(
                Verification.token(.header("k"), tokens: tokens)
                    .refusal(of: request(fields: [("k", "x")])) != nil
            )
            #expect(
                Verification.bearer(tokens: tokens)
                    .refusal(of: request(fields: [("authorization", "Bearer x")])) != nil
            )
        }
    }

    @Test func `where no proof is asked for everybody is believed`() {
        #expect(Verification.none.refusal(of: request()) == nil)
    }

    @Test func `a secret shows itself nowhere`() {
        let secret = Secret("t0ken")
        #expect("\(secret)" == "•••")
        #expect(String(reflecting: secret) == "•••")
        var dumped = ""
        dump(Verification.bearer(tokens: [secret]), to: &dumped)
        #expect(!dumped.contains("t0ken"))
    }
}
