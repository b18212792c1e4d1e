import Journals
import TicksheetCore

/// Makes the rows of every report twice, as they are and as a replay would leave them, and compares them.
///
/// Rows per status are compared entry by entry. Rows per message or number are put together of many
/// entries: they are compared when all have come, see `MessagePreview` for what that costs.
struct ReplayRows {
    // New entries stand behind all that the journal holds, and that comes in meanwhile.
    private static let firstNew: SequenceNumber = 1 << 62

    private var reports: [ComparedReport]
    private let preview: MessagePreview?
    private var next = Self.firstNew

    /// The reports, in the order of the settings.
    var reportNames: [String] { reports.map(\.name) }

    /// Whether some reports have rows per message or number.
    var hasMessages: Bool { preview != nil }

    /// Reads the offsets that rows rely on.
    init(_ settings: Settings, _ journal: SQLiteJournal) throws(CommandFailure) {
        let assembly = Assembly(settings: settings)
        let made = try CommandFailure.onJournal { () throws(JournalError) in
            let pins = ZonePins(try journal.pins())
            let reports = try settings.reports.map { report throws(JournalError) in
                var rows = RowBuilder(report.mapping, assembly.zones(report.zone))
                rows.use(pins)
                return ComparedReport(
                    name: report.name,
                    mapping: report.mapping,
                    beginning: try ReportBeginning(report, journal),
                    rows: rows
                )
            }
            let hasMessages = reports.contains { $0.mapping.rows != .status }
            return (reports, hasMessages ? try journal.previewMessages() : nil)
        }
        (reports, preview) = made
    }

    /// Takes a correction in.
    ///
    /// - Returns: The cells of rows per status that it changes.
    mutating func changes(
        by correction: ReplayPlan.Correction,
        of delivery: Delivery
    ) throws(JournalError) -> [CellChange] {
        let old = correction.entry
        let entry = entry(of: correction.event, of: delivery, corrects: old.sequence)
        try preview?.take(entry, correcting: old)
        return changes(from: old, to: old.corrected(by: entry))
    }

    /// Takes a new event in.
    ///
    /// - Returns: The cells of its rows per status.
    mutating func changes(
        by event: Event,
        of delivery: Delivery
    ) throws(JournalError) -> [CellChange] {
        let entry = entry(of: event, of: delivery)
        for index in reports.indices { reports[index].beginning.take(entry) }
        try preview?.take(entry)
        return changes(from: nil, to: entry)
    }

    /// Hands over what changes in each row per message or number, once everything is taken in.
    mutating func eachMessageRow(_ body: ([CellChange]) -> Void) throws(JournalError) {
        guard let preview else { return }
        if reports.contains(where: { $0.mapping.rows == .number }) {
            try preview.completeRecipients()
        }
        for index in reports.indices where reports[index].mapping.rows != .status {
            try reports[index].eachChange(preview, body)
        }
    }

    private mutating func changes(from old: Entry?, to new: Entry) -> [CellChange] {
        var changes: [CellChange] = []
        for index in reports.indices where reports[index].mapping.rows == .status {
            changes += reports[index].changes(from: old, to: new)
        }
        return changes
    }

    private mutating func entry(
        of event: Event,
        of delivery: Delivery,
        corrects: SequenceNumber? = nil
    ) -> Entry {
        next += 1
        return Entry(
            sequence: next,
            origin: delivery.origin,
            source: delivery.source,
            provider: delivery.provider,
            received: delivery.received,
            kind: event.kind,
            fields: event.fields,
            corrects: corrects
        )
    }
}
