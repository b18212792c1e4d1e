import Journals
import TicksheetCore

/// Where reports stand that the settings no longer name, as far as the journal knows of them.
struct FormerReports {
    /// Files.
    let files: [String]
    /// Tabs, by their readers' names.
    let elsewhere: [String]

    init(_ settings: Settings, _ journal: SQLiteJournal) throws(CommandFailure) {
        let destinations = settings.reports.flatMap(\.destinations)
        let named = Set(destinations.map(\.reader) + destinations.flatMap { $0.sheet?.tabs ?? [] })
        let paths = Set(destinations.compactMap(\.path))
        let readers = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.readers()
        }
        var files: [String] = []
        var elsewhere: [String] = []
        for record in readers where !named.contains(record.reader) && !record.state.isEmpty {
            let name = record.reader.name
            if let start = name.firstIndex(of: ":"), name[start...].hasPrefix(":/") {
                let path = String(name[start...].dropFirst())
                if !paths.contains(path) { files.append(path) }
            } else if name.hasPrefix("sheets:") {
                elsewhere.append(name)
            }
        }
        self.files = files
        self.elsewhere = elsewhere
    }
}
