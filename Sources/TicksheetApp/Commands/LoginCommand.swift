import CommandLineKit
import GoogleSignIn
import PosixBridge
import TicksheetCore

/// `login`: signs in with the user's own OAuth client.
enum LoginCommand {
    static let spec = CommandSpec(
        group: "login",
        "Signs in, for sheets that are written in a person's name.",
        subcommands: [
            CommandSpec(
                "google",
                "Signs in at Google in a browser and stores the credentials.",
                discussion: [
                    "For those who cannot have a service account. It needs an OAuth client of your "
                        + "own: at console.cloud.google.com/apis/credentials choose Create "
                        + "credentials, OAuth client ID, Desktop app, and download its JSON; enable "
                        + "the Google Sheets API in the same project.",
                    "Prints an address to open and waits up to 10 minutes for the browser to come "
                        + "back to a port of this machine. What is stored lasts until it is taken "
                        + "back at myaccount.google.com/permissions, or 7 days where the client is "
                        + "in testing.",
                ],
                options: [
                    .value("client", "FILE", "The OAuth client's file.", standard: clientFile),
                    .value("to", "FILE", "Where the credentials are stored.", standard: userFile),
                    .flag("drive", "Also asks for Drive, which reports in a folder need."),
                ],
                examples: [
                    .init("ticksheet login google"),
                    .init("ticksheet login google --client ~/Downloads/client_secret.json"),
                ]
            )
        ]
    )

    private static let clientFile = "secrets/google-client.json"
    private static let userFile = "secrets/google-user.json"
    private static let patience = Duration.seconds(600)

    static func google(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let target = invocation.string("to") ?? userFile
        let client: OAuthClient
        do throws(CredentialsError) {
            client = try OAuthClient.file(invocation.string("client") ?? clientFile)
        } catch {
            console.fail(error)
            throw .said(.settings)
        }
        // Before anybody signs in, or what they allowed would have no place.
        let store = try CredentialsStore(target)
        let user: AuthorizedUser
        do throws(LoginError) {
            user = try await signIn(
                client,
                invocation.flag("drive")
                    ? [GoogleEndpoints.spreadsheets, GoogleEndpoints.drive]
                    : [GoogleEndpoints.spreadsheets],
                console
            )
        } catch {
            console.fail(error)
            throw .said(exitCode(of: error))
        }
        try store.keep(user.json)
        console.print("Signed in. The credentials are in \(target), readable for you alone.")
        console.note(
            "Name them in the settings, sheets: { spreadsheet: \"…\", credentials: { file: "
                + "\"\(target)\" } }, then run: ticksheet check --online. Without settings yet: ticksheet "
                + "init --to sheets --create makes them and a spreadsheet"
        )
    }

    private static func signIn(
        _ client: OAuthClient,
        _ scopes: [String],
        _ console: Console
    ) async throws(LoginError) -> AuthorizedUser {
        let listener: RedirectListener
        do throws(SystemError) {
            listener = try RedirectListener {
                LoginAttempt(client, scopes: scopes, port: $0)
            }
        } catch {
            throw .noPort(cause: error.description)
        }
        defer { listener.stop() }
        let port = listener.port
        console.note("Open this address in a browser and allow access to your spreadsheets:")
        console.print(listener.attempt.authorizationURL)
        console.note(
            "A browser on another machine needs the port forwarded from there first: "
                + "ssh -L \(port):127.0.0.1:\(port) THIS-MACHINE"
        )
        console.note(
            "Waiting for the browser, \(patience.components.seconds / 60) minutes at most …"
        )
        let code = try await listener.code(within: patience)
        return try await listener.attempt.credentials(
            for: code,
            over: TransportChoice.curl.transport(),
            clock: SystemClock()
        )
    }

    private static func exitCode(of error: LoginError) -> ExitCode {
        switch error {
        case .denied, .scopeLeftOut: .permission
        case .exchange(let error):
            if case .retry = error.disposition { .unavailable } else { .permission }
        case .noPort: .inputOutput
        case .foreign, .noCode, .late, .noRefreshToken, .code: .unavailable
        }
    }
}

/// The file that a sign-in fills.
private struct CredentialsStore {
    let path: String

    /// Looks whether the file may be written; one that holds anything but a person's credentials is left
    /// alone.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        try CommandFailure.onFiles("cannot make the folder of \(path)") { () throws(SystemError) in
            try Paths.makeFolders(Paths.folder(of: path), permissions: 0o700)
        }
        let bytes = try CommandFailure.onFiles("cannot read \(path)") {
            () throws(SystemError) -> [UInt8]? in
            guard try Paths.status(path) != nil else { return nil }
            return try File(path, .read).readAll(limit: 1 << 20)
        }
        if let bytes {
            guard case .authorizedUser? = try? Credentials.read(bytes, file: path).credentials
            else {
                throw .other(
                    "google.login.target",
                    "\(path) is there already and holds no person's credentials; it stays as it is. "
                        + "Name another file: ticksheet login google --to FILE.",
                    .usage
                )
            }
        }
        // Tells now whether the folder can be written.
        let draft = self.draft
        try CommandFailure.onFiles("cannot write beside \(path)") { () throws(SystemError) in
            try Paths.remove(draft)
            _ = try File(draft, .create, permissions: 0o600)
            try Paths.remove(draft)
        }
    }

    private var draft: String { path + ".new" }

    /// Writes the file anew, in one step and for this user alone.
    func keep(_ bytes: [UInt8]) throws(CommandFailure) {
        let (path, draft) = (path, draft)
        try CommandFailure.onFiles("cannot write \(path)") { () throws(SystemError) in
            try Paths.remove(draft)
            let file = try File(draft, .create, permissions: 0o600)
            try file.write(bytes, at: 0)
            try file.sync()
            try Paths.move(draft, to: path)
            try Paths.syncFolder(Paths.folder(of: path))
        }
    }
}
