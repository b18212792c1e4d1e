import CommandLineKit
import PosixBridge
import TicksheetCore
import WallTime

/// What the demo sent beside what it found, and every difference.
struct DemoResult {
    let campaign: DemoCampaign
    let answers: DemoAnswers
    let before: JournalSummary
    let after: JournalSummary
    let rows: [[String]]
    /// The offsets that the rows rely on.
    let pins: [ZonePin]
    /// What timezonedb's stand-in was asked in this run.
    let zoneRequests: Int

    private static let columns = (to: 2, status: 3)

    /// Every total that is not what was sent, in words.
    var differences: [String] {
        var differences: [String] = []
        func compare(_ what: String, _ found: Int, _ expected: Int) {
            if found != expected {
                differences.append("\(what): \(found), expected \(expected)")
            }
        }
        compare("webhooks answered with 200", answers.accepted, campaign.posts.count)
        compare("forged webhooks answered with 401", answers.refused, 2)
        for (status, count) in campaign.counts.sorted(by: { $0.key < $1.key }) {
            compare("\(status) in the journal", after.counts[status] ?? 0, count)
            let written = rows.dropFirst().count {
                $0.count > 3 && $0[Self.columns.status] == status
            }
            compare("\(status) in the CSV", written, count)
        }
        compare("rows of the CSV", rows.count - 1, campaign.updates.count)
        compare("problems", after.problems, 0)
        compare(
            "copies left out",
            after.duplicates - before.duplicates,
            campaign.sentCount - (after.entries - before.entries)
        )
        let recipients = Set(campaign.updates.compactMap(\.to).map { "+" + $0 })
        let found = Set(rows.dropFirst().filter { $0.count > 3 }.map { $0[Self.columns.to] })
        compare("offsets not said by timezonedb", pins.count { $0.source != .timezonedb }, 0)
        compare("recipients in the CSV as they were sent", recipients.subtracting(found).count, 0)
        return differences
    }

    /// Every row that the sheet lacks or has besides, in words.
    func differences(fromSheet found: [[String]]) -> [String] {
        // Cells of the sheet are typed and need no guard against formulas.
        let expected = rows.dropFirst().map { row in
            row.map { cell in
                let isGuarded = cell.first == "'" && "=+-@".contains(cell.dropFirst().first ?? " ")
                return isGuarded ? String(cell.dropFirst()) : cell
            }
        }
        if expected.sorted(by: { $0.lexicographicallyPrecedes($1) })
            == found.sorted(by: { $0.lexicographicallyPrecedes($1) })
        {
            return []
        }
        let missing = Set(expected).subtracting(found).count
        let besides = Set(found).subtracting(expected).count
        return [
            "the sheet has \(found.count) rows, expected \(expected.count); it lacks \(missing) and has "
                + "\(besides) others"
        ]
    }

    /// Prints the first rows, the counts and where the files are.
    func print(on console: Console, folder: String, csv: String) {
        if let headers = rows.first {
            var table = TextTable(headers.map { TextTable.Column($0, .left, shrinks: true) })
            for row in sample { table.append(row.map { TextTable.Cell($0) }) }
            console.print()
            console.write(Array(table.text(for: console.output).utf8))
        }
        console.print()
        let new = after.entries - before.entries
        console.print(
            "\(Human.number(campaign.posts.count)) webhooks with \(Human.number(campaign.sentCount)) "
                + "statuses: \(Human.number(new)) new, "
                + "\(Human.number(after.duplicates - before.duplicates)) copies left out, "
                + "\(answers.refused) forged webhooks refused"
        )
        for status in ["sent", "delivered", "read", "rejected"] {
            console.print("  \(status): \(Human.number(after.counts[status] ?? 0))")
        }
        for zone in Set(pins.map(\.zone)).sorted() {
            let offsets = Set(pins.filter { $0.zone == zone }.map(\.offset.text)).sorted()
            let requests = CountedNoun("request").counted(zoneRequests)
            console.print(
                "zone      \(zone) \(offsets.joined(separator: ", ")), said by timezonedb "
                    + "(a stand-in on this machine; \(requests))"
            )
        }
        console.print("report    \(csv)")
        console.print("journal   \(Paths.joined(folder, "data/ticksheet.db"))")
        console.print("settings  \(Paths.joined(folder, "ticksheet.json5"))")
    }

    /// The first rows, and one of each kind that is worth a look.
    private var sample: [[String]] {
        let body = rows.dropFirst()
        var picked = Array(body.prefix(6))
        let odd: [([String]) -> Bool] = [
            { $0.count > 4 && $0[4].hasPrefix("'=") },
            { $0.count > 2 && $0[2].hasPrefix("US.") },
            { $0.count > 3 && $0[3] == "rejected" },
            { $0.count > 3 && $0[3] == "read" },
        ]
        for isOdd in odd {
            if let row = body.first(where: { isOdd($0) && !picked.contains($0) }) {
                picked.append(row)
            }
        }
        return picked
    }
}
