package import TicksheetCore

/// A file of rows that is being written, from its header on, in constant memory.
///
/// Used by one thread; one that is not finished is left to be removed.
package protocol RowFile: AnyObject {
    /// An empty row, for whoever makes rows to fill again and again.
    var row: RowText { get }

    /// Appends a row.
    func append(_ row: RowText) throws(FileTrouble)

    /// Writes what is left; the file is whole then, and not yet synced.
    func finish() throws(FileTrouble)
}

/// The kinds of files that rows can be written to whole.
package enum RowFileKind: Sendable, Equatable {
    /// Comma-separated values, or those of another dialect.
    case csv(CSVDialect)
    /// OpenDocument spreadsheet.
    case ods
    /// Office Open XML spreadsheet.
    case xlsx

    /// Returns the kind that a file's name tells; nil where it tells none.
    package init?(ending name: String) {
        switch name.split(separator: ".").last?.lowercased() {
        case "csv": self = .csv(CSVDialect())
        case "tsv": self = .csv(CSVDialect(separator: UInt8(ascii: "\t")))
        case "ods": self = .ods
        case "xlsx": self = .xlsx
        default: return nil
        }
    }

    /// Begins a file where an empty one was made.
    ///
    /// `named`: The name that it will have.
    package func begin(
        _ path: String,
        for named: String,
        _ report: ReportMapping
    ) throws(FileTrouble) -> any RowFile {
        switch self {
        case .csv(let dialect): try CSVRowFile(path, dialect, report.headers)
        case .ods: try ODSRowFile(path, for: named, report)
        case .xlsx: try XLSXRowFile(path, for: named, report)
        }
    }

    /// Whether it is text, such as CSV.
    var isText: Bool {
        if case .csv = self { true } else { false }
    }

    /// The columns and what stands between them, for people and to see a change.
    func layout(_ headers: [String]) -> String {
        switch self {
        case .csv(let dialect): dialect.layout(headers)
        case .ods, .xlsx: headers.joined(separator: " | ")
        }
    }
}
