import HTTPTypes
import Testing
import TicksheetCore

@testable import GoogleSignIn

/// Answers that are no answers, and none at all.
@Suite(.timeLimit(.minutes(5))) struct AnswerTests {
    private static let proxy =
        "See that no proxy or sign-in page of the network answers in Google's place, and that "
        + "token_uri in the credentials file leads to https://oauth2.googleapis.com/token."
    private static let unusable =
        "the answer of https://oauth2.googleapis.com cannot be used as a token for the service "
        + "account robot@shop.iam.gserviceaccount.com"

    @Test(arguments: [
        (
            HTTPResponse(200, "<!doctype html>\n<html><head><TITLE>Hotel\n Wi-Fi</TITLE>"),
            "HTTP 200 with an HTML page titled \"Hotel Wi-Fi\""
        ),
        (
            HTTPResponse(404, "  <html>", [("Content-Type", "text/html")]),
            "HTTP 404 with an HTML page"
        ),
        (HTTPResponse(200, ""), "HTTP 200 with nothing"),
        (HTTPResponse(400, "nope"), "HTTP 400 with a text that is no JSON object: \"nope\""),
        (HTTPResponse(200, "[1]"), "HTTP 200 with a text that is no JSON object: \"[1]\""),
    ])
    func `an answer that is no JSON is told`(
        _ response: HTTPResponse,
        _ found: String
    ) async throws {
        let asking = try Asking(robot: ScriptedTransport(response))
        let error = try await asking.error()
        #expect(
            error.description
                == "error[google.not_json]: \(Self.unusable): \(found); expected a JSON object. "
                + Self.proxy
        )
        #expect(error.disposition == .retry(after: nil))
        #expect(asking.transport.sent.count == 1)
    }

    @Test(arguments: [
        ("{}", "access_token is missing; expected a token"),
        (#"{"access_token":7}"#, "access_token is a number; expected a token"),
        (#"{"access_token":""}"#, "access_token is empty; expected a token"),
        (
            #"{"access_token":"TOKEN\r\nX: y","expires_in":9}"#,
            "access_token is a text that no header field can carry; expected a token"
        ),
        (
            #"{"access_token":"TOKEN"}"#, "expires_in is missing; expected seconds from 1 to 604800"
        ),
        (
            #"{"access_token":"TOKEN","expires_in":0}"#,
            "expires_in is 0; expected seconds from 1 to 604800"
        ),
        (
            #"{"access_token":"TOKEN","expires_in":1e9}"#,
            "expires_in is 1e9; expected seconds from 1 to 604800"
        ),
        (
            #"{"access_token":"TOKEN","expires_in":"soon"}"#,
            "expires_in is \"soon\"; expected seconds from 1 to 604800"
        ),
        (
            #"{"access_token":"TOKEN","expires_in":9,"token_type":"mac"}"#,
            "token_type is \"mac\"; expected Bearer"
        ),
    ])
    func `an answer with odd fields is told without a token`(
        _ body: String,
        _ cause: String
    ) async throws {
        let asking = try Asking(robot: ScriptedTransport(HTTPResponse(200, body)))
        #expect(
            try await asking.error().description
                == "error[google.answer]: \(Self.unusable): \(cause). \(Self.proxy)"
        )
    }

    // MARK: None

    @Test(
        arguments: [
            (
                HTTPFailure.unresolved(origin: "https://oauth2.googleapis.com"), 4,
                "the host of https://oauth2.googleapis.com is not known",
                "See that this machine has a network and may reach that host (proxy, firewall, DNS); it is "
                    + "tried again."
            ),
            (
                .unreachable(origin: "https://oauth2.googleapis.com", cause: "refused"), 4,
                "https://oauth2.googleapis.com cannot be reached: refused",
                "See that this machine has a network and may reach that host (proxy, firewall, DNS); it is "
                    + "tried again."
            ),
            (
                .late(origin: "https://oauth2.googleapis.com", .firstByte, after: .seconds(15)), 4,
                "https://oauth2.googleapis.com did not answer within 15.0 seconds",
                "See that this machine has a network and may reach that host (proxy, firewall, DNS); it is "
                    + "tried again."
            ),
            (
                .untrusted(origin: "https://oauth2.googleapis.com", cause: "expired"), 1,
                "https://oauth2.googleapis.com cannot be trusted: expired",
                "See that this machine's clock is right and its certificates are there (apt-get install "
                    + "ca-certificates), and that no proxy opens the connection."
            ),
            (
                .tooLarge(origin: "https://oauth2.googleapis.com", limit: 9), 1,
                "https://oauth2.googleapis.com answered with more than 9 bytes",
                "See that token_uri in the credentials file leads to https://oauth2.googleapis.com/token."
            ),
        ] as [(HTTPFailure, Int, String, String)]
    )
    func `no answer is told, and asked for again where that may help`(
        _ failure: HTTPFailure,
        _ attempts: Int,
        _ cause: String,
        _ remedy: String
    ) async throws {
        let asking = try Asking(robot: ScriptedTransport([.failure(failure)]))
        let error = try await asking.error()
        #expect(
            error.description
                == "error[google.unreachable]: https://oauth2.googleapis.com could not give a token to "
                + "the service account robot@shop.iam.gserviceaccount.com: \(cause). \(remedy)"
        )
        #expect(error.disposition == .retry(after: nil))
        #expect(asking.transport.sent.count == attempts)
    }

    @Test(arguments: [
        (HTTPResponse(503, "<html>"), "HTTP 503"),
        (HTTPResponse(500, #"{"error":"internal_failure"}"#), "HTTP 500: internal_failure"),
        (
            HTTPResponse(400, #"{"error":"temporarily_unavailable"}"#),
            "HTTP 400: temporarily_unavailable"
        ),
        (HTTPResponse(429, #"{"error":{"message":"slow"}}"#), "HTTP 429: slow"),
        (HTTPResponse(502, "{}"), "HTTP 502"),
    ])
    func `a server that cannot answer now is asked again`(
        _ response: HTTPResponse,
        _ cause: String
    ) async throws {
        let failing = try Asking(robot: ScriptedTransport(response))
        let error = try await failing.error()
        #expect(error.code == "google.unavailable")
        #expect(error.cause == cause)
        #expect(failing.transport.sent.count == 4)
        #expect(failing.time.pauses == [.seconds(0.5), .seconds(1), .seconds(2)])
        let healing = try Asking(
            robot: ScriptedTransport([.success(response), .success(.token("ya29.TOKEN"))])
        )
        #expect(try await healing.source.token().value.text == "ya29.TOKEN")
        #expect(healing.transport.sent.count == 2)
    }

    @Test func `a time to come back is kept to, or told where it is too long`() async throws {
        let soon = HTTPResponse(503, "", [("Retry-After", "7")])
        let healing = try Asking(
            robot: ScriptedTransport([.success(soon), .success(.token("t"))])
        )
        _ = try await healing.source.token()
        #expect(healing.time.pauses == [.seconds(7)])
        let late = HTTPResponse(503, "", [("Retry-After", "600")])
        let failing = try Asking(robot: ScriptedTransport(late))
        #expect(try await failing.error().disposition == .retry(after: .seconds(600)))
        #expect(failing.time.pauses.isEmpty)
    }

    @Test func `no attempt begins after the patience`() async throws {
        let time = HTTPFailure.late(origin: "https://g.test", .total, after: .seconds(20))
        let asking = try Asking(
            robot: ScriptedTransport([.failure(time)]),
            limits: TokenLimits(attempts: 100, patience: .seconds(10))
        )
        _ = try await asking.error()
        #expect(asking.time.pauses == [.seconds(0.5), .seconds(1), .seconds(2), .seconds(4)])
    }

    // MARK: The metadata server

    private static func machine(
        _ responses: [String: HTTPResponse]
    ) -> Asking {
        Asking(
            SampleCredentials.machine,
            ScriptedTransport { call throws(HTTPFailure) in
                let name = call.url.split(separator: "/").last?.prefix { $0 != "?" } ?? ""
                return responses[String(name)] ?? HTTPResponse(404, "")
            }
        )
    }

    private static let flavor = [(name: "Metadata-Flavor", value: "Google")]

    @Test func `an answer without the flavor is told`() async throws {
        let asking = Self.machine(["token": .token("ya29.TOKEN")])
        #expect(
            try await asking.error().description
                == "error[google.metadata.foreign]: the answer of http://metadata.google.internal "
                + "cannot be used as a token for this machine's service account: HTTP 200 without the "
                + "field Metadata-Flavor: Google. See that GCE_METADATA_HOST leads to Google's metadata "
                + "server and that no proxy answers in its place."
        )
    }

    @Test func `a machine without a service account is told`() async throws {
        let asking = Self.machine(["token": HTTPResponse(404, "Not Found\n", Self.flavor)])
        let error = try await asking.error()
        #expect(error.code == "google.metadata.no_account")
        #expect(error.cause == "Not Found")
    }

    @Test func `a machine without the scope is told with those it has`() async throws {
        let scopes = "https://www.googleapis.com/auth/cloud-platform\nopenid\n"
        let refusing = Self.machine([
            "token": HTTPResponse(403, "insufficient scopes", Self.flavor),
            "scopes": HTTPResponse(200, scopes, Self.flavor),
        ])
        let line =
            "error[google.scope_missing]: the token of this machine's service account does not reach "
            + "spreadsheets: it needs the scope https://www.googleapis.com/auth/spreadsheets and has "
            + "https://www.googleapis.com/auth/cloud-platform openid. Stop the machine, give it the "
            + "scope (gcloud compute instances set-service-account NAME "
            + "--scopes=https://www.googleapis.com/auth/spreadsheets,cloud-platform) and start it; or "
            + "name a service account's key file in the settings."
        #expect(try await refusing.error().description == line)
        // The way of most machines: a token comes, and the Sheets API refuses it.
        let late = Self.machine([
            "token": HTTPResponse(200, #"{"access_token":"t","expires_in":99}"#, Self.flavor),
            "scopes": HTTPResponse(200, scopes, Self.flavor),
        ])
        let token = try await late.source.token()
        #expect(await late.source.scopeRefused(token).description == line)
    }

    // MARK: Workloads

    private static func workload(_ sts: HTTPResponse, _ account: HTTPResponse) throws -> Asking {
        let json = SampleCredentials.externalAccount([
            "service_account_impersonation_url":
                SampleCredentials.text(SampleCredentials.impersonation)
        ])
        return Asking(
            try SampleCredentials.located(json),
            ScriptedTransport { call throws(HTTPFailure) in
                call.url.contains("sts") ? sts : account
            },
            files: ["/run/token": SampleCredentials.subjectToken]
        )
    }

    @Test(arguments: [
        (
            "invalid_grant", "The ID Token issued at 1 is stale to sign-in.",
            "google.federation.refused"
        ),
        ("invalid_target", "The target service indicated is invalid.", "google.federation.refused"),
        (
            "unauthorized_client", "The given credential is rejected by the attribute condition.",
            "google.federation.refused"
        ),
        ("invalid_request", "Invalid value for audience.", "google.federation.refused"),
        ("invalid_scope", "Bad scope.", "google.scope"),
    ])
    func `a workload's token that is refused is told`(
        _ word: String,
        _ said: String,
        _ code: String
    ) async throws {
        let refusal = HTTPResponse(400, #"{"error":"\#(word)","error_description":"\#(said)"}"#)
        let error = try await Self.workload(refusal, .token("t")).error()
        #expect(error.code == code)
        #expect(error.cause?.hasSuffix(said) == true)
        #expect(error.server == "https://sts.googleapis.com")
        if code == "google.federation.refused" {
            #expect(error.cause == "\(word): \(said)")
            #expect(error.remedy.contains("attribute condition"))
        }
    }

    @Test func `a service account that cannot be taken on is told`() async throws {
        let refusal = HTTPResponse(
            403,
            #"{"error":{"code":403,"message":"Permission 'iam.serviceAccounts.getAccessToken' "#
                + #"denied on resource","status":"PERMISSION_DENIED"}}"#
        )
        let error = try await Self.workload(.token("ya29.TOKEN"), refusal).error()
        #expect(
            error.description
                == "error[google.federation.impersonation]: https://iamcredentials.googleapis.com gave "
                + "no token to the workload that acts as robot@shop.iam.gserviceaccount.com: HTTP 403: "
                + "Permission 'iam.serviceAccounts.getAccessToken' denied on resource. Give the workload "
                + "the role roles/iam.workloadIdentityUser on the service account, and enable "
                + "iamcredentials.googleapis.com in its project."
        )
    }

    @Test(arguments: [
        (#"{"expireTime":"2026-03-01T13:00:00Z"}"#, "accessToken is missing; expected a token"),
        (
            #"{"accessToken":"TOKEN"}"#,
            "expireTime is missing; expected an instant such as 2026-01-01T00:00:00Z"
        ),
        (
            #"{"accessToken":"TOKEN","expireTime":"soon"}"#,
            "expireTime is \"soon\"; expected an instant such as 2026-01-01T00:00:00Z"
        ),
        (
            #"{"accessToken":"TOKEN","expireTime":"2026-03-01T12:00:00Z"}"#,
            "expireTime is \"2026-03-01T12:00:00Z\"; expected an instant after 2026-03-01T12:00:00Z"
        ),
    ])
    func `an odd answer of the second step is told`(_ body: String, _ cause: String) async throws {
        let error = try await Self.workload(.token("ya29.TOKEN"), HTTPResponse(200, body)).error()
        #expect(error.code == "google.answer")
        #expect(error.cause == cause)
    }
}
