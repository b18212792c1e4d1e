import MinizipBridge
import PosixBridge
import TicksheetCore

/// An OpenDocument spreadsheet that is being written: its rows as they come, the rest around them.
final class ODSRowFile: RowFile {
    // The fastest: the file is a few percent larger than the smallest that there could be.
    private static let level: Int32 = 1
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
            var type = Array(ODSParts.mediaType.utf8)
            try zip.begin("mimetype", level: 0)
            try zip.write(&type)
            try zip.end()
            try zip.begin("content.xml", level: Self.level)
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
            ("styles.xml", ODSParts.styles()), ("meta.xml", ODSParts.meta(report, rows: count)),
            ("settings.xml", ODSParts.settings(tables.map(\.name))),
            ("META-INF/manifest.xml", ODSParts.manifest()),
        ]
        try onSystem { () throws(SystemError) in
            try zip.end()
            for (name, text) in parts {
                var content = Array(text.utf8)
                try zip.begin(name, level: Self.level)
                try zip.write(&content)
                try zip.end()
            }
            try zip.finish()
        }
        isFinished = true
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
