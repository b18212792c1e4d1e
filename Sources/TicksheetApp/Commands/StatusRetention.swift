import CommandLineKit
import JSONTree
import Journals
import PosixBridge
import TicksheetCore
import WallTime

/// What `status` says of what is kept since when, and of the disk.
struct StatusRetention {
    // Beyond this a reader holds it: usually it is begun anew at an eighth of that.
    private static let longLog: Int64 = 128 << 20

    private let retention: Retention
    private let summary: JournalSummary
    private let purged: PurgedSpan?
    private let freeBytes: Int64?
    private let forecast: DiskForecast?
    /// Destinations that have not passed what retention would have removed.
    private let holding: [String]
    /// Destinations that show entries again with each writing, so that none goes.
    private let showing: [String]

    init(
        _ summary: JournalSummary,
        in settings: Settings,
        journal: SQLiteJournal,
        holding: [String],
        now: Timestamp
    ) throws(JournalError) {
        retention = settings.retention
        showing = settings.reports.flatMap { report in
            report.destinations.filter(report.holdsEntries).map(\.label)
        }
        self.summary = summary
        self.holding = holding
        purged = try journal.purged()
        freeBytes = try? FileSystems.freeBytes(at: Paths.folder(of: settings.journal))
        forecast = Self.forecast(
            summary,
            try journal.space(now: now),
            Retention(
                bodies: retention.bodies,
                entries: showing.isEmpty ? retention.entries : nil
            ),
            free: freeBytes,
            now: now
        )
    }

    private static func forecast(
        _ summary: JournalSummary,
        _ space: JournalSpace,
        _ retention: Retention,
        free: Int64?,
        now: Timestamp
    ) -> DiskForecast? {
        guard let free, summary.entries > 0, let entries = space.entries.perDay else { return nil }
        let bodies = Double(summary.bodies) * space.body
        let entryBytes = max(60, (Double(space.used) - bodies) / Double(summary.entries))
        func age(_ time: Timestamp?) -> Int64 { max(0, now.seconds - (time ?? now).seconds) }
        return DiskForecast(
            free: free + space.free,
            parts: [
                DiskForecast.Part(
                    bytes: entryBytes,
                    perDay: entries,
                    age: age(summary.oldestEntry),
                    kept: retention.entries
                ),
                DiskForecast.Part(
                    bytes: space.body,
                    perDay: space.bodies.perDay ?? 0,
                    age: age(summary.oldestBody),
                    kept: retention.bodies
                ),
            ]
        )
    }

    var lines: [String] {
        var lines = [
            "kept      entries since \(summary.oldestEntry?.rfc3339UTC ?? "now") (\(entriesKept)), "
                + "bodies since \(summary.oldestBody?.rfc3339UTC ?? "now") "
                + "(\(SettingsReader.shown(retention.bodies)))"
        ]
        if let purged {
            lines.append(
                "          \(CountedNoun("entry", "entries").counted(purged.entries)) removed by "
                    + "retention, received before \(purged.before.rfc3339UTC)"
            )
        }
        if !holding.isEmpty {
            lines.append(
                "          older than retention keeps, but not yet written to "
                    + holding.joined(separator: ", ")
            )
        }
        if let freeBytes { lines.append("disk      \(disk(freeBytes))") }
        if summary.logBytes > Self.longLog {
            lines.append(
                "log       \(Self.bytes(Double(summary.logBytes))) of the journal is its write-ahead "
                    + "log, which grows while another program reads the journal: end that, unless it "
                    + "is a backup. It shrinks soon after, while serve runs"
            )
        }
        return lines
    }

    private var entriesKept: String {
        guard retention.entries != nil, !showing.isEmpty else {
            return SettingsReader.shown(retention.entries)
        }
        return "for good: \(showing.joined(separator: ", ")) shows them all"
    }

    private func disk(_ free: Int64) -> String {
        let text = "\(Self.bytes(Double(free))) free"
        guard let forecast else { return text + "; a forecast needs an hour of webhooks" }
        let growth = "\(text), the journal grows by \(Self.bytes(forecast.bytesPerDay)) a day"
        if let days = forecast.daysUntilFull {
            return growth + ": full in \(Human.number(Int(days))) days"
        }
        let most = Double(summary.bytes) + (forecast.bytesUntilSteady ?? 0)
        return growth + "; retention ends that at about \(Self.bytes(most))"
    }

    private static func bytes(_ count: Double) -> String {
        Human.bytes(UInt64(max(0, min(count, 1e18))))
    }

    func append(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("entriesSince")
        append(summary.oldestEntry?.rfc3339UTC, to: &writer)
        writer.key("bodiesSince")
        append(summary.oldestBody?.rfc3339UTC, to: &writer)
        writer.key("bodies")
        writer.integer(summary.bodies)
        writer.key("purgedEntries")
        writer.integer(purged?.entries ?? 0)
        writer.key("heldBackBy")
        writer.beginArray()
        for label in holding { writer.string(label) }
        writer.endArray()
        writer.key("keptFor")
        writer.beginArray()
        for label in retention.entries == nil ? [] : showing { writer.string(label) }
        writer.endArray()
        writer.key("diskFreeBytes")
        append(freeBytes, to: &writer)
        writer.key("logBytes")
        append(summary.logBytes, to: &writer)
        writer.key("growthBytesPerDay")
        append(forecast.map { Int64(min($0.bytesPerDay, 1e18)) }, to: &writer)
        writer.key("daysUntilDiskFull")
        append(forecast?.daysUntilFull.map { Int64(min($0, 1e9)) }, to: &writer)
        writer.endObject()
    }

    private func append(_ text: String?, to writer: inout JSONWriter) {
        if let text { writer.string(text) } else { writer.null() }
    }

    private func append(_ number: Int64?, to writer: inout JSONWriter) {
        if let number { writer.integer(number) } else { writer.null() }
    }
}
