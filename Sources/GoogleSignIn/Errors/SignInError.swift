package import HTTPTypes
package import TicksheetCore
package import WallTime

/// Why Google gave no token.
///
/// No text holds a token, a key or another secret: what the other side says is masked before it comes
/// here.
package struct SignInError: ExplainedError, Equatable {
    /// What went wrong.
    package let kind: Kind
    /// Who asked, such as `the service account robot@shop.iam.gserviceaccount.com`.
    package let account: String
    /// Who was asked: scheme, host and port.
    package let server: String

    /// The kinds; each has a code, a message and a remedy of its own.
    package enum Kind: Sendable, Equatable {
        /// The answer has an ID token and no access token: a scope that Google does not know.
        case noAccessToken(scopes: String)
        /// The times of the assertion are refused; what this machine's clock showed, and what the
        /// answer says the time is.
        case clockSkew(here: Timestamp, there: Timestamp?)
        /// The signature is not that of a key that Google knows.
        case keyRefused(keyID: String?)
        /// Google does not know the account.
        case accountNotFound(said: String)
        /// The person's consent has ended or was taken back.
        case signInExpired(said: String)
        /// The person's organisation wants them to sign in anew.
        case reauthentication(said: String)
        /// The account may not act for the person, or not with these scopes.
        case delegation(subject: String?, clientID: String?, scopes: String)
        /// Google does not know the person whom the account should act for.
        case subjectUnknown(subject: String, said: String)
        /// The OAuth client is gone, or its secret is another.
        case client(said: String)
        /// A scope is refused.
        case scope(scopes: String, said: String)
        /// A token came, or would come, without the scope that is needed.
        case scopeMissing(Holder, granted: String?, wanted: String)
        /// The assertion is addressed to another.
        case audience(said: String)
        /// The request is refused as such; the word and what was said with it.
        case request(word: String, said: String)
        /// The organisation's rules forbid it.
        case adminPolicy(word: String, said: String)
        /// What answers is no metadata server.
        case metadataForeign(status: Int)
        /// The machine runs without a service account.
        case metadataNoAccount(said: String)
        /// The other provider's token cannot be had.
        case subjectToken(place: String, finding: String)
        /// The other provider's token is refused.
        case exchange(word: String, said: String)
        /// The service account cannot be taken on.
        case impersonation(status: Int, said: String)
        /// The key signs nothing.
        case signature
        /// No answer came.
        case unreachable(HTTPFailure)
        /// The server cannot answer now; after how long to come back, where it says so.
        case unavailable(status: Int, said: String, after: Duration?)
        /// The answer is no JSON.
        case notJSON(status: Int, found: String)
        /// A field of the answer is missing or no such value.
        case answer(field: String, found: String, expected: String)
        /// Anything else that was refused.
        case refused(status: Int, said: String)
        /// The request was called off.
        case cancelled
    }

    /// Whose token lacks a scope, which decides on what to do.
    package enum Holder: Sendable, Equatable {
        /// A service account with a key.
        case serviceAccount
        /// A person.
        case person
        /// A workload elsewhere.
        case workload
        /// A machine at Google.
        case machine
    }

    /// Creates an error.
    package init(_ kind: Kind, account: String, server: String) {
        self.kind = kind
        self.account = account
        self.server = server
    }

    package var code: String {
        switch kind {
        case .noAccessToken: "google.no_access_token"
        case .clockSkew: "google.clock_skew"
        case .keyRefused: "google.key_refused"
        case .accountNotFound: "google.account_not_found"
        case .signInExpired: "google.sign_in_expired"
        case .reauthentication: "google.reauthentication"
        case .delegation: "google.delegation"
        case .subjectUnknown: "google.subject_unknown"
        case .client: "google.client"
        case .scope: "google.scope"
        case .scopeMissing: "google.scope_missing"
        case .audience: "google.audience"
        case .request: "google.request"
        case .adminPolicy: "google.admin_policy"
        case .metadataForeign: "google.metadata.foreign"
        case .metadataNoAccount: "google.metadata.no_account"
        case .subjectToken: "google.federation.subject_token"
        case .exchange: "google.federation.refused"
        case .impersonation: "google.federation.impersonation"
        case .signature: "google.signature"
        case .unreachable: "google.unreachable"
        case .unavailable: "google.unavailable"
        case .notJSON: "google.not_json"
        case .answer: "google.answer"
        case .refused: "google.refused"
        case .cancelled: "google.cancelled"
        }
    }

    package var summary: String {
        switch kind {
        case .unreachable, .unavailable: "\(server) could not give a token to \(account)"
        case .metadataForeign, .notJSON, .answer:
            "the answer of \(server) cannot be used as a token for \(account)"
        case .subjectToken: "there is nothing to exchange for a token for \(account)"
        case .scopeMissing(_, _, let wanted):
            "the token of \(account) does not reach \(GoogleEndpoints.reach(of: wanted))"
        case .signature: "no request for a token could be signed for \(account)"
        case .cancelled: "\(server) was no longer asked for a token for \(account)"
        default: "\(server) gave no token to \(account)"
        }
    }

    package var disposition: Disposition {
        switch kind {
        case .unavailable(_, _, let after): .retry(after: after)
        // Clocks are put right, tokens written anew by others, proxies come and go.
        case .clockSkew, .subjectToken, .exchange: .retry(after: .seconds(60))
        case .unreachable, .notJSON, .answer, .metadataForeign, .cancelled: .retry(after: nil)
        case .impersonation(let status, _), .refused(let status, _):
            status >= 500 ? .retry(after: nil) : .stop
        default: .stop
        }
    }

    /// Whether the same request may well be answered a moment later.
    var isTransient: Bool {
        switch kind {
        case .unavailable: true
        case .notJSON(let status, _): status >= 500
        case .unreachable(let failure):
            switch failure {
            case .unresolved, .unreachable, .late, .broken: true
            case .address, .untrusted, .tooLarge, .cancelled: false
            }
        default: false
        }
    }
}
