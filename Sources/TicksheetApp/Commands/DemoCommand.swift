import CommandLineKit
import CryptoBridge
import HTTPTypes
import Intake
import Journals
import PosixBridge
import SheetsEmulator
import TicksheetCore
import TimeZoneStandIn

/// `demo`: the whole way on made-up webhooks.
enum DemoCommand {
    static let spec = CommandSpec(
        "demo",
        "Shows the whole way on made-up webhooks; no account is needed.",
        discussion: [
            "Starts the real server on a free port, posts a signed campaign to it (single and in "
                + "batches, twice, out of order), keeps a CSV in step, and checks the result "
                + "against what it sent. Run twice into one folder, it adds nothing twice.",
            "With --sheets the report also goes to a stand-in for Google Sheets, where calls fail and "
                + "people sort, rename and move meanwhile; the sheet can be looked at in a browser.",
        ],
        options: [
            .value("keep", "DIR", "Where the files go; by default a folder in /tmp."),
            .flag("sheets", "Also writes to a stand-in for Google Sheets."),
        ],
        examples: [
            .init("ticksheet demo"),
            .init("ticksheet demo --keep demo", "keeps the files in ./demo"),
            .init("ticksheet demo --sheets"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let folder = FileIdentity.absolute(
            invocation.string("keep") ?? "/tmp/ticksheet-demo-\(ProcessFacts.user)",
            from: "."
        )
        if invocation.string("keep") == nil { try prepareShared(folder) }
        // timezonedb is asked as it would be, and answers from this machine.
        let standIn = try CommandFailure.onFiles("cannot start the stand-in for timezonedb") {
            () throws(SystemError) in
            try TimeZoneStandIn(key: Self.timeZoneDBKey, rules: SystemZones.shared.known)
        }
        defer { standIn.stop() }
        let sheet = invocation.flag("sheets") ? try SheetDemo(folder) : nil
        defer { sheet?.standIn.emulator.stop() }
        let settings = try prepare(
            folder,
            endpoint: standIn.endpoint,
            sheet: sheet?.destination ?? ""
        )
        let campaign = DemoCampaign()
        let service = try Service.started(
            settings,
            console: console,
            log: DemoLog(console: console)
        )
        let base = "http://127.0.0.1:\(service.socket.port)"
        console.note("The real server listens on \(base); nothing leaves this machine.")
        let before = try summary(service.journal)
        let feeding = Task { await service.feedReports() }
        let people = Task {
            while !Task.isCancelled {
                sheet?.disturb()
                try? await Task.sleep(for: .milliseconds(300))
            }
        }
        let answers = await post(campaign, settings, base, console)
        let isInStep = await waitUntilWritten(service.journal, settings)
        people.cancel()
        feeding.cancel()
        _ = await feeding.value
        service.stopIntake()
        let after = try summary(service.journal)
        let pins = try CommandFailure.onJournal { () throws(JournalError) in
            try service.journal.pins()
        }
        service.close()
        guard let path = settings.reports.first?.destinations.first?.path else { return }
        let bytes = try CommandFailure.onFiles("cannot read the demo's CSV") {
            () throws(SystemError) in
            try File(path, .read).readAll()
        }
        let result = DemoResult(
            campaign: campaign,
            answers: answers,
            before: before,
            after: after,
            rows: CSVRows.read(bytes),
            pins: pins,
            zoneRequests: standIn.requests
        )
        result.print(on: console, folder: folder, csv: path)
        var differences =
            result.differences + (isInStep ? [] : ["the reports were not written in 120 s"])
        if let sheet {
            let rows = sheet.rows(result.rows.first ?? [])
            sheet.print(on: console, rows: rows.count)
            differences += result.differences(fromSheet: rows)
        }
        guard differences.isEmpty else {
            for difference in differences { console.fail("demo.difference", "\(difference).") }
            throw .said(.software)
        }
        let place = sheet == nil ? "in the CSV" : "in the CSV and in the sheet"
        console.print("Checked: every event that was answered with 200 stands \(place) once.")
        if let sheet, console.output.isTerminal { await show(sheet, console) }
        console.note("Next, your own: ticksheet init (from a clone: ./dev install first)")
    }

    private static func show(_ sheet: SheetDemo, _ console: Console) async {
        guard let signals = try? Signals.stream() else { return }
        console.print("Look at the sheet: \(sheet.address)")
        console.note("Ctrl-C ends the demo.")
        for await signal in signals where signal != .hangUp { break }
    }

    // MARK: The folder

    // In /tmp anybody may have made it: root would write where a link in it leads.
    private static func prepareShared(_ folder: String) throws(CommandFailure) {
        try CommandFailure.onFiles("cannot write the demo's files") { () throws(SystemError) in
            try Paths.makeFolders(folder, permissions: 0o700)
        }
        let status = (try? Paths.status(folder)) ?? nil
        guard let status, status.isFolder, status.owner == ProcessFacts.user,
            status.mode & 0o022 == 0, Paths.destination(ofLink: folder) == nil
        else {
            throw .other(
                "demo.folder",
                "\(folder) is not a folder of this user alone, so nothing is written there. Remove it, or "
                    + "name another: ticksheet demo --keep FOLDER.",
                .inputOutput
            )
        }
    }

    private static func prepare(
        _ folder: String,
        endpoint: String,
        sheet: String
    ) throws(CommandFailure) -> Settings {
        try CommandFailure.onFiles("cannot write the demo's files") { () throws(SystemError) in
            for part in ["data", "secrets"] {
                try Paths.makeFolders(Paths.joined(folder, part), permissions: 0o700)
            }
            try Paths.makeFolders(Paths.joined(folder, "reports"))
            let secret = try File(
                Paths.joined(folder, "secrets/meta-app-secret"),
                .replace,
                permissions: 0o600
            )
            try secret.write(Array("demo-app-secret\n".utf8), at: 0)
            let key = try File(
                Paths.joined(folder, "secrets/timezonedb-key"),
                .replace,
                permissions: 0o600
            )
            try key.write(Array("\(timeZoneDBKey)\n".utf8), at: 0)
            let file = try File(Paths.joined(folder, "ticksheet.json5"), .replace)
            try file.write(Array(settingsText(endpoint, sheet).utf8), at: 0)
        }
        do throws(FileProblems) {
            return try SettingsReader.settings(at: Paths.joined(folder, "ticksheet.json5"))
        } catch {
            throw .files(error)
        }
    }

    private static let timeZoneDBKey = "demo-timezonedb-key"

    private static func settingsText(_ endpoint: String, _ sheet: String) -> String {
        """
        // Settings of the demo. Your own: ticksheet init
        {
          listen: "127.0.0.1:0",
          journal: "data/ticksheet.db",
          zone: "America/Bogota",
          // A stand-in that the demo starts; the real one needs only the key.
          timezonedb: { key: { file: "secrets/timezonedb-key" }, endpoint: "\(endpoint)" },
          sources: [
            {
              name: "meta",
              path: "/webhooks/meta",
              mapping: "meta-cloud-api",
              verify: { kind: "meta", appSecrets: [{ file: "secrets/meta-app-secret" }] },
            },
          ],
          reports: [
            {
              name: "campaigns",
              mapping: "whatsapp-campaign-reports",
              to: [
                { csv: "reports/whatsapp-campaign-reports.csv", batch: { age: "300ms" } },
                \(sheet)
              ],
            },
          ],
        }

        """
    }

    // MARK: The campaign

    private static func post(
        _ campaign: DemoCampaign,
        _ settings: Settings,
        _ base: String,
        _ console: Console
    ) async -> DemoAnswers {
        guard let source = settings.sources.first,
            let verification = try? source.verification.resolved()
        else { return DemoAnswers() }
        let poster = WebhookPoster(base: base, over: settings.http.transport())
        let bar = ProgressBar(
            "webhooks",
            counting: CountedNoun("webhook"),
            total: campaign.posts.count,
            console: console
        )
        var answers = DemoAnswers()
        await withTaskGroup(of: Int.self) { group in
            var waiting = 0
            for updates in campaign.posts {
                if waiting == 8, let status = await group.next() {
                    answers.note(status)
                    bar.advance(by: 1)
                    waiting -= 1
                }
                group.addTask {
                    await answer(to: updates, source, verification, poster)
                }
                waiting += 1
            }
            for await status in group {
                answers.note(status)
                bar.advance(by: 1)
            }
        }
        // A body that nobody signed, and one that somebody changed on the way.
        for isForged in [false, true] {
            answers.refused += await forged(source, verification, poster, isForged) == 401 ? 1 : 0
        }
        bar.finish()
        return answers
    }

    private static func answer(
        to updates: [MetaBody.Update],
        _ source: Settings.Source,
        _ verification: Verification,
        _ poster: WebhookPoster
    ) async -> Int {
        let request = HTTPRequest(
            method: "POST",
            target: source.path,
            body: MetaBody.text(updates)
        )
        let signed = verification.signed(request, publicURL: "", now: SystemClock().now)
        return (try? await poster.post(signed).status) ?? 0
    }

    private static func forged(
        _ source: Settings.Source,
        _ verification: Verification,
        _ poster: WebhookPoster,
        _ isSigned: Bool
    ) async -> Int {
        var request = HTTPRequest(method: "POST", target: source.path, body: Array("{}".utf8))
        if isSigned {
            request = verification.signed(request, publicURL: "", now: SystemClock().now)
        }
        request.body += Array(" ".utf8)
        return (try? await poster.post(request).status) ?? 0
    }

    // MARK: The result

    private static func waitUntilWritten(
        _ journal: SQLiteJournal,
        _ settings: Settings
    ) async -> Bool {
        let deadline = Clocks.monotonic + 120_000_000_000
        // An earlier demo in this folder may have had others.
        let ours = settings.reports.flatMap(\.destinations).map(\.reader)
        while Clocks.monotonic < deadline {
            let head = (try? journal.head()) ?? 0
            let readers = (try? journal.readers()) ?? []
            let isWritten = ours.allSatisfy { reader in
                readers.contains { $0.reader == reader && $0.checkpoint == head }
            }
            if isWritten { return true }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    private static func summary(_ journal: SQLiteJournal) throws(CommandFailure) -> JournalSummary {
        try CommandFailure.onJournal { () throws(JournalError) in try journal.summary() }
    }
}

/// How the server answered.
struct DemoAnswers: Sendable {
    var accepted = 0
    var refused = 0
    var others = 0

    mutating func note(_ status: Int) {
        switch status {
        case 200: accepted += 1
        default: others += 1
        }
    }
}

/// The demo shows what happens itself; only trouble is worth a log line.
private struct DemoLog: Log {
    let console: Console

    func write(_ level: LogLevel, _ message: String, _ fields: [(name: String, value: String)]) {
        guard level == .error else { return }
        LogfmtLog(console: console).write(level, message, fields)
    }
}
