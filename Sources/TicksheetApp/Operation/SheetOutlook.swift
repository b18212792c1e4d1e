import CommandLineKit
import GoogleSheets
import TicksheetCore
import WallTime

/// What people are told of the room in a report's spreadsheets.
struct SheetOutlook: Sendable {
    let growth: SheetGrowth
    let forecast: SheetGrowth.Forecast?
    private let spreadsheets: Settings.Destination.Spreadsheets

    /// `entriesPerDay`: How many the journal took of late; nil where it is too young to tell.
    init(
        _ record: ReaderRecord,
        _ sheet: Settings.Destination.Sheet,
        entriesPerDay: Double?
    ) {
        growth = SheetGrowth(record.state, room: .here)
        forecast = growth.forecast(entriesPerDay: entriesPerDay, checkpoint: record.checkpoint)
        spreadsheets = sheet.spreadsheets
    }

    /// Whether it is full soon and there is no other one.
    var isUrgent: Bool {
        guard next == nil, let days = forecast?.daysUntilFull else { return false }
        return days < 60
    }

    /// One sentence without a full stop; nil before the size is known.
    var text: String? {
        guard growth.volumes.cells > 0 else { return nil }
        let used =
            "\(Human.number(Int(growth.volumes.cells))) of "
            + "\(Human.number(Int(growth.room.limit))) cells used"
        guard let forecast, let days = forecast.daysUntilFull else { return used }
        let week = Human.number(Int(forecast.rowsPerWeek.rounded()))
        let full = "\(used); full \(Self.about(days)) at \(week) rows a week"
        if let next { return "\(full), then \(next)" }
        guard isUrgent else { return full }
        return "\(full): add another spreadsheet to the list in the settings"
    }

    /// Where rows go on; nil for nowhere.
    private var next: String? {
        switch spreadsheets {
        case .folder: return "another one is made in the folder"
        case .list(let ids):
            let used = growth.volumes.full.map(\.spreadsheet) + [growth.spreadsheet]
            return ids.first { !used.contains($0) }.map { "it goes on in \($0)" }
        }
    }

    /// Returns about when something is, in so many days.
    static func about(_ days: Double) -> String {
        switch days {
        case ..<1.5: "in about a day"
        case ..<14: "in about \(Int(days.rounded())) days"
        case ..<60: "in about \(Int((days / 7).rounded())) weeks"
        case ..<730: "in about \(Int((days / 30.4).rounded())) months"
        case ..<7300: "in about \(Int((days / 365).rounded())) years"
        default: "not in the next 20 years"
        }
    }

    /// One part of the report: a spreadsheet with the rows that stand there.
    struct Part {
        let spreadsheet: String
        let sheet: Int64?
        let rows: Int64
        /// When its first rows were written; nil where that is not known.
        let begun: Timestamp?
        /// When the report went on elsewhere; nil where it has not.
        let ended: Timestamp?

        /// The address at which people open it.
        var address: String {
            "https://docs.google.com/spreadsheets/d/\(spreadsheet)/edit"
                + (sheet.map { "#gid=\($0)" } ?? "")
        }
    }

    /// All parts, the oldest first.
    var parts: [Part] {
        func instant(_ second: Int64) -> Timestamp? {
            second > 0 ? Timestamp(seconds: second) : nil
        }
        let full = growth.volumes.full.map { volume in
            Part(
                spreadsheet: volume.spreadsheet,
                sheet: volume.sheet,
                rows: volume.rows,
                begun: instant(volume.begun),
                ended: instant(volume.ended)
            )
        }
        guard !growth.spreadsheet.isEmpty else { return full }
        return full + [
            Part(
                spreadsheet: growth.spreadsheet,
                sheet: growth.sheet,
                rows: growth.volumes.rows,
                begun: instant(growth.volumes.begun),
                ended: nil
            )
        ]
    }
}
