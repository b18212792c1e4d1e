import CommandLineKit
import GoogleSheets
import GoogleSignIn
import PosixBridge
import TicksheetCore

/// Makes the spreadsheet of new settings, where the credentials can own one.
struct InitSpreadsheet {
    static let title = "WhatsApp campaign reports"
    private static let userFile = "secrets/google-user.json"

    /// The folder of the settings.
    let folder: String
    /// The file that was named; nil where none was.
    let credentials: String?
    /// A stand-in's address; nil for Google.
    let endpoint: String?
    let console: Console

    /// Makes it, once.
    ///
    /// - Returns: Its id, and the credentials' file as the settings name it; nil for what the machine
    ///   offers.
    func make() async throws(CommandFailure) -> (id: String, credentials: String?) {
        let file = named ?? (isThere(Self.userFile) ? Self.userFile : nil)
        let path = file.map { FileIdentity.absolute($0, from: folder) }
        let transport = TransportChoice.curl.transport()
        try await requirePerson(path)
        let access = GoogleAccess(
            file: path,
            subject: nil,
            scopes: [GoogleEndpoints.spreadsheets],
            over: transport,
            clock: SystemClock()
        )
        let outcome: NewSpreadsheet.Outcome
        do throws(ServiceTrouble) {
            outcome = try await NewSpreadsheet(title: Self.title, endpoint: endpoint)
                .make(over: transport, access: access)
        } catch {
            console.fail(error)
            throw .said(.permission)
        }
        switch outcome {
        case .made(let id):
            let address = SheetPlace(spreadsheet: id, tab: "").address
            console.print("made  the spreadsheet \"\(Self.title)\": \(address)")
            return (id, file)
        case .refused(let trouble):
            console.fail(trouble)
            throw .said(.unavailable)
        case .unknown(let cause):
            throw .other(
                "init.created_unknown",
                "it is not known whether the spreadsheet \"\(Self.title)\" was made: \(cause). Look for "
                    + "it at https://docs.google.com/spreadsheets. If it is there, name it: ticksheet "
                    + "init --to sheets --spreadsheet ADDRESS; if it is not, run this again. Nothing "
                    + "was written.",
                .unavailable
            )
        }
    }

    /// The named file as the settings name it: seen from their folder.
    private var named: String? {
        guard let credentials else { return nil }
        let path = FileIdentity.absolute(credentials, from: FileIdentity.absolute(".", from: "."))
        return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }

    private func isThere(_ name: String) -> Bool {
        ((try? Paths.status(FileIdentity.absolute(name, from: folder))) ?? nil) != nil
    }

    // Google gives robots no room for files of their own.
    private func requirePerson(_ path: String?) async throws(CommandFailure) {
        let found: LocatedCredentials
        do throws(CredentialsError) {
            found =
                if let path {
                    try .file(path)
                } else {
                    try await .applicationDefault(over: TransportChoice.curl.transport())
                }
        } catch {
            console.fail(error)
            console.note("To sign in as yourself first: ticksheet login google")
            throw .said(.settings)
        }
        if case .authorizedUser = found.credentials { return }
        let who = found.credentials.email ?? found.credentials.description
        throw .other(
            "init.no_person",
            "\(found.credentials) cannot own a spreadsheet: Google gives service accounts no room for "
                + "files. Make one yourself (https://sheets.new), share it with \(who) as an editor, and "
                + "run: ticksheet init --to sheets --spreadsheet ADDRESS. Or sign in as yourself: "
                + "ticksheet login google",
            .settings
        )
    }
}
