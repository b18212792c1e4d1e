import Testing
import TicksheetCore

@testable import GoogleSignIn

@Suite struct CredentialsReadingTests {
    private func read(
        _ json: String,
        subject: String? = nil
    ) throws -> (credentials: Credentials, warnings: [CredentialsWarning]) {
        try Credentials.read(Array(json.utf8), file: "sa.json", subject: subject)
    }

    @Test func `a service account's file is read`() throws {
        let (credentials, warnings) = try read(
            SampleCredentials.serviceAccount(["quota_project_id": #""billing""#])
        )
        guard case .serviceAccount(let account) = credentials else {
            Issue.record("\(credentials)")
            return
        }
        #expect(account.email == SampleCredentials.email)
        #expect(account.keyID == "0123abcd")
        #expect(account.clientID == "1234567890")
        #expect(account.tokenURI == "https://oauth2.googleapis.com/token")
        #expect(account.subject == nil)
        #expect(credentials.quotaProject == "billing")
        #expect(credentials.email == SampleCredentials.email)
        #expect(credentials.description == "the service account \(SampleCredentials.email)")
        #expect(warnings.isEmpty)
    }

    @Test func `a service account acts for a person`() throws {
        let (credentials, _) = try read(
            SampleCredentials.serviceAccount(),
            subject: "ana@shop.example"
        )
        #expect(credentials.email == "ana@shop.example")
        #expect(credentials.description.hasSuffix(" for ana@shop.example"))
    }

    @Test func `a person's file is read`() throws {
        let (credentials, _) = try read(
            SampleCredentials.authorizedUser(["quota_project_id": #""billing""#])
        )
        guard case .authorizedUser(let user) = credentials else {
            Issue.record("\(credentials)")
            return
        }
        #expect(user.clientID == "77.apps.googleusercontent.com")
        #expect(user.clientSecret.text == SampleCredentials.clientSecret)
        #expect(user.refreshToken.text == SampleCredentials.refreshToken)
        #expect(user.quotaProject == "billing")
        #expect(user.tokenURI == GoogleEndpoints.token)
    }

    @Test(
        arguments: [
            (#"{"file":"/run/token"}"#, ExternalAccount.Place.file(path: "/run/token"), .text),
            (
                #"{"file":"/t","format":{"type":"json","subject_token_field_name":"id"}}"#,
                .file(path: "/t"), .json(field: "id")
            ),
            (
                #"{"url":"http://169.254.0.1/t","headers":{"A":"b"},"format":{"type":"text"}}"#,
                .url("http://169.254.0.1/t", headers: [.init(name: "A", value: "b")]), .text
            ),
        ] as [(String, ExternalAccount.Place, ExternalAccount.Format)]
    )
    func `a workload's file is read`(
        _ source: String,
        _ place: ExternalAccount.Place,
        _ format: ExternalAccount.Format
    ) throws {
        let (credentials, _) = try read(
            SampleCredentials.externalAccount([
                "credential_source": source,
                "service_account_impersonation_url":
                    SampleCredentials.text(SampleCredentials.impersonation),
                "service_account_impersonation": #"{"token_lifetime_seconds":1200}"#,
            ])
        )
        guard case .externalAccount(let account) = credentials else {
            Issue.record("\(credentials)")
            return
        }
        #expect(account.place == place)
        #expect(account.format == format)
        #expect(account.lifetime == 1200)
        #expect(account.impersonatedEmail == SampleCredentials.email)
        #expect(credentials.email == SampleCredentials.email)
    }

    // MARK: What is none

    private static let wrong: [(String, String)] = [
        ("", "nothing"),
        ("  \n", "nothing"),
        ("AIzaSyD-nobody", "an API key, which can only read public spreadsheets"),
        (#""AIzaSyD-nobody""#, "an API key, which can only read public spreadsheets"),
        (TestKeys.pem("PRIVATE KEY", "AAAA"), "a key or certificate in PEM alone"),
        ("ya29.a0-nobody", "an access token, which lives an hour"),
        ("1//0nobody", "a refresh token alone"),
        ("GOCSPX-nobody", "an OAuth client's secret alone"),
        ("<html></html>", "an HTML or XML page"),
        ("some secret text", "a text that is no JSON from line 1, column 1 on"),
        ("{\"type\":\n x}", "a text that is no JSON from line 2, column 2 on"),
        ("[]", "an array"), ("17", "a number"), ("null", "null"),
        (#""some secret text""#, "a string"),
        ("{}", "a JSON object without \"type\""),
    ]

    @Test(arguments: wrong)
    func `what is no credentials file is told by what it is`(_ text: String, _ found: String) {
        #expect(throws: CredentialsError.notCredentials(file: "sa.json", found: found)) {
            _ = try read(text)
        }
    }

    @Test func `a key in PKCS#12 is told`() {
        let error = CredentialsError.notCredentials(
            file: "k.p12",
            found: "a key in PKCS#12 (.p12) or DER"
        )
        #expect(throws: error) {
            _ = try Credentials.read([0x30, 0x82, 0x0A, 0x51, 0x02], file: "k.p12")
        }
    }

    @Test(arguments: ["installed", "web"])
    func `an OAuth client's file is told`(_ kind: String) throws {
        let error = try #require(throws: CredentialsError.self) {
            _ = try read(#"{"\#(kind)":{"client_id":"77"}}"#)
        }
        #expect(error == .clientFile(file: "sa.json", kind: kind))
        #expect(
            error.description
                == "error[google.credentials.client_file]: sa.json is the file of an OAuth client "
                + "(\"\(kind)\"): it names a program, no account. Sign in with it (ticksheet login "
                + "google --client sa.json) and name the file that this writes, or name a service "
                + "account's key file."
        )
    }

    @Test(arguments: [
        "external_account_authorized_user", "impersonated_service_account",
        "gdch_service_account", "service-account", "",
    ])
    func `another type is told`(_ type: String) throws {
        let error = try #require(throws: CredentialsError.self) {
            _ = try read(#"{"type":"\#(type)"}"#)
        }
        #expect(error.code == "google.credentials.unsupported")
        #expect(error.description.contains("holds credentials of the type \"\(type)\""))
        #expect(error.description.contains("expected the type service_account, authorized_user"))
    }

    @Test(arguments: [
        (#"{"environment_id":"aws1"}"#, "an AWS"), (#"{"executable":{}}"#, "an executable"),
        (#"{"certificate":{}}"#, "a certificate"),
    ])
    func `another source of a workload's token is told`(_ source: String, _ kind: String) throws {
        let error = try #require(throws: CredentialsError.self) {
            _ = try read(SampleCredentials.externalAccount(["credential_source": source]))
        }
        #expect(error.summary.contains("an external_account with \(kind) as credential_source"))
    }

    @Test func `a workforce pool is told`() throws {
        let error = try #require(throws: CredentialsError.self) {
            _ = try read(
                SampleCredentials.externalAccount([
                    "audience":
                        #""//iam.googleapis.com/locations/global/workforcePools/p/providers/q""#
                ])
            )
        }
        #expect(error.summary.contains("workforce pool"))
    }

    /// A file whose name in a test's cases is not its text.
    struct Sample: Sendable, CustomTestStringConvertible {
        let json: String
        var testDescription: String { String(json.prefix(40)) }

        init(_ json: String) { self.json = json }
    }

    private static let fields: [(Sample, [String])] = [
        (
            Sample(#"{"type":"service_account"}"#),
            [
                "client_email is missing; expected a text",
                "private_key is missing; expected a text",
                "token_uri is missing; expected an https address",
            ]
        ),
        (
            Sample(
                SampleCredentials.serviceAccount(["private_key": "17", "client_email": #""""#])
            ),
            [
                "client_email is empty; expected a text",
                "private_key is a number; expected a text",
            ]
        ),
        (
            Sample(SampleCredentials.serviceAccount(["client_email": #""robot""#])),
            [
                "client_email is \"robot\"; expected an e-mail address"
            ]
        ),
        (
            Sample(SampleCredentials.serviceAccount(["token_uri": #""oauth2.googleapis.com""#])),
            [
                "token_uri is \"oauth2.googleapis.com\"; expected an https address"
            ]
        ),
        (
            Sample(
                SampleCredentials.serviceAccount(["token_uri": #""https://google.com@evil.test/t""#]
                )
            ),
            [
                "token_uri is \"https://google.com@evil.test/t\"; expected an https address"
            ]
        ),
        (
            Sample(
                SampleCredentials.authorizedUser(["refresh_token": "null", "client_secret": nil])
            ),
            [
                "client_secret is missing; expected a text",
                "refresh_token is missing; expected a text",
            ]
        ),
        (
            Sample(SampleCredentials.externalAccount(["credential_source": "{}"])),
            [
                "credential_source has neither file nor url"
            ]
        ),
        (
            Sample(SampleCredentials.externalAccount(["credential_source": nil, "audience": nil])),
            [
                "audience is missing; expected a text",
                "credential_source is missing; expected an object with file or url",
            ]
        ),
        (
            Sample(
                SampleCredentials.externalAccount([
                    "credential_source": #"{"file":"/t","format":{"type":"xml"}}"#
                ])
            ),
            ["credential_source.format.type is \"xml\"; expected text or json"]
        ),
        (
            Sample(
                SampleCredentials.externalAccount([
                    "credential_source": #"{"file":"/t","url":"https://a.test"}"#
                ])
            ),
            ["credential_source has both file and url; expected one"]
        ),
        (
            Sample(
                SampleCredentials.externalAccount([
                    "service_account_impersonation": #"{"token_lifetime_seconds":10}"#
                ])
            ),
            [
                "service_account_impersonation.token_lifetime_seconds is 10; expected a whole number "
                    + "from 600 to 43200"
            ]
        ),
    ]

    @Test(arguments: fields)
    func `all fields that are missing or wrong are told at once`(
        _ sample: Sample,
        _ findings: [String]
    ) throws {
        let error = try #require(throws: CredentialsError.self) { _ = try read(sample.json) }
        guard case .fields(_, _, let found) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(found == findings)
        #expect(error.disposition == .stop)
    }

    @Test func `a private key that cannot be used is told without showing it`() throws {
        let half = SampleCredentials.text(String(TestKeys.rsa.prefix(300)))
        let error = try #require(throws: CredentialsError.self) {
            _ = try read(SampleCredentials.serviceAccount(["private_key": half]))
        }
        #expect(
            error.description
                == "error[google.credentials.key]: the private_key in sa.json cannot be used: its "
                + "block does not end with \"-----END PRIVATE KEY-----\". Take the key file as Google "
                + "gave it, or make a new key at console.cloud.google.com/iam-admin/serviceaccounts, "
                + "Keys, Add key, JSON."
        )
    }

    @Test func `only a service account acts for a person, named by an address`() throws {
        let error = try #require(throws: CredentialsError.self) {
            _ = try read(SampleCredentials.authorizedUser(), subject: "ana@shop.example")
        }
        #expect(error.code == "google.credentials.subject")
        let other = try #require(throws: CredentialsError.self) {
            _ = try read(SampleCredentials.serviceAccount(), subject: "ana")
        }
        #expect(other.cause == "subject is \"ana\"; expected a person's e-mail address")
    }

    // MARK: Warnings

    @Test(
        arguments: [
            (UInt32(0o600), nil), (0o400, nil), (0o700, nil), (0o640, "0640"), (0o604, "0604"),
            (0o100644, "0644"), (0o610, "0610"),
        ] as [(UInt32, String?)]
    )
    func `a file that others can read is warned about`(_ mode: UInt32, _ shown: String?) {
        let warning = CredentialsWarning.ofMode(mode, file: "my key.json")
        #expect(
            warning?.description
                == shown.map {
                    "my key.json can be read by other users of this machine (mode \($0)); run chmod "
                        + "600 'my key.json'."
                }
        )
    }

    @Test(
        arguments: [
            ("https://gateway.test/token", nil), ("http://127.0.0.1:8099/token", nil),
            ("http://localhost/token", nil), ("http://emulator:80/token", "http://emulator:80"),
        ] as [(String, String?)]
    )
    func `a token endpoint without encryption is taken and warned about`(
        _ url: String,
        _ origin: String?
    ) throws {
        let (_, warnings) = try read(SampleCredentials.serviceAccount(["token_uri": "\"\(url)\""]))
        #expect(
            warnings
                == (origin.map {
                    [.cleartext(file: "sa.json", field: "token_uri", origin: $0)]
                } ?? [])
        )
    }
}
