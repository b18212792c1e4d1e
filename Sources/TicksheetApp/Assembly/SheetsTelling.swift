import CommandLineKit
import GoogleSheets
import Journals
import TicksheetCore
import WallTime

/// Tells in each spreadsheet how its reports are, for those who see nothing else.
struct SheetsTelling: Sendable {
    // Reports have the account's calls first.
    private static let pause = Duration.seconds(300)
    private static let firstPause = Duration.seconds(15)

    private let assembly: Assembly
    private let journal: SQLiteJournal
    private let log: any Log

    init(_ assembly: Assembly, _ journal: SQLiteJournal, log: any Log) {
        self.assembly = assembly
        self.journal = journal
        self.log = log
    }

    private struct Report {
        let name: String
        let tab: String
        let record: ReaderRecord?
        let outlook: SheetOutlook?
        /// Rows that are left out because Google refuses them.
        let refused: Int
    }

    private struct Spreadsheet {
        let id: String
        let sheet: Settings.Destination.Sheet
        var reports: [Report] = []
    }

    /// What the journal tells of all spreadsheets together.
    private struct Telling {
        /// The newest entry's position.
        var head: SequenceNumber = 0
        /// Webhooks, or parts of them, that were not understood.
        var problems = 0
        /// Each in which a report stands now.
        var spreadsheets: [Spreadsheet] = []
    }

    /// Tells again and again until the task is cancelled.
    func follow() async {
        let isAny = assembly.settings.reports.flatMap(\.destinations).contains { $0.sheet != nil }
        guard isAny else { return }
        await assembly.clock.pause(Self.firstPause)
        var failed: Set<String> = []
        var told: Set<String> = []
        while !Task.isCancelled {
            let telling = telling(&failed)
            for spreadsheet in telling.spreadsheets where !Task.isCancelled {
                let id = spreadsheet.id
                do throws(ServiceTrouble) {
                    let lines = lines(of: spreadsheet, telling)
                    let tab = StatusTab(assembly.google.calls(for: spreadsheet.sheet).of(id))
                    // Who deletes the tab does not want it.
                    try await tab.write(lines, mayMake: !told.contains(id))
                    told.insert(id)
                    failed.remove(id)
                } catch {
                    // The reports' own lines tell it too; this one is told once.
                    if failed.insert(id).inserted, !Task.isCancelled {
                        log.write(
                            .warn,
                            "status tab not written",
                            [("spreadsheet", id), ("explanation", error.explanation)]
                        )
                    }
                }
            }
            await assembly.clock.pause(Self.pause)
        }
    }

    private func telling(_ failed: inout Set<String>) -> Telling {
        do throws(JournalError) {
            let found = try telling()
            failed.remove("")
            return found
        } catch {
            if failed.insert("").inserted {
                log.write(
                    .warn,
                    "status tabs not written",
                    [("explanation", error.explanation)]
                )
            }
            return Telling()
        }
    }

    private func telling() throws(JournalError) -> Telling {
        let readers = try journal.readers()
        let problems = try journal.openProblems()
        let perDay = try journal.space(now: assembly.clock.now).entries.perDay
        var found: [Spreadsheet] = []
        for report in assembly.settings.reports {
            for destination in report.destinations {
                guard let sheet = destination.sheet else { continue }
                let record = readers.first { $0.reader == destination.reader }
                let outlook = record.map {
                    SheetOutlook($0, sheet, entriesPerDay: perDay)
                }
                var ids = outlook?.parts.map(\.spreadsheet) ?? []
                if ids.isEmpty, !sheet.place.spreadsheet.isEmpty { ids = [sheet.place.spreadsheet] }
                for id in ids {
                    let index =
                        found.firstIndex {
                            $0.id == id && $0.sheet.place.endpoint == sheet.place.endpoint
                        } ?? found.count
                    if index == found.count { found.append(Spreadsheet(id: id, sheet: sheet)) }
                    found[index].reports.append(
                        Report(
                            name: report.name,
                            tab: sheet.place.tab,
                            record: record,
                            outlook: outlook,
                            refused: problems.rows[destination.reader] ?? 0
                        )
                    )
                }
            }
        }
        return Telling(head: try journal.head(), problems: problems.bodies, spreadsheets: found)
    }

