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

    private struct Spreadsheet {
        let sheet: Settings.Destination.Sheet
        var tabs: [(report: String, tab: String, reader: ReaderID)] = []
    }

    /// Tells again and again until the task is cancelled.
    func follow() async {
        let spreadsheets = spreadsheets
        guard !spreadsheets.isEmpty else { return }
        await assembly.clock.pause(Self.firstPause)
        var failed: Set<String> = []
        var told: Set<String> = []
        while !Task.isCancelled {
            for spreadsheet in spreadsheets where !Task.isCancelled {
                let id = spreadsheet.sheet.place.spreadsheet
                do throws(ServiceTrouble) {
                    let lines = try lines(of: spreadsheet)
                    let tab = StatusTab(assembly.google.calls(for: spreadsheet.sheet))
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

    private var spreadsheets: [Spreadsheet] {
        var found: [Spreadsheet] = []
        for report in assembly.settings.reports {
            for destination in report.destinations {
                guard let sheet = destination.sheet else { continue }
                let place = sheet.place
                let index =
                    found.firstIndex {
                        $0.sheet.place.spreadsheet == place.spreadsheet
                            && $0.sheet.place.endpoint == place.endpoint
                    } ?? found.count
                if index == found.count { found.append(Spreadsheet(sheet: sheet)) }
                found[index].tabs.append((report.name, place.tab, destination.reader))
            }
        }
        return found
    }

    private func lines(
        of spreadsheet: Spreadsheet
    ) throws(ServiceTrouble) -> [StatusTab.Line] {
        do throws(JournalError) {
            let readers = try journal.readers()
            let head = try journal.head()
            let now = text(of: assembly.clock.now)
            let google = StatusTab.Line(
                ["(Google)", "", "", "", quota(of: spreadsheet.sheet), now],
                isTroubled: false
            )
            let reports = spreadsheet.tabs.map { tab in
                let record = readers.first { $0.reader == tab.reader }
                let waiting = head - (record?.checkpoint ?? 0)
                return StatusTab.Line(
                    [
                        tab.report, tab.tab, record?.acknowledged.map(text) ?? "never",
                        String(max(0, waiting)), record?.trouble.map(state) ?? "ok", now,
                    ],
                    isTroubled: record?.trouble != nil
                )
            }
            return reports + [google]
        } catch {
            throw ServiceTrouble(
                error.code,
                error.summary,
                cause: error.cause,
                remedy: error.remedy,
                error.disposition
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
