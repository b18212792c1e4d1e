import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSignIn

/// What Google's token endpoint answered when it was tried, and what is told of it.
@Suite(.timeLimit(.minutes(5))) struct RefusalTests {
    private static let robot =
        "https://oauth2.googleapis.com gave no token to the service account "
        + "robot@shop.iam.gserviceaccount.com"
    private static let person =
        "https://oauth2.googleapis.com gave no token to the signed-in user of the client "
        + "77.apps.googleusercontent.com"
    private static let key =
        "Make a new key at console.cloud.google.com/iam-admin/serviceaccounts, Keys, Add key, JSON, "
        + "and put it in the place of the old file."
    private static let endpoint =
        "See that token_uri in the credentials file leads to https://oauth2.googleapis.com/token or "
        + "to a stand-in for it, and that the file is as Google gave it."
    private static let again = "Sign in again: ticksheet login google."

    private static func answer(
        _ word: String,
        _ said: String,
        _ status: Int = 400,
        _ fields: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(status, #"{"error":"\#(word)","error_description":"\#(said)"}"#, fields)
    }

    // MARK: Service accounts

    private static let robots: [(HTTPResponse, String)] = [
        (
            answer("unsupported_grant_type", "Invalid grant_type: x"),
            "error[google.request]: \(robot): unsupported_grant_type: Invalid grant_type: x. \(endpoint)"
        ),
        (
            answer("invalid_request", "Bad Request"),
            "error[google.request]: \(robot): invalid_request: Bad Request. \(endpoint)"
        ),
        (
            answer("invalid_grant", "Invalid JWT Signature."),
            "error[google.key_refused]: \(robot): \"Invalid JWT Signature.\": the key 0123abcd is none "
                + "of this account's; it was deleted or disabled, or the file was edited. \(key)"
        ),
        (
            answer("invalid_grant", "Invalid grant: account not found"),
            "error[google.account_not_found]: \(robot): Invalid grant: account not found. See at "
                + "console.cloud.google.com/iam-admin/serviceaccounts whether it was deleted: within 30 "
                + "days it can be restored; otherwise make another, share the spreadsheet with it, and "
                + "name its key file."
        ),
        (
            answer("invalid_grant", "Invalid JWT: iat (issued at) is not set."),
            "error[google.request]: \(robot): invalid_grant: Invalid JWT: iat (issued at) is not set. "
                + endpoint
        ),
        (
            answer("invalid_scope", "Invalid OAuth scope or ID token audience provided."),
            "error[google.scope]: \(robot): the scope https://www.googleapis.com/auth/spreadsheets is "
                + "refused: Invalid OAuth scope or ID token audience provided. Ask for scopes of "
                + "Google's list only, all of them spelled in full: "
                + "https://www.googleapis.com/auth/spreadsheets."
        ),
        (
            HTTPResponse(200, #"{"id_token":"eyJhbGciTOKEN"}"#),
            "error[google.no_access_token]: \(robot): the answer has an ID token and no access token, "
                + "as for a scope that Google does not know; asked for "
                + "\"https://www.googleapis.com/auth/spreadsheets\". Ask for scopes of Google's list "
                + "only, all of them spelled in full: https://www.googleapis.com/auth/spreadsheets."
        ),
        (
            answer("invalid_grant", "Invalid JWT: Failed audience check."),
            "error[google.audience]: \(robot): Invalid JWT: Failed audience check. \(endpoint)"
        ),
        (
            answer("unauthorized_client", "Client is unauthorized to retrieve access tokens", 401),
            "error[google.delegation]: \(robot): it may not ask for tokens with the scope "
                + "https://www.googleapis.com/auth/spreadsheets. See at "
                + "console.cloud.google.com/iam-admin/serviceaccounts that the account is enabled, and "
                + "that the Sheets API is enabled in its project."
        ),
        (
            answer("something_new", "A text.", 418),
            "error[google.refused]: \(robot): HTTP 418: something_new: A text. See that token_uri in "
                + "the credentials file leads to https://oauth2.googleapis.com/token, and sign in again "
                + "or make a new key."
        ),
        (
            HTTPResponse(302, #"{}"#, [("Location", "https://other.test")]),
            "error[google.refused]: \(robot): HTTP 302. Write the address that it points to as "
                + "token_uri in the credentials file."
        ),
        (
            HTTPResponse(403, #"{"error":{"code":403,"message":"Denied here.","status":"X"}}"#),
            "error[google.refused]: \(robot): HTTP 403: Denied here. See that token_uri in the "
                + "credentials file leads to https://oauth2.googleapis.com/token, and sign in again or "
                + "make a new key."
        ),
    ]

    @Test(arguments: robots)
    func `what a service account is refused for is told`(
        _ response: HTTPResponse,
        _ line: String
    ) async throws {
        let asking = try Asking(robot: ScriptedTransport(response))
        let error = try await asking.error()
        #expect(error.description == line)
        #expect(error.disposition == .stop)
        #expect(asking.transport.sent.count == 1)
    }

    @Test func `a person whom it may not act for is told with what to allow`() async throws {
        let response = Self.answer("unauthorized_client", "Client is unauthorized", 401)
        let asking = try Asking(robot: ScriptedTransport(response), subject: "ana@shop.example")
        #expect(
            try await asking.error().description
                == "error[google.delegation]: \(Self.robot) for ana@shop.example: it may not act for "
                + "ana@shop.example with the scope https://www.googleapis.com/auth/spreadsheets. An "
                + "administrator has to allow it at admin.google.com, Security, API controls, "
                + "Domain-wide delegation: client ID 1234567890, scope "
                + "https://www.googleapis.com/auth/spreadsheets; or remove subject from the settings "
                + "and share the spreadsheet with the service account."
        )
    }

    @Test func `a person whom Google does not know is told`() async throws {
        let response = Self.answer("invalid_grant", "Invalid email or User ID")
        let asking = try Asking(robot: ScriptedTransport(response), subject: "ann@shop.example")
        let error = try await asking.error()
        #expect(error.code == "google.subject_unknown")
        #expect(
            error.cause
                == "\"ann@shop.example\" is nobody it could act for (Invalid email or User ID)"
        )
    }

    // MARK: Clocks

    private static let skewed =
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
        + "Check your iat and exp values in the JWT claim."

    // Here it is 2026-03-01T12:00:00Z.
    @Test(arguments: [
        (
            "Sun, 01 Mar 2026 09:54:30 GMT",
            "this machine's clock is 2 h 5 min ahead of Google's: here it is 2026-03-01T12:00:00Z, "
                + "there 2026-03-01T09:54:30Z; expected a difference of less than a few minutes"
        ),
        (
            "Tue, 03 Mar 2026 12:00:09 GMT",
            "this machine's clock is 2 d behind Google's: here it is 2026-03-01T12:00:00Z, there "
                + "2026-03-03T12:00:09Z; expected a difference of less than a few minutes"
        ),
        (
            "Sun, 01 Mar 2026 12:07:41 GMT",
            "this machine's clock is 7 min 41 s behind Google's: here it is 2026-03-01T12:00:00Z, "
                + "there 2026-03-01T12:07:41Z; expected a difference of less than a few minutes"
        ),
        (
            "Sun, 01 Mar 2026 12:00:02 GMT",
            "it finds the request's times out of reach, though both clocks agree: here it is "
                + "2026-03-01T12:00:00Z, there 2026-03-01T12:00:02Z"
        ),
        (
            "yesterday",
            "it finds the request's times out of reach, and its answer tells no time to compare with; "
                + "here it is 2026-03-01T12:00:00Z"
        ),
    ])
    func `a clock that is wrong is told with by how much`(
        _ date: String,
        _ cause: String
    ) async throws {
        let response = Self.answer("invalid_grant", Self.skewed, 400, [("Date", date)])
        let asking = try Asking(robot: ScriptedTransport(response))
        let error = try await asking.error()
        #expect(
            error.description
                == "error[google.clock_skew]: \(Self.robot): \(cause). Set this machine's clock "
                + "(timedatectl set-ntp true), in a container that of its host; it is tried again every "
                + "minute."
        )
        #expect(error.disposition == .retry(after: .seconds(60)))
    }

    // MARK: People

    private static let people: [(HTTPResponse, String)] = [
        (
            answer("invalid_grant", "Token has been expired or revoked."),
            "error[google.sign_in_expired]: \(person): Token has been expired or revoked. "
                + "Sign in again: ticksheet login google. If that comes back every 7 days, the OAuth "
                + "client is in testing: publish it at console.cloud.google.com/auth/audience, or use a "
                + "service account."
        ),
        (
            HTTPResponse(
                400,
                #"{"error":"invalid_grant","error_description":"reauth related error","#
                    + #""error_subtype":"invalid_rapt"}"#
            ),
            "error[google.reauthentication]: \(person): invalid_rapt: reauth related error. Sign in "
                + "again: ticksheet login google. The organisation ends sessions after some hours, so a "
                + "service account suits a program that runs by itself."
        ),
        (
            answer("invalid_client", "The OAuth client was not found.", 401),
            "error[google.client]: \(person): invalid_client: The OAuth client was not found. See at "
                + "console.cloud.google.com/apis/credentials that the OAuth client is there, take its "
                + "file anew, and sign in again: ticksheet login google --client FILE."
        ),
        (
            answer("admin_policy_enforced", "Blocked."),
            "error[google.admin_policy]: \(person): admin_policy_enforced: Blocked. Ask the "
                + "organisation's administrator to allow the OAuth client at admin.google.com, Security, "
                + "API controls, App access control; or use a service account."
        ),
        (
            HTTPResponse(
                200,
                #"{"access_token":"ya29.TOKEN","expires_in":3599,"scope":"openid email","#
                    + #""token_type":"Bearer"}"#
            ),
            "error[google.scope_missing]: the token of the signed-in user of the client "
                + "77.apps.googleusercontent.com does not reach spreadsheets: it needs the scope "
                + "https://www.googleapis.com/auth/spreadsheets and has openid email. Sign in again and "
                + "leave every box ticked: ticksheet login google, or with gcloud: gcloud auth "
                + "application-default login --scopes=https://www.googleapis.com/auth/spreadsheets,"
                + "https://www.googleapis.com/auth/cloud-platform."
        ),
    ]

    @Test(arguments: people)
    func `what a person is refused for is told`(
        _ response: HTTPResponse,
        _ line: String
    ) async throws {
        let asking = try Asking(person: ScriptedTransport(response))
        let error = try await asking.error()
        #expect(error.description == line)
        #expect(error.disposition == .stop)
        #expect(asking.transport.sent.count == 1)
    }

    @Test(arguments: [
        ("invalid_grant", "Bad Request", "google.sign_in_expired"),
        ("invalid_grant", "Account has been deleted", "google.account_not_found"),
        ("unauthorized_client", "Unauthorized", "google.client"),
        ("deleted_client", "The OAuth client was deleted.", "google.client"),
        ("invalid_scope", "Bad Request", "google.scope"),
        ("org_internal", "", "google.admin_policy"),
    ])
    func `each of Google's words has its kind`(
        _ word: String,
        _ said: String,
        _ code: String
    ) async throws {
        let asking = try Asking(person: ScriptedTransport(Self.answer(word, said)))
        #expect(try await asking.error().code == code)
    }

    @Test func `a token with the scope among others is taken`() async throws {
        let body =
            #"{"access_token":"t","expires_in":3599,"token_type":"Bearer","#
            + #""scope":"openid https://www.googleapis.com/auth/spreadsheets"}"#
        let asking = try Asking(person: ScriptedTransport(HTTPResponse(200, body)))
        #expect(try await asking.source.token().value.text == "t")
    }

    @Test(arguments: [
        (GoogleEndpoints.spreadsheets, "spreadsheets", "ticksheet login google"),
        (GoogleEndpoints.drive, "Drive", "ticksheet login google --drive"),
        (
            "\(GoogleEndpoints.spreadsheets) \(GoogleEndpoints.drive)", "spreadsheets and Drive",
            "ticksheet login google --drive"
        ),
    ])
    func `a scope that is missing is named with how to sign in for it`(
        _ wanted: String,
        _ reach: String,
        _ command: String
    ) {
        let error = SignInError(
            .scopeMissing(.person, granted: nil, wanted: wanted),
            account: "A",
            server: "S"
        )
        #expect(error.summary == "the token of A does not reach \(reach)")
        #expect(error.remedy.hasPrefix("Sign in again and leave every box ticked: \(command), or "))
        let login = LoginError.scopeLeftOut(granted: "", wanted: wanted)
        #expect(login.summary == "access was allowed, but not to \(reach)")
        #expect(login.remedy == "Sign in again and leave every box ticked: \(command)")
    }

    @Test func `Google's services finding a scope too small is explained`() async throws {
        let asking = try Asking(person: ScriptedTransport(.token("a")))
        let token = try await asking.source.token()
        let error = await asking.source.scopeRefused(token)
        #expect(error.code == "google.scope_missing")
        _ = try await asking.source.token()
        #expect(asking.transport.sent.count == 2)
    }
}
