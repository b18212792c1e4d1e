import TicksheetCore
import WallTime

/// Writes rows as rows of a table of OpenDocument, each cell of its own type.
///
/// Source: <https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part3-schema/OpenDocument-v1.3-os-part3-schema.html>
struct ODSCells {
    // LibreOffice keeps more, Excel does not.
    static let longestText = 32_767

    private static let rowBegin = Array("<table:table-row>".utf8)
    private static let rowEnd = Array("</table:table-row>\n".utf8)
    private static let cellBegin = Array("<table:table-cell".utf8)
    private static let textType = Array(" office:value-type=\"string\"><text:p>".utf8)
    private static let numberType = Array(" office:value-type=\"float\" office:value=\"".utf8)
    private static let dateType = Array(" office:value-type=\"date\" office:date-value=\"".utf8)
    private static let valueEnd = Array("\"><text:p>".utf8)
    private static let cellEnd = Array("</text:p></table:table-cell>".utf8)

    /// How each column shows times as dates; nil where it shows them as texts.
    private let dates: [TimeFormat?]
    /// What stands in a column beside cells of a text that has a colour.
    private let colors: [[(text: [UInt8], style: [UInt8])]]

    init(_ report: ReportMapping) {
        dates = report.columns.map { column in
            column.isTime && column.format.spreadsheetParts != nil ? column.format : nil
        }
        colors = report.columns.map { column in
            column.colors.map {
                (
                    Array($0.text.utf8),
                    Array(" table:style-name=\"\(ODSStyles.name($0.color))\"".utf8)
                )
            }
        }
    }

    /// Appends a row.
    func append(_ row: RowText, to bytes: inout [UInt8]) {
        bytes += Self.rowBegin
        var start = 0
        var empty = 0
        for (column, part) in row.cells.enumerated() {
            let text = start..<part.end
            start = part.end + 1
            if text.isEmpty {
                empty += 1
                continue
            }
            Self.appendEmpty(&empty, to: &bytes)
            append(part.kind, row.bytes, text, column, to: &bytes)
        }
        Self.appendEmpty(&empty, to: &bytes)
        bytes += Self.rowEnd
    }

    private static func appendEmpty(_ count: inout Int, to bytes: inout [UInt8]) {
        guard count > 0 else { return }
        bytes += cellBegin
        if count > 1 { bytes += " table:number-columns-repeated=\"\(count)\"".utf8 }
        bytes += "/>".utf8
        count = 0
    }

    private func append(
        _ kind: RowText.Kind,
        _ all: [UInt8],
        _ range: Range<Int>,
        _ column: Int,
        to bytes: inout [UInt8]
    ) {
        bytes += Self.cellBegin
        switch kind {
        case .time(let instant, let local):
            let begin = bytes.count
            bytes += Self.dateType
            if let date = dates[column],
                Self.appendDate(local, date.shown(nanoseconds: instant.nanoseconds), to: &bytes)
            {
                bytes += Self.valueEnd
            } else {
                bytes.removeSubrange(begin...)
                bytes += Self.textType
            }
            ODSText.append(all, range, to: &bytes)
        case .number:
            let digits = String(decoding: all[range], as: UTF8.self)
            if let value = CellNumber.value(digits) {
                bytes += Self.numberType
                bytes += "\(value)".utf8
                bytes += Self.valueEnd
            } else {
                bytes += Self.textType
            }
            ODSText.append(all, range, to: &bytes)
        default:
            if let color = colors[column].first(where: { $0.text.elementsEqual(all[range]) }) {
                bytes += color.style
            }
            bytes += Self.textType
            if range.count > Self.longestText {
                let fitting = CellText.fitting(
                    String(decoding: all[range], as: UTF8.self),
                    units: Self.longestText
                )
                let kept = Array(fitting.utf8)
                ODSText.append(kept, kept.indices, to: &bytes)
            } else {
                ODSText.append(all, range, to: &bytes)
            }
        }
        bytes += Self.cellEnd
    }

    /// Appends a date of the wall clock, such as `2026-03-01T09:30:00`; false where the standard has no
    /// such year.
    static func appendDate(
        _ local: Int64,
        _ nanosecond: Int32,
        to bytes: inout [UInt8]
    ) -> Bool {
        let time = CivilTime(seconds: local, nanosecond: nanosecond)
        guard 1...9999 ~= time.year else { return false }
        append(time.year, 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(time.month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(time.day, 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(time.hour, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(time.minute, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(time.second, 2, to: &bytes)
        if nanosecond > 0 {
            bytes.append(UInt8(ascii: "."))
            append(Int(nanosecond), 9, to: &bytes)
        }
        return true
    }

    private static func append(_ number: Int, _ width: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
