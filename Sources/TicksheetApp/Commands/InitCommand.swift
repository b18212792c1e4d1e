import CommandLineKit
import CryptoBridge
import PosixBridge
import ShippedMappings
import TicksheetCore

/// `init`: settings, mapping copies, secrets and samples to begin with.
enum InitCommand {
    static let spec = CommandSpec(
        "init",
        "Writes settings with every key explained, made-up secrets, samples and mapping copies.",
        discussion: [
            "Nothing that is there is overwritten. The secrets are made up, so that serve and send "
                + "work at once; put the provider's in their place before real webhooks come.",
            "With --create it makes the spreadsheet too, titled \"\(InitSpreadsheet.title)\", in the "
                + "name of whoever signed in with ticksheet login google. A service account cannot own "
                + "one: make it yourself and share it. It is asked for once; where Google's answer is "
                + "lost, this says so and writes nothing.",
        ],
        options: [
            .choice(
                "provider",
                ShippedMappings.sources.map(\.name),
                "Who sends the webhooks.",
                standard: "meta-cloud-api"
            ),
            .choice("to", ["csv", "ods", "sheets"], "Where the report goes.", standard: "csv"),
            .value("spreadsheet", "ID", "With --to sheets: the spreadsheet's address or id."),
            .flag("create", "With --to sheets: makes the spreadsheet, as whoever signed in."),
            .value(
                "credentials",
                "FILE",
                "With --create: who signs in. Default: secrets/google-user.json, or what the machine "
                    + "offers."
            ),
            .value("endpoint", "URL", "With --create: a stand-in for Google Sheets."),
            .value("zone", "Z", "The zone of the report's times."),
            .flag("excel", "Writes the CSV for an Excel with decimal commas: ';' and a mark."),
        ],
        examples: [
            .init("ticksheet init"),
            .init("ticksheet init --provider bird-flows --zone America/Bogota --excel"),
            .init("ticksheet init --to ods"),
            .init(
                "ticksheet init --to sheets --spreadsheet https://docs.google.com/spreadsheets/d/1AbC/edit"
            ),
            .init("ticksheet login google && ticksheet init --to sheets --create"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        try refuse(invocation)
        let file = invocation.required("settings")
        let folder = FileIdentity.absolute(Paths.folder(of: file), from: ".")
        let zone = try zone(invocation, console)
        let isSheet = invocation.required("to") == "sheets"
        let isODS = invocation.required("to") == "ods"
        let isExcel = !isSheet && !isODS && (invocation.flag("excel") || asksForExcel(console))
        var template = InitTemplate(
            provider: invocation.required("provider"),
            zone: zone,
            isExcel: isExcel,
            isODS: isODS,
            spreadsheet: isSheet
                ? invocation.string("spreadsheet") ?? "the-id-of-your-spreadsheet" : nil
        )
        let path = Paths.joined(folder, Paths.name(of: file))
        guard ((try? Paths.status(path)) ?? nil) == nil else {
            throw .other(
                "init.exists",
                "\(file) is there already and stays as it is. Name another with --settings FILE, or "
                    + "go on: \(Settings.command("check", for: file)).",
                .inputOutput
            )
        }
        if invocation.flag("create") {
            let endpoint = invocation.string("endpoint")
            let made = try await InitSpreadsheet(
                folder: folder,
                credentials: invocation.string("credentials"),
                endpoint: endpoint,
                console: console
            ).make()
            template.spreadsheet = made.id
            template.credentials = made.credentials
            template.endpoint = endpoint
        }
        let (written, isCreated) = (template, invocation.flag("create"))
        try CommandFailure.onFiles("cannot write the settings") { () throws(SystemError) in
            for part in ["data", "secrets"] {
                try Paths.makeFolders(Paths.joined(folder, part), permissions: 0o700)
            }
            for part in ["reports", "samples", "mappings"] {
                try Paths.makeFolders(Paths.joined(folder, part))
            }
            for new in written.files + [(Paths.name(of: file), written.settings, 0o644)] {
                try write(new, in: folder, console)
            }
        }
        console.note(
            "The times are written in \(zone); change \"zone\" in \(file) if that is wrong."
        )
        if isSheet, !isCreated {
            for step in Self.sheetSteps { console.note(step) }
        }
        let next = Settings.command(isSheet ? "check --online" : "check", for: file)
        console.note("Next: \(next)")
    }

    private static let sheetSteps = [
        "For Google Sheets:",
        "  1. Enable the API: https://console.cloud.google.com/apis/library/sheets.googleapis.com",
        "  2. Make a service account and a JSON key for it, and keep the key as "
            + "secrets/service-account.json (chmod 600):",
        "     https://console.cloud.google.com/iam-admin/serviceaccounts",
        "  3. Make a spreadsheet (https://sheets.new), share it with the service account's address as "
            + "an editor, and put its address into the settings.",
        "  Where keys are forbidden: ticksheet login google signs in as yourself, and init --to sheets "
            + "--create then makes the spreadsheet too.",
    ]

    private static func refuse(_ invocation: Invocation) throws(CommandFailure) {
        let isCreated = invocation.flag("create")
        if isCreated, invocation.required("to") != "sheets" {
            throw .other("usage.create", "--create makes a spreadsheet: add --to sheets.", .usage)
        }
        if isCreated, invocation.string("spreadsheet") != nil {
            throw .other(
                "usage.create",
                "--create makes a new spreadsheet and --spreadsheet names one that is there: leave one "
                    + "of them out.",
                .usage
            )
        }
        if let text = invocation.string("spreadsheet") {
            guard invocation.required("to") == "sheets" else {
                throw .other("usage.spreadsheet", "--spreadsheet goes with --to sheets.", .usage)
            }
            guard DriveAddress.identifier(in: text, behind: DriveAddress.spreadsheets) != nil else {
                throw .other(
                    "usage.spreadsheet",
                    "The spreadsheet is \(quoted(text)); expected its address, or the id that stands in "
                        + "it between /d/ and /edit.",
                    .usage
                )
            }
        }
        if invocation.flag("excel"), invocation.required("to") != "csv" {
            throw .other("usage.excel", "--excel is about a CSV: it goes with --to csv.", .usage)
        }
        for name in ["credentials", "endpoint"] where !isCreated && invocation.string(name) != nil {
            throw .other("usage.create", "--\(name) goes with --create.", .usage)
        }
    }

    private static func write(
        _ new: (name: String, text: [UInt8], permissions: UInt32),
        in folder: String,
        _ console: Console
    ) throws(SystemError) {
        let path = Paths.joined(folder, new.name)
        do throws(SystemError) {
            let file = try File(path, .create, permissions: new.permissions)
            try file.write(new.text, at: 0)
            console.print("wrote \(new.name)")
        } catch {
            guard error.isExisting else { throw error }
            console.print("kept  \(new.name)")
        }
    }

    private static func zone(
        _ invocation: Invocation,
        _ console: Console
    ) throws(CommandFailure) -> String {
        var zone = invocation.string("zone")
        if zone == nil, Terminal.isInputTerminal, console.error.isTerminal {
            console.write(note: "Zone of the report's times [\(systemZone)]: ")
            let answer = readLine()?.filter { !$0.isWhitespace } ?? ""
            if !answer.isEmpty { zone = answer }
        }
        let name = zone ?? systemZone
        if case .failure(let problem) = SystemZones.shared.rules(for: name) {
            throw .other("usage.zone", sentence("The zone is \(quoted(name)); \(problem)"), .usage)
        }
        return name
    }

    private static func asksForExcel(_ console: Console) -> Bool {
        guard Terminal.isInputTerminal, console.error.isTerminal else { return false }
        console.write(
            note: "Will an Excel that writes decimals with a comma (Spanish, German, …) open it? "
                + "[y/N]: "
        )
        return ["y", "yes", "s", "si", "sí", "j", "ja", "o", "oui"]
            .contains(readLine()?.lowercased() ?? "")
    }

    /// The machine's own zone, by its link.
    private static var systemZone: String {
        let real = (try? Paths.real("/etc/localtime")) ?? ""
        guard let range = real.range(of: "zoneinfo/") else { return "UTC" }
        let name = String(real[range.upperBound...])
        return name == "Etc/UTC" ? "UTC" : name
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start != endIndex {
            if self[start...].hasPrefix(part) {
                return start..<index(start, offsetBy: part.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
