import CommandLineKit
import Journals
import PosixBridge
import Suggestions
import TicksheetCore
import WallTime
import Zones

/// `zones`: zones, offsets, where each came from.
enum ZonesCommand {
    static let spec = CommandSpec(
        "zones",
        "Shows the zones in use, their offsets, and who said so.",
        discussion: [
            "What was written with an offset keeps it: it is pinned. --compare shows where "
                + "timezonedb (or its table) and this machine's tz database disagree about what is "
                + "pinned and the year to come; timezonedb is asked, once a second. --repin pins "
                + "again by what timezonedb, its table or this machine say now, and prints the "
                + "rebuild line of each report that it concerns."
        ],
        arguments: [.init("ZONE", "Only these zones.", count: .any)],
        options: [
            .flag("compare", "Shows where the sources disagree."),
            .flag("repin", "Pins again by what is known now."),
            .value(
                "country",
                "CC",
                "Lists a country's zones as timezonedb knows them; needs a key."
            ),
        ],
        examples: [
            .init("ticksheet zones"),
            .init("ticksheet zones --compare America/Bogota"),
            .init("ticksheet zones --country CO"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let sources = ZoneSources(settings, log: LogfmtLog(console: console))
        if let country = invocation.string("country") {
            return try await printCountry(country, sources, console)
        }
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        var survey = try CommandFailure.onJournal { () throws(JournalError) in
            try ZoneSurvey(settings, sources, journal, wanted: invocation.arguments("ZONE"))
        }
        for name in invocation.arguments("ZONE") where !survey.zones.contains(name) {
            let hint = nearest(to: name, in: survey.known).map { "did you mean \(quoted($0))?" }
            throw .other(
                "usage.zone",
                "No report uses the zone \(quoted(name)); "
                    + (hint ?? "in use: \(list(survey.known))."),
                .usage
            )
        }
        if invocation.flag("compare") || invocation.flag("repin") {
            try await survey.ask(console)
        }
        if invocation.flag("compare") { print(survey.differences, survey, console) }
        if invocation.flag("repin") {
            try repin(survey, settings, console)
        } else if !invocation.flag("compare") {
            print(survey, console)
        }
    }

    // MARK: The list

    private static func print(_ survey: ZoneSurvey, _ console: Console) {
        var table = TextTable([
            .init("ZONE", .left), .init("OFFSET", .left), .init("UNTIL", .left),
            .init("SAID BY", .left), .init("ASKED", .left), .init("PINNED", .left, shrinks: true),
        ])
        let now = SystemClock().now.seconds
        for zone in survey.zones {
            let (window, source) = survey.window(of: zone, at: now)
            table.append([
                .init(zone), .init(window?.offset.text ?? "not known"),
                .init(window?.end.map(shown) ?? "no end known"),
                .init(source?.rawValue ?? "nobody"),
                .init(survey.answers.answer(of: zone, at: now)?.asked.rfc3339UTC ?? "never"),
                .init(survey.pins.pins(of: zone).map(shown).joined(separator: "; ")),
            ])
        }
        console.write(Array(table.text(for: console.output).utf8))
        if survey.sources.client != nil, survey.isHelped {
            console.note(
                "Some times were written by this machine's tz database because timezonedb had not "
                    + "answered. See whether they agree: ticksheet zones --compare"
            )
        }
    }

    private static func shown(_ pin: ZonePin) -> String {
        "\(shown(pin.first)) to \(shown(pin.last)) \(pin.offset.text) (\(pin.source.rawValue))"
    }

    private static func shown(_ seconds: Int64) -> String {
        Timestamp(seconds: seconds).rfc3339UTC
    }

    // MARK: Differences

    private static func print(
        _ differences: [ZoneDifference],
        _ survey: ZoneSurvey,
        _ console: Console
    ) {
        guard !differences.isEmpty else {
            let count = CountedNoun("zone").counted(survey.zones.count)
            let left = survey.otherName.map { "\($0) and this machine" }
            console.print(
                left.map { "\($0) agree on \(count)." }
                    ?? "There is nobody to compare this machine with: set timezonedb in the settings."
            )
            return
        }
        var table = TextTable([
            .init("ZONE", .left), .init("FROM", .left), .init("TO", .left),
            .init((survey.otherName ?? "").uppercased(), .left), .init("THIS MACHINE", .left),
        ])
        for difference in differences {
            table.append([
                .init(difference.zone), .init(shown(difference.first)),
                .init(shown(difference.last)), .init(difference.left.text),
                .init(difference.right.text),
            ])
        }
        console.write(Array(table.text(for: console.output).utf8))
    }

    private static func repin(
        _ survey: ZoneSurvey,
        _ settings: Settings,
        _ console: Console
    ) throws(CommandFailure) {
        let changes = survey.repinned
        for (zone, pins) in changes {
            try CommandFailure.onJournal { () throws(JournalError) in
                try survey.journal.repin(zone, pins)
            }
            console.print("\(zone): " + pins.map(shown).joined(separator: "; "))
        }
        guard !changes.isEmpty else {
            console.print("Every pin is as it would be made now.")
            return
        }
        let zones = Set(changes.map(\.zone))
        let reports = settings.reports.filter { report in
            report.zone == RowZones.recipient || zones.contains(report.zone)
        }
        guard !reports.isEmpty else { return }
        console.print("Rows that are written already stay as they are until you run:")
        for report in reports {
            console.print("  " + settings.command("rebuild --report \(shellWord(report.name))"))
        }
    }

    // MARK: A country

    private static func printCountry(
        _ country: String,
        _ sources: ZoneSources,
        _ console: Console
    ) async throws(CommandFailure) {
        guard let client = sources.client else {
            throw .other(
                "zones.no_key",
                "--country asks timezonedb, for which there is no key. Set timezonedb: { key: "
                    + "{ env: \"TIMEZONEDB_KEY\" } } in the settings.",
                .settings
            )
        }
        do throws(TimeZoneDBError) {
            for zone in try await client.zones(of: country) {
                let offset = ZoneOffset(seconds: zone.seconds, abbreviation: "")
                console.print("\(zone.zone)\t\(offset.text)\t\(zone.countryName)")
            }
        } catch {
            throw ZoneSurvey.failure(error)
        }
    }
}
