import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import Intake

private let publicURL = "https://hooks.example.com:8443"
private let form = "application/x-www-form-urlencoded"

private let verifications: [(name: String, Verification)] = [
    ("meta", .meta(appSecrets: [Secret("a"), Secret("b")], verifyToken: nil)),
    ("messagebird", .messagebird(signingKeys: [Secret("a"), Secret("b")])),
    ("bird-channels", .birdChannels(signingKeys: [Secret("a"), Secret("b")])),
    ("standard-webhooks", .standardWebhooks(secrets: [Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZI")])),
    ("twilio", .twilio(authTokens: [Secret("a"), Secret("b")])),
    ("vonage", .vonage(signatureSecrets: [Secret("a"), Secret("b")])),
    ("bearer", .bearer(tokens: [Secret("a"), Secret("b")])),
    ("basic", .basic(user: "u", passwords: [Secret("a"), Secret("b")])),
    ("token in the path", .token(.path, tokens: [Secret("a b")])),
    ("token in the query", .token(.query("t"), tokens: [Secret("a&b")])),
    ("token in a field", .token(.header("X-Token"), tokens: [Secret("a")])),
]

@Suite struct SigningTests {
    @Test(
        arguments: verifications.map(\.name),
        [("application/json", "{\"a\":1}"), (form, "A=1&B=%2B2&A=x"), (form, ""), ("", "")]
    )
    func `what is signed as a provider would is believed, and only as it was signed`(
        _ name: String,
        _ content: (type: String, body: String)
    ) throws {
        let verification = try #require(verifications.first { $0.name == name }).1
        for target in ["/hook", "/hook?b=2&a=1"] {
            let plain = request(
                "POST",
                target,
                fields: [("Content-Type", content.type)],
                body: content.body
            )
            let signed = verification.signed(plain, publicURL: publicURL, now: receivedAt)
            #expect(verification.refusal(of: signed, publicURL: publicURL) == nil)
            #expect(verification.refusal(of: plain, publicURL: publicURL) != nil)
        }
    }
}
