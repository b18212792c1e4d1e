import CryptoBridge
import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct TokenTests {
    private static let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
    private static let late =
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
        + "Check your iat and exp values in the JWT claim."

    private func session(_ clock: TestClock = TestClock(Assertions.issued)) throws -> Session {
        let key = try #require(RSAPublicKey(pem: Array(Assertions.publicKey.utf8)))
        return try Session { options in
            options.clock = clock.clock
            options.accounts = [
                ServiceAccount(email: Session.writer, project: "project", key: key)
            ]
            options.users = [
                AuthorizedUser(
                    clientId: "app",
                    clientSecret: "secret",
                    refreshToken: "refresh",
                    email: "ana@example.com",
                    scopes: ["https://www.googleapis.com/auth/spreadsheets"]
                )
            ]
            options.machineAccount = Session.writer
        }
    }

    private func token(_ session: Session, _ form: String) async throws -> Session.Answer {
        var fields = HTTPFields()
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        return try await session.send(
            HTTPCall(
                "POST",
                session.emulator.endpoint + "/token",
                fields: fields,
                body: Array(form.utf8)
            )
        )
    }

    @Test func `an assertion is exchanged for a token that holds for an hour`() async throws {
        let clock = TestClock(Assertions.issued)
        let session = try session(clock)
        let answer = try await token(session, "\(Self.grant)&assertion=\(Assertions.good)")
        #expect(answer.status == 200)
        #expect(answer.json["expires_in"] == 3599)
        #expect(answer.json["token_type"] == "Bearer")
        let made = try #require(answer.json["access_token"]?.text)
        #expect(try await session.call("GET", "", token: made).status == 200)
        clock.advance(3600)
        let expired = try await session.call("GET", "", token: made)
        #expect(expired.status == 401)
        #expect(expired.json["error"]?["details"] == nil)
        #expect(
            expired.fields["www-authenticate"]
                == "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\""
        )
    }

    private static let cases: [(String, Int, String, String)] = [
        ("grant_type=magic", 400, "unsupported_grant_type", "Invalid grant_type: magic"),
        ("\(grant)&assertion=a.b", 400, "invalid_request", "Bad Request"),
        (
            "\(grant)&assertion=\(Assertions.otherKey)", 400, "invalid_grant",
            "Invalid JWT Signature."
        ),
        (
            "\(grant)&assertion=\(Assertions.noAlgorithm)", 400, "invalid_grant",
            "Invalid JWT Signature."
        ),
        (
            "\(grant)&assertion=\(Assertions.unknownIssuer)", 400, "invalid_grant",
            "Invalid grant: account not found"
        ),
        (
            "\(grant)&assertion=\(Assertions.noIssueTime)", 400, "invalid_grant",
            "Invalid JWT: iat (issued at) is not set."
        ),
        (
            "\(grant)&assertion=\(Assertions.noExpiry)", 400, "invalid_grant",
            "Invalid JWT: exp (expiration time) is not set."
        ),
        ("\(grant)&assertion=\(Assertions.expired)", 400, "invalid_grant", late),
        ("\(grant)&assertion=\(Assertions.tooLong)", 400, "invalid_grant", late),
        ("\(grant)&assertion=\(Assertions.future)", 400, "invalid_grant", late),
        (
            "\(grant)&assertion=\(Assertions.noScope)", 400, "invalid_scope",
            "Invalid OAuth scope or ID token audience provided."
        ),
        (
            "\(grant)&assertion=\(Assertions.wrongAudience)", 400, "invalid_grant",
            "Invalid JWT: Failed audience check."
        ),
        (
            "\(grant)&assertion=\(Assertions.subject)", 401, "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not "
                + "authorized for any of the scopes requested."
        ),
        (
            "grant_type=refresh_token&client_id=app&client_secret=secret&refresh_token=old", 400,
            "invalid_grant", "Token has been expired or revoked."
        ),
    ]

    @Test(arguments: cases.indices)
    func `each refusal has its error and its words`(_ index: Int) async throws {
        let (form, status, error, words) = Self.cases[index]
        let answer = try await token(try session(), form)
        #expect(answer.status == status)
        #expect(answer.json["error"]?.text == error)
        #expect(answer.json["error_description"]?.text == words)
    }

    @Test func `an unknown scope beside a known one gives no access token`() async throws {
        let answer = try await token(
            try session(),
            "\(Self.grant)&assertion=\(Assertions.unknownScope)"
        )
        #expect(answer.status == 200)
        #expect(answer.json["access_token"] == nil)
        #expect(answer.json["id_token"] != nil)
    }

    @Test func `a refresh token gives a person's token`() async throws {
        let session = try session()
        let answer = try await token(
            session,
            "grant_type=refresh_token&client_id=app&client_secret=secret&refresh_token=refresh"
        )
        let made = try #require(answer.json["access_token"]?.text)
        #expect(answer.json["scope"]?.text?.hasSuffix("/auth/spreadsheets") == true)
        let closed = try await session.call("GET", "", token: made)
        #expect(closed.status == 403)
        #expect(closed.message == "The caller does not have permission")
        session.emulator.share(session.id, with: "ana@example.com", as: "reader")
        #expect(try await session.call("GET", "", token: made).status == 200)
        let write = try await session.call(
            "POST",
            ":batchUpdate",
            ["requests": [.append(.row("a"))]],
            token: made
        )
        #expect(write.status == 403)
    }

    @Test func `a machine's own account is asked for at the metadata server`() async throws {
        let session = try session()
        var fields = HTTPFields()
        fields.append("Metadata-Flavor", "Google")
        let base =
            session.emulator.endpoint
            + "/computeMetadata/v1/instance/service-accounts/default"
        let info = try await session.send(
            HTTPCall("GET", "\(base)/?recursive=true", fields: fields)
        )
        #expect(info.json["email"]?.text == Session.writer)
        #expect(info.fields["metadata-flavor"] == "Google")
        let answer = try await session.send(
            HTTPCall(
                "GET",
                "\(base)/token?scopes=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fspreadsheets",
                fields: fields
            )
        )
        let made = try #require(answer.json["access_token"]?.text)
        #expect(try await session.call("GET", "", token: made).status == 200)
        let plain = try await session.send(HTTPCall("GET", "\(base)/token"))
        #expect(plain.status == 403)
    }

    @Test func `without a token, with a wrong one, and with too narrow a one`() async throws {
        let session = try session()
        let missing = try await session.call("GET", "", token: .some(nil))
        #expect(missing.status == 401)
        let details = missing.json["error"]?["details"]?[0]
        #expect(details?["reason"] == "CREDENTIALS_MISSING")
        #expect(
            details?["metadata"]?["method"]
                == "google.apps.sheets.v4.SpreadsheetsService.GetSpreadsheet"
        )
        #expect(
            missing.fields["www-authenticate"] == "Bearer realm=\"https://accounts.google.com/\""
        )
        let wrong = try await session.call("GET", "", token: "ya29.x")
        #expect(wrong.status == 401)
        #expect(wrong.message.hasPrefix("Request had invalid authentication credentials."))
        let narrow = session.emulator.token(
            for: Session.writer,
            scopes: ["spreadsheets.readonly"]
        )
        #expect(try await session.call("GET", "", token: narrow).status == 200)
        let refused = try await session.call("GET", "/developerMetadata/1", token: narrow)
        #expect(refused.status == 403)
        #expect(
            refused.json["error"]?["details"]?[0]?["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        )
        session.emulator.revokeTokens()
        #expect(try await session.call("GET", "").status == 401)
    }

    @Test func `a file that the app did not make is not there for drive.file`() async throws {
        let session = try session()
        let token = session.emulator.token(for: Session.writer, scopes: ["drive.file"])
        #expect(try await session.call("GET", "", token: token).status == 404)
        let made = try await session.call("POST", "/v4/spreadsheets", [:], token: token)
        let id = try #require(made.json["spreadsheetId"]?.text)
        #expect(
            try await session.call("GET", "/v4/spreadsheets/\(id)", token: token).status == 200
        )
    }
}
