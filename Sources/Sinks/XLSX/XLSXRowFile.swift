import MinizipBridge
import PosixBridge
import TicksheetCore
import WallTime
import XlsxWriterBridge

/// An XLSX file that is being written.
///
/// Source: <https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3>
final class XLSXRowFile: RowFile {
    private static let longestText = 32_767

    private let path: String
    private let report: ReportMapping
    private let book: XlsxWorkbook
    private let rowLimit: Int
    private let header: XlsxWorkbook.Format
    private let formats: [XlsxWorkbook.Format]
    // Nil where times are shown as texts.
    private let dates: [TimeFormat?]
    private let colors: [[(text: [UInt8], format: XlsxWorkbook.Format)]]
    private var sheets: [Int] = []
    private var count = 0

    /// Begins the file.
    ///
    /// `named`: The name that it will have.
    ///
    /// `rowLimit`: Rows of one sheet, its header among them.
    init(
        _ path: String,
        for named: String,
        _ report: ReportMapping,
        rowLimit: Int = SheetCells.rows
    ) throws(FileTrouble) {
        try SheetCells.requireColumns(report, for: named)
        self.path = path
        self.report = report
        self.rowLimit = rowLimit
        let book = try onSystem { () throws(SystemError) in
            try XlsxWorkbook(path, folder: Paths.folder(of: path))
        }
        self.book = book
        header = book.format(
            XlsxWorkbook.Looks(pattern: "@", fill: CellColor.header.number, isBold: true)
        )
        dates = report.columns.map { column in
            column.isTime && column.format.spreadsheetPattern != nil ? column.format : nil
        }
        formats = report.columns.map { column in
            let time = column.isTime ? column.format.spreadsheetPattern : nil
            return book.format(
                XlsxWorkbook.Looks(
                    pattern: time ?? (column.isNumber ? nil : "@"),
                    isLeft: time != nil
                )
            )
        }
        colors = report.columns.map { column in
            column.colors.map { text, color in
                let looks = XlsxWorkbook.Looks(pattern: "@", fill: color.number)
                return (Array(text.utf8), book.format(looks))
            }
        }
        book.describe(
            title: String(decoding: XMLText.kept(Array(report.title.utf8)), as: UTF8.self),
            comments: "Written by Ticksheet from its journal."
        )
        try onSystem { () throws(SystemError) in try beginSheet() }
    }

    var row: RowText { RowText(separator: 0) }

    func append(_ row: RowText) throws(FileTrouble) {
        try onSystem { () throws(SystemError) in
            if sheets[sheets.count - 1] == rowLimit {
                endSheet()
                try beginSheet()
            }
            // The library leaves rows without cells out.
            if row.isBlank {
                try book.write([], row: sheets[sheets.count - 1], column: 0, formats[0])
            }
            var start = 0
            for (column, part) in row.cells.enumerated() {
                let range = start..<part.end
                start = part.end + 1
                if !range.isEmpty { try write(part.kind, row.bytes, range, column) }
            }
        }
        sheets[sheets.count - 1] += 1
        count += 1
    }

    func finish() throws(FileTrouble) {
        endSheet()
        try onSystem { () throws(SystemError) in
            try book.finish()
            try requireRows()
        }
    }

    private func beginSheet() throws(SystemError) {
        try book.beginSheet(SheetCells.name(report.title, sheets.count + 1))
        sheets.append(1)
        for (column, look) in report.columns.enumerated() {
            book.setColumn(column, pixels: look.width, formats[column])
        }
        for (column, text) in report.headers.enumerated() where !text.isEmpty {
            try write(text, 0, column, header)
        }
    }

    private func endSheet() {
        book.filter(rows: sheets[sheets.count - 1], columns: report.columns.count)
    }

    private func write(
        _ kind: RowText.Kind,
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ column: Int
    ) throws(SystemError) {
        let row = sheets[sheets.count - 1]
        switch kind {
        case .time(let instant, let local):
            let shown = dates[column]?.shown(nanoseconds: instant.nanoseconds)
            let civil = CivilTime(seconds: local, nanosecond: shown ?? 0)
            // Excel knows no date before 1900, and counts a day too many in its first months.
            if shown != nil, 1901...9999 ~= civil.year {
                let value = SpreadsheetSerial(civil).value
                return try book.write(value, row: row, column: column, formats[column])
            }
        case .number:
            if let value = CellNumber.value(String(decoding: bytes[range], as: UTF8.self)) {
                return try book.write(value, row: row, column: column, formats[column])
            }
        case .text:
            if let color = colors[column].first(where: { $0.text.elementsEqual(bytes[range]) }) {
                return try book.write(bytes[range], row: row, column: column, color.format)
            }
        case .empty: break
        }
        let isPlain =
            range.count <= Self.longestText && XLSXText.isPlain(bytes[range])
        if isPlain {
            try book.write(bytes[range], row: row, column: column, formats[column])
        } else {
            let text = String(decoding: bytes[range], as: UTF8.self)
            try write(text, row, column, formats[column])
        }
    }

    private func write(
        _ text: String,
        _ row: Int,
        _ column: Int,
        _ format: XlsxWorkbook.Format
    ) throws(SystemError) {
        let kept = CellText.fitting(text, units: Self.longestText)
        try book.write(XLSXText.written(kept), row: row, column: column, format)
    }

    // The library does not tell when the disk was full while it kept rows: the file says how many
    // arrived.
    private func requireRows() throws(SystemError) {
        for (index, rows) in sheets.enumerated() {
            var found = SheetXMLCount()
            if let part = ZipReader(path, part: "xl/worksheets/sheet\(index + 1).xml") {
                while true {
                    let bytes = try part.next(count: 1 << 20)
                    if bytes.isEmpty { break }
                    found.take(bytes)
                }
            }
            guard found.rows == rows, found.isWhole else {
                throw .full("write", path)
            }
        }
    }
}
