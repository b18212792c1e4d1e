import GoogleSheets
import Intake
import Journals
import PosixBridge
import TicksheetCore
import WallTime

/// What a monitor is told, put together when it asks.
struct Metrics: Sendable {
    let counts: IntakeCounts
    let journal: SQLiteJournal
    /// The journal's path.
    let path: String
    /// Names of reports and destinations by reader, as the settings have them now.
    let names: @Sendable () -> [ReaderID: (report: String, destination: String)]
    /// Until when the certificate holds, in Unix seconds; nil without TLS.
    let certificateEnd: @Sendable () -> Int64?
    /// How many writes each account has made in the last minute.
    let googleWrites: @Sendable () -> [(account: String, used: Int)]

    /// Returns everything in Prometheus' text format.
    func text(now: Timestamp) throws(JournalError) -> String {
        var metrics = MetricsText()
        counts.write(to: &metrics)
        try writeReaders(to: &metrics, now: now)
        metrics.family(
            "ticksheet_problems",
            .gauge,
            "Problems of bodies and of refused rows that are open."
        )
        metrics.sample("ticksheet_problems", [], Int64(try journal.problemCount()))
        metrics.family(
            "ticksheet_journal_bytes",
            .gauge,
            "Bytes of the journal's file and its write-ahead log."
        )
        let bytes = ["", "-wal"].reduce(Int64(0)) { sum, suffix in
            sum + ((try? Paths.status(path + suffix))??.size ?? 0)
        }
        metrics.sample("ticksheet_journal_bytes", [], bytes)
        writeGoogle(to: &metrics)
        if let end = certificateEnd() {
            metrics.family(
                "ticksheet_certificate_expires_timestamp_seconds",
                .gauge,
                "Until when the certificate of the listener holds."
            )
            metrics.sample("ticksheet_certificate_expires_timestamp_seconds", [], end)
        }
        metrics.family("ticksheet_build_info", .gauge, "The program's version.")
        metrics.sample("ticksheet_build_info", [("version", Program.version)], Int64(1))
        return metrics.text
    }

    private func writeGoogle(to metrics: inout MetricsText) {
        let accounts = googleWrites()
        guard !accounts.isEmpty else { return }
        metrics.family(
            "ticksheet_google_writes",
            .gauge,
            "Writes to Google Sheets that an account has made in the last minute; the limit where Google "
                + "takes no more in this one."
        )
        for (account, used) in accounts {
            metrics.sample("ticksheet_google_writes", [("account", account)], Int64(used))
        }
        metrics.family(
            "ticksheet_google_writes_limit",
            .gauge,
            "Writes that Google Sheets takes of an account in a minute."
        )
        for (account, _) in accounts {
            let limit = Int64(CallBudget.standard)
            metrics.sample("ticksheet_google_writes_limit", [("account", account)], limit)
        }
    }

    private func writeReaders(
        to metrics: inout MetricsText,
        now: Timestamp
    ) throws(JournalError) {
        let head = try journal.head()
        let names = names()
        var rows: [(labels: [(name: String, value: String)], lag: ReaderLag, isTroubled: Bool)] = []
        for record in try journal.readers() {
            guard let name = names[record.reader] else { continue }
            rows.append(
                (
                    [("report", name.report), ("destination", name.destination)],
                    try ReaderLag(of: record, in: journal, head: head, now: now),
                    record.trouble != nil
                )
            )
        }
        metrics.family(
            "ticksheet_lag_entries",
            .gauge,
            "Entries that a destination is behind the journal."
        )
        for row in rows { metrics.sample("ticksheet_lag_entries", row.labels, row.lag.entries) }
        metrics.family(
            "ticksheet_lag_seconds",
            .gauge,
            "How long the oldest entry that is not written yet has waited."
        )
        for row in rows { metrics.sample("ticksheet_lag_seconds", row.labels, row.lag.seconds) }
        metrics.family(
            "ticksheet_destination_troubled",
            .gauge,
            "1 where a destination has stopped or waits; ticksheet status says why."
        )
        for row in rows {
            metrics.sample(
                "ticksheet_destination_troubled",
                row.labels,
                Int64(row.isTroubled ? 1 : 0)
            )
        }
    }
}
