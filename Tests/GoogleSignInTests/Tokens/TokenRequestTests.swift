import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSignIn

@Suite(.timeLimit(.minutes(5))) struct TokenRequestTests {
    @Test func `a service account sends its assertion as a form`() async throws {
        let asking = try Asking(robot: ScriptedTransport(.token("ya29.TOKEN")))
        let token = try await asking.source.token()
        #expect(token.value.text == "ya29.TOKEN")
        #expect(token.authorization == "Bearer ya29.TOKEN")
        #expect(token.expiresIn == .seconds(3599))
        #expect(token.expires.seconds == asking.time.now.seconds + 3599)
        let call = try #require(asking.transport.sent.first)
        #expect(call.method == "POST")
        #expect(call.url == "https://oauth2.googleapis.com/token")
        #expect(call.fields["content-type"] == "application/x-www-form-urlencoded")
        #expect(call.form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
        #expect(call.form["assertion"]?.split(separator: ".").count == 3)
        #expect(call.form.pairs.count == 2)
        #expect(call.limits.total == .seconds(20))
    }

    @Test func `the token endpoint of the key file is asked`() async throws {
        let json = SampleCredentials.serviceAccount(["token_uri": #""http://127.0.0.1:8099/token""#]
        )
        let asking = Asking(
            try SampleCredentials.located(json),
            ScriptedTransport(.token("t"))
        )
        _ = try await asking.source.token()
        #expect(asking.transport.sent.map(\.url) == ["http://127.0.0.1:8099/token"])
    }

    @Test func `a person's refresh token is exchanged`() async throws {
        let asking = try Asking(person: ScriptedTransport(.token("ya29.TOKEN")))
        _ = try await asking.source.token()
        let form = try #require(asking.transport.sent.first).form
        #expect(form["grant_type"] == "refresh_token")
        #expect(form["client_id"] == "77.apps.googleusercontent.com")
        #expect(form["client_secret"] == SampleCredentials.clientSecret)
        #expect(form["refresh_token"] == SampleCredentials.refreshToken)
        #expect(form.pairs.count == 4)
    }

    @Test func `the metadata server is asked with its field and scopes`() async throws {
        let transport = ScriptedTransport(
            HTTPResponse(
                200,
                #"{"access_token":"ya29.TOKEN","expires_in":"1800","token_type":"Bearer"}"#,
                [("Metadata-Flavor", "Google")]
            )
        )
        let asking = Asking(SampleCredentials.machine, transport)
        #expect(try await asking.source.token().expiresIn == .seconds(1800))
        let call = try #require(transport.sent.first)
        #expect(call.method == "GET")
        #expect(
            call.url == "http://metadata.google.internal/computeMetadata/v1/instance/"
                + "service-accounts/default/token?scopes="
                + "https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fspreadsheets"
        )
        #expect(call.fields["metadata-flavor"] == "Google")
    }

    // MARK: Workloads

    @Test func `a workload's token is exchanged`() async throws {
        let transport = ScriptedTransport(.token("ya29.TOKEN"))
        let asking = Asking(
            try SampleCredentials.located(SampleCredentials.externalAccount()),
            transport,
            files: ["/run/token": SampleCredentials.subjectToken + "\n"]
        )
        _ = try await asking.source.token()
        let call = try #require(transport.sent.first)
        #expect(call.url == "https://sts.googleapis.com/v1/token")
        let expected = [
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "audience": SampleCredentials.audience, "scope": GoogleEndpoints.spreadsheets,
            "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "subject_token": SampleCredentials.subjectToken,
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        ]
        #expect(call.form.pairs.count == expected.count)
        for (name, value) in expected { #expect(call.form[name] == value) }
    }

    @Test func `a workload takes on a service account, with its life by Google's clock`()
        async throws
    {
        let transport = ScriptedTransport { call throws(HTTPFailure) in
            if call.method == "GET" {
                return HTTPResponse(200, #"{"id":"\#(SampleCredentials.subjectToken)"}"#)
            }
            if call.url.contains("sts") { return .token("ya29.STEP") }
            return HTTPResponse(
                200,
                #"{"accessToken":"ya29.TOKEN","expireTime":"2026-03-01T13:00:00Z"}"#,
                [("Date", "Sun, 01 Mar 2026 12:40:00 GMT")]
            )
        }
        let json = SampleCredentials.externalAccount([
            "credential_source":
                #"{"url":"http://127.0.0.1:1/t?a=b","headers":{"X-Key":"k"},"#
                + #""format":{"type":"json","subject_token_field_name":"id"}}"#,
            "service_account_impersonation_url":
                SampleCredentials.text(SampleCredentials.impersonation),
        ])
        let asking = Asking(try SampleCredentials.located(json), transport)
        let token = try await asking.source.token()
        #expect(token.value.text == "ya29.TOKEN")
        #expect(token.expiresIn == .seconds(1200))
        let calls = transport.sent
        try #require(calls.count == 3)
        #expect(calls[0].fields["x-key"] == "k")
        #expect(calls[1].form["scope"] == "https://www.googleapis.com/auth/cloud-platform")
        #expect(calls[2].url == SampleCredentials.impersonation)
        #expect(calls[2].fields["authorization"] == "Bearer ya29.STEP")
        #expect(
            String(decoding: calls[2].body, as: UTF8.self)
                == #"{"scope":["https://www.googleapis.com/auth/spreadsheets"],"lifetime":"3600s"}"#
        )
    }

    @Test(
        arguments: [
            ("/gone", nil, "the file /gone cannot be read: No such file or directory"),
            ("/t", "", "the file /t is empty; expected the token"),
            ("/t", " \n", "the file /t is empty; expected the token"),
            (
                "/t", "two words",
                "the file /t is no token: it has blanks or letters beyond ASCII in the token"
            ),
        ] as [(String, String?, String)]
    )
    func `a workload's token that is none is told, and no request is made`(
        _ path: String,
        _ text: String?,
        _ cause: String
    ) async throws {
        let json = SampleCredentials.externalAccount(["credential_source": #"{"file":"\#(path)"}"#])
        let asking = Asking(
            try SampleCredentials.located(json),
            ScriptedTransport(.token("t")),
            files: text.map { ["/t": $0] } ?? [:]
        )
        let error = try await asking.error()
        #expect(error.code == "google.federation.subject_token")
        #expect(error.cause == cause)
        #expect(error.disposition == .retry(after: .seconds(60)))
        #expect(asking.transport.sent.isEmpty)
    }

    @Test(arguments: [
        (200, "[]", "http://127.0.0.1:1 is no JSON object; expected one with \"id\""),
        (200, "{}", "http://127.0.0.1:1 has no text \"id\"; expected the token there"),
        (200, #"{"id":7}"#, "http://127.0.0.1:1 has no text \"id\"; expected the token there"),
        (403, "no", "http://127.0.0.1:1 answered with HTTP 403; expected 200"),
    ])
    func `an address that gives no token is told without its path`(
        _ status: Int,
        _ body: String,
        _ cause: String
    ) async throws {
        let json = SampleCredentials.externalAccount([
            "credential_source":
                #"{"url":"http://127.0.0.1:1/path?key=TOKEN","#
                + #""format":{"type":"json","subject_token_field_name":"id"}}"#
        ])
        let asking = Asking(
            try SampleCredentials.located(json),
            ScriptedTransport(HTTPResponse(status, body))
        )
        #expect(try await asking.error().cause == cause)
    }
}
