import HTTPTypes
import TicksheetCore

extension SignInError {
    package var remedy: String {
        switch kind {
        case .noAccessToken, .scope:
            "Ask for scopes of Google's list only, all of them spelled in full: "
                + GoogleEndpoints.spreadsheets
        case .clockSkew:
            "Set this machine's clock (timedatectl set-ntp true), in a container that of its host; "
                + "it is tried again every minute"
        case .keyRefused:
            "Make a new key at \(Self.accounts), Keys, Add key, JSON, and put it in the place of "
                + "the old file"
        case .accountNotFound:
            "See at \(Self.accounts) whether it was deleted: within 30 days it can be restored; "
                + "otherwise make another, share the spreadsheet with it, and name its key file"
        case .signInExpired:
            "Sign in again: ticksheet login google. If that comes back every 7 days, the OAuth "
                + "client is in testing: publish it at console.cloud.google.com/auth/audience, "
                + "or use a service account"
        case .reauthentication:
            "Sign in again: ticksheet login google. The organisation ends sessions after some hours, "
                + "so a service account suits a program that runs by itself"
        case .delegation(.some, let clientID, let scopes):
            "An administrator has to allow it at admin.google.com, Security, API controls, "
                + "Domain-wide delegation: client ID \(clientID ?? "of the service account"), "
                + "scope \(scopes); or remove subject from the settings and share the spreadsheet "
                + "with the service account"
        case .delegation(nil, _, _):
            "See at \(Self.accounts) that the account is enabled, and that the Sheets API is enabled "
                + "in its project"
        case .subjectUnknown:
            "Correct subject in the settings: a person's own address in the domain, no group or alias"
        case .client:
            "See at console.cloud.google.com/apis/credentials that the OAuth client is there, take its "
                + "file anew, and sign in again: ticksheet login google --client FILE"
        case .scopeMissing(let holder, _, let wanted): Self.widening(holder, wanted)
        case .audience, .request:
            "See that token_uri in the credentials file leads to \(GoogleEndpoints.token) or to a "
                + "stand-in for it, and that the file is as Google gave it"
        case .adminPolicy:
            "Ask the organisation's administrator to allow the OAuth client at admin.google.com, "
                + "Security, API controls, App access control; or use a service account"
        case .metadataForeign:
            "See that GCE_METADATA_HOST leads to Google's metadata server and that no proxy answers "
                + "in its place"
        case .metadataNoAccount:
            "Give the machine a service account (gcloud compute instances set-service-account), or "
                + "name a credentials file in the settings"
        case .subjectToken:
            "See that the other provider still writes its token there and that this user may read "
                + "it; it is tried again every minute"
        case .exchange:
            "Compare the pool's provider (issuer, audiences, attribute condition) with the token: "
                + "gcloud iam workload-identity-pools providers describe; it is tried again every "
                + "minute"
        case .impersonation:
            "Give the workload the role roles/iam.workloadIdentityUser on the service account, and "
                + "enable iamcredentials.googleapis.com in its project"
        case .signature:
            "Make a new key at \(Self.accounts), Keys, Add key, JSON, and put it in the place of "
                + "the old file"
        case .unreachable(let failure): Self.reaching(failure)
        case .unavailable: "Nothing to do: it is tried again"
        case .notJSON, .answer:
            "See that no proxy or sign-in page of the network answers in Google's place, and that "
                + "token_uri in the credentials file leads to \(GoogleEndpoints.token)"
        case .refused(300..<400, _):
            "Write the address that it points to as token_uri in the credentials file"
        case .refused:
            "See that token_uri in the credentials file leads to \(GoogleEndpoints.token), and sign in "
                + "again or make a new key"
        case .cancelled: "Nothing to do: it is asked again when needed"
        }
    }

    private static let accounts = "console.cloud.google.com/iam-admin/serviceaccounts"

    private static func widening(_ holder: Holder, _ wanted: String) -> String {
        switch holder {
        case .serviceAccount: "Ask for the scope \(wanted)"
        case .person:
            "Sign in again and leave every box ticked: \(GoogleEndpoints.login(for: wanted)), or with gcloud: "
                + "gcloud auth application-default login "
                + "--scopes=\(wanted),\(GoogleEndpoints.cloudPlatform)"
        case .workload:
            "Let the workload take on a service account, "
                + "and write the credentials file anew with --service-account"
        case .machine:
            "Stop the machine, give it the scope (gcloud compute instances set-service-account "
                + "NAME --scopes=\(wanted),cloud-platform) and start it; or name a service "
                + "account's key file in the settings"
        }
    }

    private static func reaching(_ failure: HTTPFailure) -> String {
        switch failure {
        case .address: "Correct the address in the credentials file"
        case .untrusted:
            "See that this machine's clock is right and its certificates are there "
                + "(apt-get install ca-certificates), and that no proxy opens the connection"
        case .tooLarge:
            "See that token_uri in the credentials file leads to \(GoogleEndpoints.token)"
        default:
            "See that this machine has a network and may reach that host (proxy, firewall, DNS); "
                + "it is tried again"
        }
    }
}
