import MinizipBridge
import PosixBridge
import TicksheetCore

/// An OpenDocument spreadsheet that is being written: its rows as they come, the rest around them.
final class ODSRowFile: RowFile {
    private static let handOverAt = 1 << 20

    private let named: String
    private let report: ReportMapping
    private let cells: ODSCells
    private let zip: CompressedFile
    private let rowLimit: Int
    private let partLimit: Int64
    private var bytes: [UInt8] = []
    private var size: Int64 = 0
    private var count = 0
    private var tables: [(name: String, rows: Int)] = []
    private var isFinished = false

    /// Begins the file.
    ///
    /// `named`: The name that it will have.
    ///
    /// `rowLimit`: Rows of one sheet, its header among them.
    ///
    /// `partLimit`: Bytes of all rows before they are compressed.
    init(
        _ path: String,
        for named: String,
        _ report: ReportMapping,
        rowLimit: Int = SheetCells.rows,
        partLimit: Int64 = ZipWriter.partLimit
    ) throws(FileTrouble) {
        try SheetCells.requireColumns(report, for: named)
        self.named = named
        self.report = report
        self.rowLimit = rowLimit
        self.partLimit = partLimit
        cells = ODSCells(report)
        zip = try onSystem { () throws(SystemError) in try CompressedFile(path) }
        try onSystem { () throws(SystemError) in
            try put(0, ODSParts.mediaType)
            try begin(1)
        }
        bytes += ODSParts.contentBegin(report).utf8
        beginTable()
    }

    deinit {
        if !isFinished { zip.abandon() }
    }

    var row: RowText { RowText(separator: 0) }

    func append(_ row: RowText) throws(FileTrouble) {
        if tables[tables.count - 1].rows == rowLimit {
            bytes += ODSParts.tableEnd.utf8
            beginTable()
        }
        cells.append(row, to: &bytes)
        tables[tables.count - 1].rows += 1
        count += 1
        if bytes.count >= Self.handOverAt { try handOver() }
    }

    func finish() throws(FileTrouble) {
        bytes += ODSParts.tableEnd.utf8
        bytes += ODSParts.contentEnd(tables, columns: report.columns.count).utf8
        try handOver()
        let parts = [
            ODSParts.styles(), ODSParts.meta(report, rows: count),
            ODSParts.settings(tables.map(\.name)), ODSParts.manifest(),
        ]
        try onSystem { () throws(SystemError) in
            try zip.end()
            for (index, text) in parts.enumerated() { try put(index + 2, text) }
            try zip.finish()
        }
        isFinished = true
    }

    private func begin(_ part: Int) throws(SystemError) {
        let (name, level) = ODSParts.levels[part]
        try zip.begin(name, level: level)
    }

    private func put(_ part: Int, _ text: String) throws(SystemError) {
        var bytes = Array(text.utf8)
        try begin(part)
        try zip.write(&bytes)
        try zip.end()
    }

    private func beginTable() {
        let name = SheetCells.name(report.title, tables.count + 1)
        bytes += ODSParts.tableBegin(name, report).utf8
        tables.append((name, 1))
    }

    private func handOver() throws(FileTrouble) {
        size += Int64(bytes.count)
        guard size <= partLimit else {
            throw .sink(.tooLarge(path: named, rows: count))
        }
        try onSystem { () throws(SystemError) in try zip.write(&bytes) }
    }
}
