import CommandLineKit
import GoogleSheets
import JSONTree
import TicksheetCore
import WallTime

/// How many of Google's writes a minute the accounts have used, for `status`.
///
/// The process that writes counts them; what it had counted when it last sent a batch is in the journal.
/// What other programs and machines write with the account, nobody knows here.
struct StatusGoogle {
    private struct Account {
        let name: String
        var used = 0
        var at = Int64.min
    }

    private static let minute: Int64 = 60

    private var accounts: [Account] = []

    init(_ readers: [ReaderRecord], in settings: Settings, now: Timestamp) {
        let sheets = settings.reports.flatMap(\.destinations).compactMap { destination in
            destination.sheet.map { (reader: destination.reader, sheet: $0) }
        }
        guard !sheets.isEmpty else { return }
        let google = GoogleAccounts(over: settings.http, clock: SystemClock())
        for (reader, sheet) in sheets {
            let name = google.name(for: sheet)
            let index = accounts.firstIndex { $0.name == name } ?? accounts.count
            if index == accounts.count { accounts.append(Account(name: name)) }
            let record = readers.first { $0.reader == reader }
            guard let writes = record.flatMap({ SheetsSink.writes($0.state) }),
                writes.at > now.seconds - Self.minute, writes.at > accounts[index].at
            else { continue }
            accounts[index].used = writes.used
            accounts[index].at = writes.at
        }
    }

    /// Lines for people; none without a destination on Google Sheets.
    var lines: [String] {
        accounts.enumerated().map { index, account in
            let left = max(0, CallBudget.standard - account.used)
            return (index == 0 ? "google    " : "          ")
                + "\(account.name): \(account.used) of \(CallBudget.standard) writes used in the last "
                + "minute, \(left) left"
        }
    }

    func append(to writer: inout JSONWriter) {
        writer.beginArray()
        for account in accounts {
            writer.beginObject()
            writer.key("account")
            writer.string(account.name)
            writer.key("writesUsed")
            writer.integer(Int64(account.used))
            writer.key("writesLeft")
            writer.integer(Int64(max(0, CallBudget.standard - account.used)))
            writer.endObject()
        }
        writer.endArray()
    }
}
