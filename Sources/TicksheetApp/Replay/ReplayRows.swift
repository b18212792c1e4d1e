import Journals
import TicksheetCore

/// A cell that would be written otherwise.
struct CellChange: Sendable, Equatable {
    /// The report's name.
    let report: String
    /// The entry; nil for a new event.
    let entry: SequenceNumber?
    /// The recipient.
    let recipient: String?
    /// The column's header; nil where the row as a whole comes or goes.
    let column: String?
    /// The text of now; nil where there is no row.
    let now: String?
    /// The text of then; nil where there is no row.
    let after: String?
}

/// Makes the rows of every report twice, with the fields of before and of now, and compares them.
struct ReplayRows {
    /// Reports whose rows stand for messages or numbers: what they show is folded of many events.
    let folded: [String]
    private let reports: [Settings.Report]
    private var builders: [RowBuilder]

    /// Reads the offsets that rows rely on.
    init(_ settings: Settings, _ journal: SQLiteJournal) throws(CommandFailure) {
        let assembly = Assembly(settings: settings)
        let pins = ZonePins(
            try CommandFailure.onJournal { () throws(JournalError) in try journal.pins() }
        )
        folded = settings.reports.filter { $0.mapping.rows != .status }.map(\.name)
        reports = settings.reports.filter { $0.mapping.rows == .status }
        builders = reports.map { report in
            var builder = RowBuilder(report.mapping, assembly.zones(report.zone))
            builder.use(pins)
            return builder
        }
    }

    /// Returns the cells that a correction changes.
    mutating func changes(by correction: ReplayPlan.Correction) -> [CellChange] {
        let old = correction.entry
        let new = Entry(
            sequence: old.sequence,
            origin: old.origin,
            source: old.source,
            provider: old.provider,
            received: old.received,
            kind: correction.event.kind,
            fields: correction.event.fields
        )
        return changes(from: old, to: new, entry: old.sequence)
    }

    /// Returns the cells of a new event's rows.
    mutating func changes(by event: Event, of delivery: Delivery) -> [CellChange] {
        let new = Entry(
            sequence: 0,
            origin: delivery.origin,
            source: delivery.source,
            provider: delivery.provider,
            received: delivery.received,
            kind: event.kind,
            fields: event.fields
        )
        return changes(from: nil, to: new, entry: nil)
    }

    private mutating func changes(
        from old: Entry?,
        to new: Entry,
        entry: SequenceNumber?
    ) -> [CellChange] {
        var changes: [CellChange] = []
        for index in builders.indices {
            let report = reports[index]
            func change(_ column: String?, _ now: String?, _ after: String?) -> CellChange {
                CellChange(
                    report: report.name,
                    entry: entry,
                    recipient: new.fields.to,
                    column: column,
                    now: now,
                    after: after
                )
            }
            let before = old.flatMap { builders[index].row(for: $0) }
            let after = builders[index].row(for: new)
            switch (before, after) {
            case (nil, nil):
                continue
            case (.some, nil):
                changes.append(change(nil, "a row", nil))
            case (let before, .some(let after)):
                for (column, cell) in after.enumerated() {
                    let now = before?[column].text
                    guard now ?? "" != cell.text else { continue }
                    changes.append(
                        change(report.mapping.headers[column], now, cell.text)
                    )
                }
            }
        }
        return changes
    }
}
