import HTTPTypes
import JSONTree
import PosixBridge
import TestSupport
import TicksheetCore

@testable import GoogleSignIn

/// Credentials that look like Google's.
enum SampleCredentials {
    static let email = "robot@shop.iam.gserviceaccount.com"
    static let refreshToken = "1//0refresh-TOKEN-of-nobody"
    static let clientSecret = "GOCSPX-secret-of-nobody"
    static let subjectToken = "eyJhbGciOiJub25lIn0.subject-of-nobody.sig"

    /// A service account's file; a field set to nil is left out, one that is given is JSON text.
    static func serviceAccount(_ changes: [String: String?] = [:]) -> String {
        object(
            [
                "type": #""service_account""#, "project_id": #""shop""#,
                "private_key_id": #""0123abcd""#, "private_key": text(TestKeys.rsa),
                "client_email": text(email), "client_id": #""1234567890""#,
                "token_uri": #""https://oauth2.googleapis.com/token""#,
            ],
            changes
        )
    }

    static func authorizedUser(_ changes: [String: String?] = [:]) -> String {
        object(
            [
                "type": #""authorized_user""#,
                "client_id": #""77.apps.googleusercontent.com""#,
                "client_secret": text(clientSecret), "refresh_token": text(refreshToken),
            ],
            changes
        )
    }

    static let audience =
        "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"

    static func externalAccount(_ changes: [String: String?] = [:]) -> String {
        object(
            [
                "type": #""external_account""#, "audience": text(audience),
                "subject_token_type": #""urn:ietf:params:oauth:token-type:jwt""#,
                "token_url": #""https://sts.googleapis.com/v1/token""#,
                "credential_source": #"{"file":"/run/token"}"#,
            ],
            changes
        )
    }

    static let impersonation =
        "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
        + "\(email):generateAccessToken"

    static func text(_ value: String) -> String {
        var bytes: [UInt8] = []
        JSONWriter.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func object(_ fields: [String: String], _ changes: [String: String?] = [:]) -> String {
        var all = fields
        for (name, value) in changes { all[name] = value }
        let members = all.sorted { $0.key < $1.key }.map { "\(text($0.key)): \($0.value)" }
        return "{" + members.joined(separator: ", ") + "}"
    }

    // MARK: Located

    static func located(
        _ json: String,
        file: String = "secrets/google.json",
        subject: String? = nil
    ) throws -> LocatedCredentials {
        try .file(file, subject: subject, in: surroundings([file: json]))
    }

    static let machine = LocatedCredentials(
        credentials: .metadataServer(MetadataServer()),
        origin: "metadata",
        warnings: [],
        quotaProject: nil
    )

    /// Files and variables that are there; any other file is missing.
    static func surroundings(
        _ files: [String: String] = [:],
        _ variables: [String: String] = [:],
        mode: UInt32 = 0o600
    ) -> Surroundings {
        Surroundings(
            environment: { variables[$0] },
            read: { path throws(SystemError) in
                guard let text = files[path] else {
                    throw SystemError(call: "open", subject: path, number: 2)
                }
                guard text != "unreadable" else {
                    throw SystemError(call: "open", subject: path, number: 13)
                }
                return (Array(text.utf8), mode)
            }
        )
    }
}
