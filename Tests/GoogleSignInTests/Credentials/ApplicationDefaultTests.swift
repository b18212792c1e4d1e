import HTTPTypes
import PosixBridge
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSignIn

@Suite struct ApplicationDefaultTests {
    private static let gcloud = "/home/ana/.config/gcloud/application_default_credentials.json"
    private static let google = [(name: "Metadata-Flavor", value: "Google")]

    private static let nobody = ScriptedTransport { call throws(HTTPFailure) in
        throw .unresolved(origin: HTTPCall.origin(of: call.url))
    }

    private func find(
        _ files: [String: String] = [:],
        _ variables: [String: String],
        over transport: ScriptedTransport = nobody,
        subject: String? = nil
    ) async throws -> LocatedCredentials {
        try await .applicationDefault(
            subject: subject,
            in: SampleCredentials.surroundings(files, variables),
            over: transport
        )
    }

    @Test func `the named file comes first, then gcloud's, then the machine's`() async throws {
        let files = [
            "/a.json": SampleCredentials.serviceAccount(),
            Self.gcloud: SampleCredentials.authorizedUser(),
            "/cfg/application_default_credentials.json": SampleCredentials.externalAccount(),
        ]
        let machine = ScriptedTransport(HTTPResponse(200, "computeMetadata/", Self.google))
        var variables = [
            "HOME": "/home/ana", "CLOUDSDK_CONFIG": "/cfg",
            "GOOGLE_APPLICATION_CREDENTIALS": "/a.json",
        ]
        #expect(try await find(files, variables, over: machine).origin == "/a.json")
        // An empty variable is none.
        variables["GOOGLE_APPLICATION_CREDENTIALS"] = ""
        #expect(
            try await find(files, variables, over: machine).origin
                == "/cfg/application_default_credentials.json"
        )
        variables["CLOUDSDK_CONFIG"] = nil
        #expect(try await find(files, variables, over: machine).origin == Self.gcloud)
        #expect(machine.sent.isEmpty)
        let found = try await find([:], variables, over: machine)
        #expect(found.origin == "the metadata server http://metadata.google.internal")
        #expect(machine.sent.map(\.url) == ["http://metadata.google.internal/"])
        #expect(machine.sent[0].fields["metadata-flavor"] == "Google")
        #expect(machine.sent[0].limits.total == .seconds(3))
    }

    @Test func `the metadata server may be another host`() async throws {
        let machine = ScriptedTransport(HTTPResponse(200, "", Self.google))
        let found = try await find([:], ["GCE_METADATA_HOST": "127.0.0.1:8098"], over: machine)
        guard case .metadataServer(let server) = found.credentials else {
            Issue.record("\(found.credentials)")
            return
        }
        #expect(server.base == "http://127.0.0.1:8098")
    }

    @Test func `a named file that is not there is an error, not the next place`() async throws {
        let error = try await #require(throws: CredentialsError.self) {
            _ = try await find(
                [Self.gcloud: SampleCredentials.authorizedUser()],
                ["HOME": "/home/ana", "GOOGLE_APPLICATION_CREDENTIALS": "/gone.json"]
            )
        }
        #expect(
            error.description
                == "error[google.credentials.unreadable]: the credentials file /gone.json, named by "
                + "GOOGLE_APPLICATION_CREDENTIALS, cannot be read: No such file or directory. Put the "
                + "file there and make it readable for this user alone (chmod 600 /gone.json), or name "
                + "another: GOOGLE_APPLICATION_CREDENTIALS."
        )
    }

    @Test(arguments: [("unreadable", "unreadable"), ("{}", "content"), ("{", "content")])
    func `gcloud's file that cannot be used is an error, not the next place`(
        _ text: String,
        _ code: String
    ) async throws {
        let machine = ScriptedTransport(HTTPResponse(200, "", Self.google))
        let error = try await #require(throws: CredentialsError.self) {
            _ = try await find([Self.gcloud: text], ["HOME": "/home/ana"], over: machine)
        }
        #expect(error.code == "google.credentials.\(code)")
        #expect(machine.sent.isEmpty)
    }

    @Test func `where there is nothing every place is told`() async throws {
        let error = try await #require(throws: CredentialsError.self) {
            _ = try await find([:], ["HOME": "/home/ana"])
        }
        #expect(
            error.description
                == "error[google.credentials.none]: there are no Google credentials: "
                + "GOOGLE_APPLICATION_CREDENTIALS is not set; \(Self.gcloud) is not there; no metadata "
                + "server, so this is no machine at Google (the host of "
                + "http://metadata.google.internal is not known). Name a file in the settings, "
                + "credentials: { file: \"service-account.json\" }, or sign in: ticksheet login google."
        )
    }

    @Test func `what answers without the flavor is no metadata server`() async throws {
        let portal = ScriptedTransport(HTTPResponse(200, "<html>"))
        let error = try await #require(throws: CredentialsError.self) {
            _ = try await find([:], [:], over: portal)
        }
        #expect(
            error
                == .none(looked: [
                    "GOOGLE_APPLICATION_CREDENTIALS is not set",
                    "neither CLOUDSDK_CONFIG nor HOME is set",
                    "what answers at http://metadata.google.internal is no metadata server",
                ])
        )
    }

    @Test func `NO_GCE_CHECK spares the request`() async throws {
        let machine = ScriptedTransport(HTTPResponse(200, "", Self.google))
        await #expect(throws: CredentialsError.self) {
            _ = try await find([:], ["NO_GCE_CHECK": "True"], over: machine)
        }
        #expect(machine.sent.isEmpty)
    }

    @Test func `the variable for the quota project wins over the file's`() async throws {
        let json = SampleCredentials.authorizedUser(["quota_project_id": #""own""#])
        var variables = ["GOOGLE_APPLICATION_CREDENTIALS": "/a"]
        #expect(try await find(["/a": json], variables).quotaProject == "own")
        variables["GOOGLE_CLOUD_QUOTA_PROJECT"] = "other"
        #expect(try await find(["/a": json], variables).quotaProject == "other")
    }

    @Test func `a machine acts for nobody else`() async throws {
        let machine = ScriptedTransport(HTTPResponse(200, "", Self.google))
        let error = try await #require(throws: CredentialsError.self) {
            _ = try await find([:], [:], over: machine, subject: "ana@shop.example")
        }
        #expect(error.code == "google.credentials.subject")
    }

    @Test func `a real file is read with its mode`() throws {
        let folder = TemporaryDirectory()
        let path = folder.file("sa.json")
        try File.overwrite(path, SampleCredentials.serviceAccount())
        try Paths.setPermissions(path, 0o640)
        #expect(
            try LocatedCredentials.file(path).warnings == [.readable(file: path, mode: 0o640)]
        )
        try Paths.setPermissions(path, 0o600)
        #expect(try LocatedCredentials.file(path).warnings.isEmpty)
        #expect(throws: CredentialsError.self) {
            _ = try LocatedCredentials.file(folder.file("none.json"))
        }
    }
}
