package import TicksheetCore

/// Why a person's sign-in led to no credentials.
package enum LoginError: ExplainedError, Equatable {
    /// The person, or their organisation, said no; Google's word for it.
    case denied(word: String)
    /// What came back does not belong to this attempt.
    case foreign
    /// What came back has neither a code nor an error.
    case noCode(found: String)
    /// There is no port to wait on.
    case noPort(cause: String)
    /// Nobody came back in time.
    case late(after: Duration)
    /// The person left the box of a needed scope empty.
    case scopeLeftOut(granted: String, wanted: String)
    /// The answer has no refresh token.
    case noRefreshToken(client: String)
    /// The code is refused.
    case code(said: String)
    /// The code could not be exchanged for another reason.
    case exchange(SignInError)

    package var code: String {
        switch self {
        case .denied: "google.login.denied"
        case .foreign: "google.login.state"
        case .noCode: "google.login.no_code"
        case .noPort: "google.login.no_port"
        case .late: "google.login.late"
        case .scopeLeftOut: "google.login.scope"
        case .noRefreshToken: "google.login.no_refresh_token"
        case .code: "google.login.code"
        case .exchange(let error): error.code
        }
    }

    package var summary: String {
        switch self {
        case .denied: "access was not allowed"
        case .foreign: "what the browser brought back belongs to another sign-in"
        case .noCode: "what the browser brought back has no code"
        case .noPort: "there is no port of 127.0.0.1 to wait on for the browser"
        case .late(let limit):
            "nobody allowed access within \(limit.components.seconds / 60) minutes"
        case .scopeLeftOut(_, let wanted):
            "access was allowed, but not to \(GoogleEndpoints.reach(of: wanted))"
        case .noRefreshToken: "Google gave a token for an hour and none to renew it"
        case .code: "Google did not take the code that the browser brought back"
        case .exchange(let error): error.summary
        }
    }

    package var cause: String? {
        switch self {
        case .denied(let word): "Google says \(word)"
        case .foreign: "its state is not the one that was sent"
        case .noCode(let found): found
        case .noPort(let cause): cause
        case .late: nil
        case .scopeLeftOut(let granted, let wanted):
            "needed is \(wanted), given was " + (granted.isEmpty ? "nothing" : granted)
        case .noRefreshToken(let client): "\(client) seems to be allowed already"
        case .code(let said): said
        case .exchange(let error): error.cause
        }
    }

    package var remedy: String {
        switch self {
        case .denied("admin_policy_enforced"), .denied("org_internal"):
            "Ask the organisation's administrator to allow the OAuth client, or use a service account"
        case .denied:
            "Sign in again and choose Allow: ticksheet login google. Where Google says that the app "
                + "is not verified, add your address as a test user at "
                + "console.cloud.google.com/auth/audience"
        case .noPort:
            "See that the loopback interface is up (ip address show lo) and that files can be opened "
                + "(ulimit -n), then sign in again: ticksheet login google"
        case .foreign, .noCode, .late, .code:
            "Sign in again with the address that is printed then: ticksheet login google"
        case .scopeLeftOut(_, let wanted):
            "Sign in again and leave every box ticked: \(GoogleEndpoints.login(for: wanted))"
        case .noRefreshToken:
            "Remove the program at myaccount.google.com/permissions, and sign in again: "
                + "ticksheet login google"
        case .exchange(let error): error.remedy
        }
    }

    package var disposition: Disposition {
        if case .exchange(let error) = self { error.disposition } else { .stop }
    }
}