    private func lines(of spreadsheet: Spreadsheet, _ telling: Telling) -> [StatusTab.Line] {
        let now = text(of: assembly.clock.now)
        var lines: [StatusTab.Line] = []
        for report in spreadsheet.reports {
            let waiting = max(0, telling.head - (report.record?.checkpoint ?? 0))
            let cells = [
                report.name, report.tab, report.record?.acknowledged.map(text) ?? "never",
                String(waiting), state(of: report), now,
            ]
            let isTroubled =
                report.record?.trouble != nil || report.outlook?.isUrgent == true
                || report.refused > 0
            lines.append(StatusTab.Line(cells, isTroubled: isTroubled))
            lines += index(report.name, report.tab, report.outlook, now)
        }
        if telling.problems > 0 {
            lines.append(StatusTab.Line(webhooks(telling.problems) + [now], isTroubled: true))
        }
        let google = ["(Google)", "", "", "", quota(of: spreadsheet.sheet), now]
        return lines + [StatusTab.Line(google, isTroubled: false)]
    }

    private func state(of report: Report) -> String {
        var parts: [String] = []
        if let trouble = report.record?.trouble {
            parts.append(state(of: trouble))
        } else {
            parts.append("ok")
            let count = report.outlook?.parts.count ?? 0
            if count > 1 { parts.append("rows go on in spreadsheet \(count)") }
            if let text = report.outlook?.text { parts.append(text) }
        }
        if report.refused > 0 {
            parts.append(
                "\(CountedNoun("row").counted(report.refused)) left out, refused by Google: who runs "
                    + "Ticksheet sees with \"ticksheet problems list\" why, and how to write them"
            )
        }
        return parts.dropFirst().reduce(parts[0]) { text, part in
            text + (text.hasSuffix(".") ? " " : "; ") + part
        }
    }

    private func webhooks(_ problems: Int) -> [String] {
        let count = CountedNoun("problem").counted(problems)
        return [
            "(Webhooks)", "", "", "",
            "\(count) with what was received: it is kept, and in no report yet. Who runs Ticksheet sees "
                + "with \"ticksheet problems list\" why, and what to do",
        ]
    }

    // Where rows went on, for a report that stands in several spreadsheets.
    private func index(
        _ name: String,
        _ tab: String,
        _ outlook: SheetOutlook?,
        _ now: String
    ) -> [StatusTab.Line] {
        guard let parts = outlook?.parts, parts.count > 1 else { return [] }
        return parts.enumerated().map { number, part in
            let rows = part.rows > 0 ? "\(Human.number(Int(part.rows))) rows, " : ""
            let from = part.begun.map { "from \(text(of: $0)) " } ?? ""
            let until = part.ended.map { "until \(text(of: $0))" } ?? "until now"
            return StatusTab.Line(
                [
                    name, tab, part.ended.map(text) ?? "", "",
                    "spreadsheet \(number + 1) of \(parts.count): \(rows)\(from)\(until): "
                        + part.address, now,
                ],
                isTroubled: false
            )
        }
    }

    private func state(of trouble: ReaderTrouble) -> String {
        let next = trouble.nextTry.map { " Next try at \(text(of: $0))." } ?? ""
        return trouble.explanation + next
    }

    private func quota(of sheet: Settings.Destination.Sheet) -> String {
        let used = assembly.google.writesUsed(by: sheet)
        return "ok; \(assembly.google.name(for: sheet)) made \(used) of the "
            + "\(CallBudget.standard) writes of the last minute"
    }

    private func text(of instant: Timestamp) -> String {
        let zone = assembly.settings.zone
        guard let format = try? TimeFormat(TimeFormat.standardPattern),
            let rules = SystemZones.shared.known(zone)
        else { return instant.rfc3339UTC }
        var formatter = ZonedFormatter(
            rules: rules,
            zoneName: zone,
            format: format
        )
        var bytes: [UInt8] = []
        formatter.append(instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
