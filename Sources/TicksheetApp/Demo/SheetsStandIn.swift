import CommandLineKit
import CryptoBridge
import GoogleSheets
import JSONTree
import PosixBridge
import SheetsEmulator
import TicksheetCore

/// A stand-in for Google Sheets with a service account and a spreadsheet that is shared with it.
struct SheetsStandIn {
    static let account = "ticksheet@stand-in.iam.gserviceaccount.com"

    let emulator: SheetsEmulator
    /// The spreadsheet's id.
    let spreadsheet: String
    /// The id of a folder in a shared drive, of which the account is a contributor.
    let folder: String

    /// Starts it.
    ///
    /// `keyFile`: Where the account's key is kept; made where it is not there.
    ///
    /// `file`: What keeps the spreadsheets over restarts; nil for memory only.
    init(
        on socket: ListeningSocket,
        keyFile: String,
        file: String?
    ) throws(CommandFailure) {
        var options = EmulatorOptions()
        options.file = file
        options.clockScale = Double(SystemClock.scale)
        options.clockStart = SystemClock.givenStart
        options.cellLimit = Int(CellRoom.here.limit)
        let endpoint = "http://\(socket.host):\(socket.port)"
        let key = try Self.key(keyFile, endpoint)
        guard let account = ServiceAccount(keyFile: key) else {
            throw .other(
                "emulator.key",
                "\(keyFile) is no key file of a service account. Name another, which is made: --key FILE.",
                .settings
            )
        }
        options.accounts = [account]
        let (made, title) = (options, "WhatsApp campaign reports")
        emulator = try CommandFailure.onFiles("cannot start the stand-in") {
            () throws(SystemError) in
            try SheetsEmulator(made, on: socket)
        }
        spreadsheet =
            emulator.spreadsheets.first
            ?? emulator.makeSpreadsheet(title, sharedWith: [account.email: "writer"])
        folder =
            emulator.folders.first
            ?? emulator.makeFolder("Reports", sharedWith: [account.email: "writer"])
    }

    private static func key(
        _ path: String,
        _ endpoint: String
    ) throws(CommandFailure) -> [UInt8] {
        try CommandFailure.onFiles("cannot keep the stand-in's key") { () throws(SystemError) in
            if try Paths.status(path) != nil {
                return try File(path, .read).readAll(limit: 64 << 10)
            }
            let text = text(RSAPrivateKey.newPEM() ?? "", endpoint)
            try File(path, .create, permissions: 0o600).write(text, at: 0)
            return text
        }
    }

    private static func text(_ pem: String, _ endpoint: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        let members = [
            ("type", "service_account"), ("project_id", "stand-in"),
            ("private_key_id", "stand-in-key"), ("private_key", pem), ("client_email", account),
            ("client_id", "1"), ("token_uri", endpoint + "/token"),
        ]
        for (key, value) in members {
            writer.key(key)
            writer.string(value)
        }
        writer.endObject()
        return writer.bytes
    }
}
