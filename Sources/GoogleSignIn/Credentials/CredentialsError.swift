package import TicksheetCore

/// Why there are no credentials to ask for a token with.
///
/// No text holds anything of a file but what is no secret.
package enum CredentialsError: ExplainedError, Equatable {
    /// The file is not there or cannot be read; `named` says who named it.
    case unreadable(file: String, named: String?, cause: String)
    /// The file is no JSON, or no object; what it seems to be instead.
    case notCredentials(file: String, found: String)
    /// An OAuth client's file, which names a program and no account.
    case clientFile(file: String, kind: String)
    /// The file of an OAuth client is not there or cannot be read.
    case clientUnreadable(file: String, cause: String)
    /// An OAuth client of the type Web application, where one of the type Desktop app is needed.
    case webClient(file: String)
    /// Something else where an OAuth client's file is needed.
    case noClient(file: String, found: String?)
    /// A kind of credentials that is not taken.
    case unsupported(file: String, found: String, instead: String)
    /// Fields are missing or no such values, one finding each.
    case fields(file: String, kind: String, findings: [String])
    /// The private key cannot be used.
    case key(file: String, finding: String)
    /// Somebody to act for is named beside credentials that cannot do so.
    case subject(file: String, kind: String, subject: String)
    /// No credentials are named, and none are where Google's tools leave them.
    case none(looked: [String])

    package var code: String {
        switch self {
        case .unreadable: "google.credentials.unreadable"
        case .notCredentials: "google.credentials.content"
        case .clientFile: "google.credentials.client_file"
        case .clientUnreadable: "google.client_file.unreadable"
        case .webClient: "google.client_file.web"
        case .noClient: "google.client_file.content"
        case .unsupported: "google.credentials.unsupported"
        case .fields: "google.credentials.fields"
        case .key: "google.credentials.key"
        case .subject: "google.credentials.subject"
        case .none: "google.credentials.none"
        }
    }

    package var summary: String {
        switch self {
        case .unreadable(let file, let named, _):
            "the credentials file \(file)" + (named.map { ", named by \($0)," } ?? "")
                + " cannot be read"
        case .notCredentials(let file, let found):
            "\(file) holds no Google credentials but \(found)"
        case .clientFile(let file, let kind):
            "\(file) is the file of an OAuth client (\"\(kind)\"): it names a program, no account"
        case .clientUnreadable(let file, _): "the OAuth client's file \(file) cannot be read"
        case .webClient(let file):
            "\(file) is the file of an OAuth client of the type Web application"
        case .noClient(let file, let found):
            "\(file) is no OAuth client's file" + (found.map { " but holds \($0)" } ?? "")
        case .unsupported(let file, let found, _):
            "\(file) holds \(found), which Ticksheet does not take"
        case .fields(let file, let kind, _): "\(file) is no whole \(kind) file"
        case .key(let file, _): "the private_key in \(file) cannot be used"
        case .subject(let file, let kind, let subject):
            "\(file) is of the type \(kind), which cannot act for \(quoted(subject))"
        case .none: "there are no Google credentials"
        }
    }

    package var cause: String? {
        switch self {
        case .unreadable(_, _, let cause), .clientUnreadable(_, let cause): cause
        case .notCredentials, .clientFile: nil
        case .webClient: "Google would not send you back to this machine; expected a Desktop app"
        case .noClient: "expected a JSON object with \"installed\""
        case .unsupported:
            "expected the type service_account, authorized_user or external_account"
        case .fields(_, _, let findings): findings.joined(separator: "; ")
        case .key(_, let finding): finding
        case .subject: "only a service_account with domain-wide delegation can"
        case .none(let looked): looked.joined(separator: "; ")
        }
    }

    package var remedy: String {
        switch self {
        case .unreadable(let file, let named, _):
            "Put the file there and make it readable for this user alone "
                + "(chmod 600 \(shellWord(file))), or name another"
                + (named.map { ": \($0)" } ?? " in the settings")
        case .notCredentials:
            "Name a service account's key file: console.cloud.google.com/iam-admin/serviceaccounts, "
                + "Keys, Add key, JSON"
        case .clientFile(let file, _):
            "Sign in with it (ticksheet login google --client \(shellWord(file))) and name the file "
                + "that this writes, or name a service account's key file"
        case .clientUnreadable, .webClient, .noClient: Self.again("OAuth client")
        case .unsupported(_, _, let instead): instead
        case .fields(_, let kind, _): Self.again(kind)
        case .key:
            "Take the key file as Google gave it, or make a new key at "
                + "console.cloud.google.com/iam-admin/serviceaccounts, Keys, Add key, JSON"
        case .subject:
            "Remove subject from the settings, or name the key file of a service account"
        case .none:
            "Name a file in the settings, credentials: { file: \"service-account.json\" }, or sign in: "
                + "ticksheet login google"
        }
    }

    package var disposition: Disposition { .stop }

    private static func again(_ kind: String) -> String {
        switch kind {
        case "authorized_user": "Sign in again: ticksheet login google"
        case "external_account":
            "Write it anew: gcloud iam workload-identity-pools create-cred-config"
        case "OAuth client":
            "Download one of the type Desktop app at console.cloud.google.com/apis/credentials "
                + "(Create credentials, OAuth client ID, Desktop app) and name it: ticksheet login "
                + "google --client FILE"
        default:
            "Take the key file as Google gave it, or make a new key at "
                + "console.cloud.google.com/iam-admin/serviceaccounts, Keys, Add key, JSON"
        }
    }
}
