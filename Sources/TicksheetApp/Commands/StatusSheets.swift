import GoogleSheets
import JSONTree
import Journals
import TicksheetCore
import WallTime

/// What `status` says of the room in the spreadsheets of Google Sheets.
struct StatusSheets {
    private var outlooks: [(reader: ReaderID, name: String, outlook: SheetOutlook)] = []

    /// Looks at what readers' states tell; nothing is asked of Google.
    init(
        _ readers: [ReaderRecord],
        in settings: Settings,
        entriesPerDay: Double?
    ) {
        for report in settings.reports {
            for destination in report.destinations {
                guard let sheet = destination.sheet,
                    let record = readers.first(where: { $0.reader == destination.reader })
                else { continue }
                outlooks.append(
                    (
                        record.reader, "\(report.name), \(destination.label)",
                        SheetOutlook(record, sheet, entriesPerDay: entriesPerDay)
                    )
                )
            }
        }
    }

    /// One line for each destination whose size is known.
    var lines: [(text: String, isUrgent: Bool)] {
        outlooks.compactMap { _, name, outlook in
            outlook.text.map { ("sheets    \(name): \($0)", outlook.isUrgent) }
        }
    }

    /// Appends what is known of a reader's spreadsheets, or null.
    func append(_ reader: ReaderID, to writer: inout JSONWriter) {
        guard let outlook = outlooks.first(where: { $0.reader == reader })?.outlook else {
            writer.null()
            return
        }
        writer.beginObject()
        writer.key("cells")
        writer.integer(outlook.growth.volumes.cells)
        writer.key("cellLimit")
        writer.integer(outlook.growth.room.limit)
        writer.key("rowsPerWeek")
        append(outlook.forecast.map { Int64($0.rowsPerWeek.rounded()) }, to: &writer)
        writer.key("daysUntilFull")
        append(
            outlook.forecast?.daysUntilFull.map { Int64(min($0, 1e9)) },
            to: &writer
        )
        writer.key("spreadsheets")
        writer.beginArray()
        for part in outlook.parts {
            writer.beginObject()
            writer.key("spreadsheet")
            writer.string(part.spreadsheet)
            writer.key("address")
            writer.string(part.address)
            writer.key("rows")
            writer.integer(part.rows)
            for (key, time) in [("begun", part.begun), ("ended", part.ended)] {
                writer.key(key)
                if let time { writer.string(time.rfc3339UTC) } else { writer.null() }
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func append(_ number: Int64?, to writer: inout JSONWriter) {
        if let number { writer.integer(number) } else { writer.null() }
    }
}
