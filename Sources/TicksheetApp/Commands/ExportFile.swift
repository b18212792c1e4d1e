import PosixBridge
import Sinks
import TicksheetCore

/// The file of an export: rows of a report, or events.
final class ExportFile {
    private static let flushAt = 1 << 20

    private let rows: (any RowFile)?
    private let events: File?
    private var bytes: [UInt8] = []
    private var size: Int64 = 0

    /// Begins the file at a path where an empty one is.
    ///
    /// `named`: The name that it will have.
    init(
        _ kind: Export.Kind,
        _ path: String,
        for named: String,
        _ report: ReportMapping
    ) throws(FileTrouble) {
        switch kind {
        case .rows(let kind):
            rows = try kind.begin(path, for: named, report)
            events = nil
        case .events:
            rows = nil
            do throws(SystemError) {
                events = try File(path, .replace)
            } catch {
                throw .system(error)
            }
        }
    }

    /// Whether it holds events instead of rows.
    var isEvents: Bool { rows == nil }

    /// An empty row to fill.
    var row: RowText { rows?.row ?? RowText() }

    /// Appends a row, or the event that it would be made of.
    func append(_ row: RowText, _ entry: Entry) throws(FileTrouble) {
        if let rows { return try rows.append(row) }
        bytes += EventLine.text(entry.kind, entry.fields).utf8
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count >= Self.flushAt { try flush() }
    }

    /// Writes what is left.
    func finish() throws(FileTrouble) {
        if let rows { try rows.finish() } else { try flush() }
    }

    private func flush() throws(FileTrouble) {
        do throws(SystemError) {
            try events?.writePart(bytes, at: size)
        } catch {
            throw .system(error)
        }
        size += Int64(bytes.count)
        bytes.removeAll(keepingCapacity: true)
    }
}
