import TicksheetCore
import WallTime

/// The styles of a report's table: widths, formats of dates, the header, colours of statuses.
enum ODSStyles {
    /// The name of the style of a cell with a colour behind it.
    static func name(_ color: CellColor) -> String { "status-\(color.hex)" }

    /// Returns the automatic styles of content.xml.
    static func automatic(_ report: ReportMapping) -> String {
        var text = "<office:automatic-styles>\n"
        for width in Set(report.columns.map(\.width)).sorted() {
            text += style("table-column", columnName(width)) {
                "<style:table-column-properties style:column-width=\"\(inches(width))\"/>"
            }
        }
        text += style("table-row", "header-row") {
            "<style:table-row-properties style:row-height=\"0.25in\" "
                + "style:use-optimal-row-height=\"false\"/>"
        }
        text +=
            "<number:text-style style:name=\"as-text\"><number:text-content/></number:text-style>\n"
        text += cell("header", data: "as-text") {
            "<style:table-cell-properties fo:background-color=\"#\(CellColor.header.hex)\" "
                + "style:vertical-align=\"middle\"/>"
                + "<style:text-properties fo:font-weight=\"bold\"/>"
        }
        text += cell("text", data: "as-text") { "" }
        for (index, column) in report.columns.enumerated() {
            for color in Set(column.colors.map(\.color)).sorted(by: { $0.hex < $1.hex }) {
                text += cell(name(color), data: "as-text") {
                    "<style:table-cell-properties fo:background-color=\"#\(color.hex)\"/>"
                }
            }
            if column.isTime, let parts = column.format.spreadsheetParts {
                text += date("date-\(index + 1)", parts)
                // Right-aligned, as dates are by themselves, they would touch the next column.
                text += cell("time-\(index + 1)", data: "date-\(index + 1)") {
                    "<style:table-cell-properties style:text-align-source=\"fix\"/>"
                        + "<style:paragraph-properties fo:text-align=\"start\"/>"
                }
            }
        }
        return text + "</office:automatic-styles>\n"
    }

    /// Returns the columns of a table.
    static func columns(_ report: ReportMapping) -> String {
        report.columns.enumerated().map { index, column in
            let style =
                if column.isTime, column.format.spreadsheetParts != nil {
                    "time-\(index + 1)"
                } else {
                    column.isNumber ? "Default" : "text"
                }
            return "<table:table-column table:style-name=\"\(columnName(column.width))\" "
                + "table:default-cell-style-name=\"\(style)\"/>"
        }.joined() + "\n"
    }

    private static func columnName(_ width: Int) -> String { "width-\(width)" }

    // Three decimals: LibreOffice rounds to hundredths of a millimetre.
    private static func inches(_ pixels: Int) -> String {
        let thousandths = pixels * 1000 / 96
        let digits = String(thousandths % 1000)
        let zeros = String(repeating: "0", count: 3 - digits.count)
        return "\(thousandths / 1000).\(zeros)\(digits)in"
    }

    private static func style(
        _ family: String,
        _ name: String,
        _ body: () -> String
    ) -> String {
        "<style:style style:name=\"\(name)\" style:family=\"\(family)\">\(body())</style:style>\n"
    }

    private static func cell(_ name: String, data: String, _ body: () -> String) -> String {
        "<style:style style:name=\"\(name)\" style:family=\"table-cell\" "
            + "style:parent-style-name=\"Default\" style:data-style-name=\"\(data)\">\(body())"
            + "</style:style>\n"
    }

    private static func date(_ name: String, _ parts: [SpreadsheetTimePart]) -> String {
        var text =
            "<number:date-style style:name=\"\(name)\" number:language=\"en\" number:country=\"US\">"
        for (index, part) in parts.enumerated() {
            // Digits of the second belong to it, and so does the point before them.
            let next = index + 2 < parts.count ? parts[index + 2] : nil
            if case .second(let width) = part, case .fraction(let digits)? = next {
                text += element("seconds", width > 1, " number:decimal-places=\"\(digits)\"")
                continue
            }
            if index > 0, case .second = parts[index - 1], index + 1 < parts.count,
                case .fraction = parts[index + 1]
            {
                continue
            }
            text += element(part)
        }
        return text + "</number:date-style>\n"
    }

    private static func element(_ part: SpreadsheetTimePart) -> String {
        switch part {
        case .text(let text):
            var bytes: [UInt8] = []
            XMLText.append(Array(text.utf8).span, to: &bytes)
            return "<number:text>\(String(decoding: bytes, as: UTF8.self))</number:text>"
        case .year(let isLong): return element("year", isLong)
        case .month(let width): return element("month", width > 1)
        case .monthName(let isLong): return element("month", isLong, " number:textual=\"true\"")
        case .day(let width): return element("day", width > 1)
        case .weekday(let isLong): return element("day-of-week", isLong)
        case .hour(let width): return element("hours", width > 1)
        case .minute(let width): return element("minutes", width > 1)
        case .second(let width): return element("seconds", width > 1)
        case .fraction: return ""
        case .dayPeriod: return "<number:am-pm/>"
        }
    }

    private static func element(
        _ name: String,
        _ isLong: Bool,
        _ more: String = ""
    ) -> String {
        "<number:\(name)\(isLong ? " number:style=\"long\"" : "")\(more)/>"
    }
}
