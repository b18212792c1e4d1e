import GoogleSheets
import Sinks
import TicksheetCore

extension Settings {
    /// What makes a running serve take these settings, for people.
    static let reload = "kill -HUP $(pidof ticksheet)"

    /// Whether rows of a destination were written with another mapping or zone than these.
    func isStale(_ destination: Destination, of report: Report, _ record: ReaderRecord) -> Bool {
        let definition = definition(of: report)
        if destination.sheet != nil {
            return SheetsSink.isStale(record.state, definition: definition)
        }
        return CSVSink.isStale(record.state, definition: definition)
            || RewrittenSink.isStale(record.state, definition: definition)
    }

    /// Whether the next sync writes those rows anew by itself.
    func isRenewed(_ destination: Destination, of report: Report, _ record: ReaderRecord) -> Bool {
        switch destination.target {
        case .sheet:
            SheetsSink.isRenewed(record.state, report.mapping)
        case .file(let file):
            RewrittenSink.isRenewed(
                record.state,
                file.kind,
                report.mapping,
                overwrites: file.overwrites
            )
        }
    }
}
