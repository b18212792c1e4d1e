import CommandLineKit
import Suggestions
import TicksheetCore

/// Finds what a name of the command line means in the settings; else says which names do.
enum Choice {
    /// Returns the source of a name.
    static func source(
        _ name: String,
        _ settings: Settings
    ) throws(CommandFailure) -> Settings.Source {
        if let source = settings.sources.first(where: { $0.name == name }) { return source }
        let known = settings.sources.map(\.name)
        throw .other("usage.source", sentence("source", name, known, in: settings.file), .usage)
    }

    /// Returns the report of a name.
    static func report(
        _ name: String,
        _ settings: Settings
    ) throws(CommandFailure) -> Settings.Report {
        if let report = settings.reports.first(where: { $0.name == name }) { return report }
        let known = settings.reports.map(\.name)
        throw .other("usage.report", sentence("report", name, known, in: settings.file), .usage)
    }

    private static func sentence(
        _ what: String,
        _ given: String,
        _ known: [String],
        in file: String
    ) -> String {
        if known.isEmpty { return "\(file) has no \(what); add one." }
        if let near = nearest(to: given, in: known) {
            return "\(file) has no \(what) \(quoted(given)); did you mean \(quoted(near))?"
        }
        return "\(file) has no \(what) \(quoted(given)); expected \(list(known.map(quoted)))."
    }
}
