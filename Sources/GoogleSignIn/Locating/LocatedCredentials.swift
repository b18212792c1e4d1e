package import HTTPTypes
import PosixBridge
import TicksheetCore

/// Credentials and where they were found.
package struct LocatedCredentials: Sendable {
    /// The credentials.
    package let credentials: Credentials
    /// Where they stand, such as a path or `the metadata server http://metadata.google.internal`.
    package let origin: String
    /// What should be put right though it works.
    package let warnings: [CredentialsWarning]
    /// The project that calls are counted for; nil for the credentials' own.
    package let quotaProject: String?

    /// Reads the credentials file that the settings name.
    ///
    /// `subject`: The person that a service account acts for.
    package static func file(
        _ path: String,
        subject: String? = nil,
        in surroundings: Surroundings = .system
    ) throws(CredentialsError) -> Self {
        try file(path, named: nil, subject, surroundings)
    }

    /// Finds Application Default Credentials where Google's own libraries find them, in their order:
    /// the file that GOOGLE_APPLICATION_CREDENTIALS names, the one that gcloud keeps, the metadata
    /// server of a machine at Google.
    ///
    /// A file that is named or there and cannot be used is an error; the next place is only looked at
    /// where there is nothing. Without a file, one request is made, of at most 3 s; with `NO_GCE_CHECK`
    /// set to `true` none.
    ///
    /// Source: <https://cloud.google.com/docs/authentication/application-default-credentials>
    package static func applicationDefault(
        subject: String? = nil,
        in surroundings: Surroundings = .system,
        over transport: any HTTPTransport
    ) async throws(CredentialsError) -> Self {
        let variable = "GOOGLE_APPLICATION_CREDENTIALS"
        var looked: [String] = []
        if let path = surroundings.variable(variable) {
            return try file(path, named: variable, subject, surroundings)
        }
        looked.append("\(variable) is not set")
        if let path = gcloudFile(surroundings) {
            if isThere(path, surroundings) {
                return try file(path, named: nil, subject, surroundings)
            }
            looked.append("\(path) is not there")
        } else {
            looked.append("neither CLOUDSDK_CONFIG nor HOME is set")
        }
        if surroundings.variable("NO_GCE_CHECK")?.lowercased() == "true" {
            looked.append("NO_GCE_CHECK forbids asking the metadata server")
            throw .none(looked: looked)
        }
        let host = surroundings.variable("GCE_METADATA_HOST") ?? GoogleEndpoints.metadataHost
        let server = MetadataServer(host: host)
        if let finding = await MetadataProbe.finding(server, over: transport) {
            throw .none(looked: looked + [finding])
        }
        if let subject {
            throw .subject(file: server.base, kind: "metadata server", subject: subject)
        }
        return Self(
            credentials: .metadataServer(server),
            origin: "the metadata server \(server.base)",
            warnings: [],
            quotaProject: surroundings.variable("GOOGLE_CLOUD_QUOTA_PROJECT")
        )
    }

    // What cannot be read for another reason is there, and is told when it is read.
    private static func isThere(_ path: String, _ surroundings: Surroundings) -> Bool {
        do throws(SystemError) {
            _ = try surroundings.content(of: path)
            return true
        } catch {
            return !error.isMissing
        }
    }

    private static func file(
        _ path: String,
        named: String?,
        _ subject: String?,
        _ surroundings: Surroundings
    ) throws(CredentialsError) -> Self {
        let content: (bytes: [UInt8], mode: UInt32)
        do throws(SystemError) {
            content = try surroundings.content(of: path)
        } catch {
            throw .unreadable(file: path, named: named, cause: error.reason)
        }
        let (credentials, warnings) = try Credentials.read(
            content.bytes,
            file: path,
            subject: subject
        )
        return Self(
            credentials: credentials,
            origin: path,
            warnings: [CredentialsWarning.ofMode(content.mode, file: path)].compactMap(\.self)
                + warnings,
            quotaProject: surroundings.variable("GOOGLE_CLOUD_QUOTA_PROJECT")
                ?? credentials.quotaProject
        )
    }

    private static func gcloudFile(_ surroundings: Surroundings) -> String? {
        let folder =
            surroundings.variable("CLOUDSDK_CONFIG")
            ?? surroundings.variable("HOME").map { Paths.joined($0, ".config/gcloud") }
        return folder.map { Paths.joined($0, "application_default_credentials.json") }
    }
}
