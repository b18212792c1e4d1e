import CommandLineKit
import PosixBridge
import SheetsEmulator
import TicksheetCore

/// `emulate-sheets`: a stand-in for the Google Sheets API on this machine.
enum EmulateSheetsCommand {
    static let spec = CommandSpec(
        "emulate-sheets",
        "Runs a stand-in for the Google Sheets API on this machine, until it is stopped.",
        discussion: [
            "For trying reports without an account, and for tests of programs that write to Google "
                + "Sheets. It signs in, keeps to Google's limits and refuses what it does not model. "
                + "Its spreadsheets can be looked at in a browser.",
            "It prints what to write into the settings.",
        ],
        options: [
            .value("listen", "A", "Address and port.", standard: "127.0.0.1:8090"),
            .value("key", "FILE", "The account's key; made once.", standard: "stand-in-key.json"),
            .value(
                "file",
                "FILE",
                "Keeps the spreadsheets over restarts. Default: only in memory."
            ),
        ],
        examples: [
            .init("ticksheet emulate-sheets"),
            .init("ticksheet emulate-sheets --listen 127.0.0.1:9000 --file sheets.log"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let listen = invocation.required("listen")
        guard let address = Settings.Address(listen) else {
            let expected = Settings.Address.expected(for: listen, such: "127.0.0.1:8090")
            throw .other(
                "usage.listen",
                "--listen is \(quoted(listen)); expected \(expected).",
                .usage
            )
        }
        let signals = try CommandFailure.onFiles("cannot watch signals") {
            () throws(SystemError) in
            try Signals.stream()
        }
        let socket = try CommandFailure.onFiles("cannot listen") { () throws(SystemError) in
            try ListeningSocket(host: address.host, port: address.port)
        }
        let key = invocation.required("key")
        let standIn = try SheetsStandIn(
            on: socket,
            keyFile: key,
            file: invocation.string("file")
        )
        console.print("Google Sheets' stand-in: \(standIn.emulator.endpoint)")
        console.print("Look at it:              \(standIn.emulator.endpoint)/")
        console.print("For the settings:")
        console.print(
            "  { sheets: { spreadsheet: \"\(standIn.spreadsheet)\", tab: \"Log\","
                + "\n              credentials: { file: \"\(key)\" }, "
                + "endpoint: \"\(standIn.emulator.endpoint)\" } }"
        )
        console.print("In place of a spreadsheet, a folder in which they are made:")
        console.print("  folder: \"\(standIn.folder)\"")
        console.note("Ctrl-C ends it.")
        for await signal in signals where signal != .hangUp { break }
        standIn.emulator.stop()
    }
}
