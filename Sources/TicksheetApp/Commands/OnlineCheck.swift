import CommandLineKit
import GoogleSheets
import Journals
import TicksheetCore

/// Asks Google about the tabs that reports are written to, and says what the first writing would do.
enum OnlineCheck {
    static func run(_ settings: Settings, _ console: Console) async throws(CommandFailure) {
        let assembly = Assembly(settings: settings)
        var failures = 0
        var count = 0
        for report in settings.reports {
            for destination in report.destinations {
                guard let sheet = destination.sheet else { continue }
                count += 1
                console.print("\(report.name): \(destination.label)")
                let state = try state(of: destination.reader, settings)
                if await !look(at: sheet, report, assembly, state, console) { failures += 1 }
            }
        }
        if count == 0 { console.print("No report is written to Google Sheets.") }
        guard failures == 0 else { throw .said(.unavailable) }
    }

    private static func look(
        at sheet: Settings.Destination.Sheet,
        _ report: Settings.Report,
        _ assembly: Assembly,
        _ state: [UInt8],
        _ console: Console
    ) async -> Bool {
        let access = assembly.google.access(for: sheet)
        do throws(SinkError) {
            do throws(ServiceTrouble) {
                for warning in try await access.warnings() {
                    console.note(console.error.painted("warning:", .yellow) + " \(warning)")
                }
                _ = try await access.token()
            } catch {
                throw .service(error)
            }
            let who = access.account.map { " as \($0)" } ?? ""
            console.print("  Signed in\(who).")
            let sink = assembly.sink(report, sheet)
            for line in try await sink.plan(state) { console.print("  \(line)") }
            return true
        } catch {
            console.fail(error)
            return false
        }
    }

    /// Returns the state of a destination's reader; empty where it never wrote.
    static func state(
        of reader: ReaderID,
        _ settings: Settings
    ) throws(CommandFailure) -> [UInt8] {
        guard JournalFor.exists(settings) else { return [] }
        let journal = try JournalFor.looking(settings)
        defer { journal.close() }
        return try CommandFailure.onJournal { () throws(JournalError) in
            try journal.readers().first { $0.reader == reader }?.state ?? []
        }
    }
}
