import CryptoBridge
import HTTPTypes
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSignIn

@Suite(.timeLimit(.minutes(5))) struct LoginAttemptTests {
    private static let file =
        #"{"installed":{"client_id":"77.apps.googleusercontent.com","project_id":"shop","#
        + #""auth_uri":"https://accounts.google.com/o/oauth2/auth","#
        + #""token_uri":"https://oauth2.googleapis.com/token","#
        + #""client_secret":"GOCSPX-secret-of-nobody","redirect_uris":["http://localhost"]}}"#

    private func attempt() throws -> LoginAttempt {
        LoginAttempt(
            try OAuthClient.read(Array(Self.file.utf8), file: "client.json"),
            port: 41_234,
            random: { [UInt8](repeating: UInt8($0), count: $0) }
        )
    }

    private var state: String { Base64.urlEncoded([UInt8](repeating: 24, count: 24)) }
    private var verifier: String { Base64.urlEncoded([UInt8](repeating: 48, count: 48)) }

    // MARK: The address

    @Test func `the address asks for lasting access with a hash of the verifier`() throws {
        let attempt = try attempt()
        #expect(
            attempt.authorizationURL.hasPrefix(
                "https://accounts.google.com/o/oauth2/auth?client_id="
            )
        )
        #expect(HTTPAddress(attempt.authorizationURL) != nil)
        let query = HTTPCall("GET", attempt.authorizationURL).query
        let expected = [
            "client_id": "77.apps.googleusercontent.com", "response_type": "code",
            "redirect_uri": "http://127.0.0.1:41234/", "scope": GoogleEndpoints.spreadsheets,
            "code_challenge": Base64.urlEncoded(Digest.hash(.sha256, Array(verifier.utf8))),
            "code_challenge_method": "S256", "state": state, "access_type": "offline",
            "prompt": "consent",
        ]
        #expect(query.pairs.count == expected.count)
        for (name, value) in expected { #expect(query[name] == value) }
        #expect(!attempt.authorizationURL.contains(verifier))
        #expect(!attempt.authorizationURL.contains("GOCSPX"))
    }

    // Source: <https://www.rfc-editor.org/rfc/rfc7636#appendix-B>
    @Test func `the hash is that of RFC 7636`() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(
            Base64.urlEncoded(Digest.hash(.sha256, Array(verifier.utf8)))
                == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        )
    }

    @Test func `each attempt has a state and a verifier of its own, of allowed length`() throws {
        let client = try OAuthClient.read(Array(Self.file.utf8), file: "client.json")
        let states = (0..<20).map { _ in
            HTTPCall("GET", LoginAttempt(client, port: 1).authorizationURL).query["state"]
        }
        #expect(Set(states).count == 20)
        #expect((43...128).contains(verifier.utf8.count))
    }

    // MARK: What comes back

    @Test func `the code is taken out of what the browser brings back`() throws {
        let target = "/?state=\(state)&code=4%2F0Acode&scope=https%3A%2F%2Fx"
        #expect(try attempt().code(from: target).text == "4/0Acode")
    }

    @Test(arguments: [
        ("/?code=c", LoginError.foreign),
        ("/", .foreign),
        ("/?state=other&code=c", .foreign),
        ("/?state=other&error=access_denied", .foreign),
        ("/?state=STATE", .noCode(found: "it has neither code nor error")),
        ("/?state=STATE&code=", .noCode(found: "it has neither code nor error")),
        ("/?state=STATE&error=access_denied", .denied(word: "access_denied")),
        ("/?state=STATE&error=a%0Ab&code=c", .denied(word: "a b")),
    ])
    func `what has no code of this attempt is told`(
        _ target: String,
        _ error: LoginError
    ) throws {
        let attempt = try attempt()
        #expect(throws: error) {
            _ = try attempt.code(from: target.replacing("STATE", with: state))
        }
        #expect(error.description.hasPrefix("error[google.login."))
    }

    // MARK: The exchange

    private func exchange(_ transport: ScriptedTransport) async throws -> AuthorizedUser {
        try await attempt().credentials(
            for: Secret("4/0Acode-of-nobody"),
            over: transport,
            clock: FakeTime()
        )
    }

    @Test func `the code is exchanged with the verifier`() async throws {
        let transport = ScriptedTransport(
            HTTPResponse(
                200,
                #"{"access_token":"ya29.TOKEN","expires_in":3599,"token_type":"Bearer","#
                    + #""scope":"https://www.googleapis.com/auth/spreadsheets","#
                    + #""refresh_token":"1//0refresh-TOKEN-of-nobody"}"#
            )
        )
        let user = try await exchange(transport)
        #expect(user.refreshToken.text == SampleCredentials.refreshToken)
        let call = try #require(transport.sent.first)
        #expect(call.url == "https://oauth2.googleapis.com/token")
        let expected = [
            "grant_type": "authorization_code", "code": "4/0Acode-of-nobody",
            "client_id": "77.apps.googleusercontent.com",
            "client_secret": "GOCSPX-secret-of-nobody",
            "redirect_uri": "http://127.0.0.1:41234/", "code_verifier": verifier,
        ]
        #expect(call.form.pairs.count == expected.count)
        for (name, value) in expected { #expect(call.form[name] == value) }
    }

    private static let refusals: [(HTTPResponse, String, String)] = [
        (
            HTTPResponse(
                400,
                #"{"error":"invalid_grant","error_description":"Malformed auth code."}"#
            ),
            "google.login.code", "Malformed auth code."
        ),
        (
            HTTPResponse(401, #"{"error":"invalid_client","error_description":"Unauthorized"}"#),
            "google.client", "invalid_client: Unauthorized"
        ),
        (
            HTTPResponse(
                400,
                #"{"error":"redirect_uri_mismatch","error_description":"Bad Request"}"#
            ),
            "google.refused", "HTTP 400: redirect_uri_mismatch: Bad Request"
        ),
        (
            HTTPResponse(200, #"{"access_token":"t","expires_in":9,"token_type":"Bearer"}"#),
            "google.login.no_refresh_token",
            "the OAuth client 77.apps.googleusercontent.com seems to be allowed already"
        ),
        (
            HTTPResponse(
                200,
                #"{"access_token":"t","expires_in":9,"scope":"openid","refresh_token":"1//TOKEN"}"#
            ),
            "google.login.scope",
            "needed is https://www.googleapis.com/auth/spreadsheets, given was openid"
        ),
        (
            HTTPResponse(503, "<html>"), "google.unavailable", "HTTP 503"
        ),
        (
            HTTPResponse(200, "<html><title>Hotel</title>"), "google.not_json",
            "HTTP 200 with an HTML page titled \"Hotel\"; expected a JSON object"
        ),
    ]

    @Test(arguments: refusals)
    func `an exchange that gives no lasting access is told, and not tried again`(
        _ response: HTTPResponse,
        _ code: String,
        _ cause: String
    ) async throws {
        let transport = ScriptedTransport(response)
        let error = try await #require(throws: LoginError.self) {
            _ = try await exchange(transport)
        }
        #expect(error.code == code)
        #expect(error.cause == cause)
        #expect(transport.sent.count == 1)
        for secret in ["TOKEN", "secret-of-nobody", "code-of-nobody", verifier] {
            #expect(!error.description.contains(secret))
        }
    }

    @Test func `no network is told`() async throws {
        let transport = ScriptedTransport([.failure(.unresolved(origin: "https://g.test"))])
        let error = try await #require(throws: LoginError.self) {
            _ = try await exchange(transport)
        }
        #expect(error.code == "google.unreachable")
    }

    @Test func `an attempt shows neither state nor verifier`() throws {
        var dumped = ""
        dump(try attempt(), to: &dumped)
        for text in [dumped, "\(try attempt())"] {
            for secret in [state, verifier, "secret-of-nobody"] { #expect(!text.contains(secret)) }
        }
    }
}
