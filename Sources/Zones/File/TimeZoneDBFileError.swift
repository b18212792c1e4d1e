package import TicksheetCore

/// Why a file is not the table that timezonedb offers.
package enum TimeZoneDBFileError: ExplainedError, Equatable {
    /// Rows that are wrong: the first ones, and how many in all.
    case rows(path: String, first: [FileProblem], count: Int)
    /// No row at all.
    case empty(path: String)

    package var code: String {
        switch self {
        case .rows: "zones.file.rows"
        case .empty: "zones.file.empty"
        }
    }

    package var summary: String {
        switch self {
        case .rows(let path, _, let count):
            "cannot use \(path) as timezonedb's table: \(count) "
                + (count == 1 ? "line is" : "lines are") + " wrong"
        case .empty(let path): "cannot use \(path) as timezonedb's table: it has no row"
        }
    }

    package var cause: String? {
        guard case .rows(_, let first, let count) = self else { return nil }
        let shown = first.map { "line \($0.line) \($0.finding)" }.joined(separator: "; ")
        return count > first.count ? "\(shown); and \(count - first.count) more" : shown
    }

    package var remedy: String {
        "Download it again from timezonedb.com/download and name the time_zone.csv that is inside"
    }

    package var disposition: Disposition { .stop }
}
