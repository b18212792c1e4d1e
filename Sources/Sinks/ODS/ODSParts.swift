import TicksheetCore

/// The parts of an OpenDocument spreadsheet besides its rows.
///
/// Source: <https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part2-packages/OpenDocument-v1.3-os-part2-packages.html>
enum ODSParts {
    /// What the first part of the package says, as it is.
    static let mediaType = "application/vnd.oasis.opendocument.spreadsheet"

    /// The part that holds the rows.
    static let content = "content.xml"

    /// All parts in their order, each with how much it is compressed: the fastest, as the file is a few percent
    /// larger than the smallest that there could be.
    static let levels: [(name: String, level: Int32)] = [
        ("mimetype", 0), (content, 1), ("styles.xml", 1), ("meta.xml", 1), ("settings.xml", 1),
        ("META-INF/manifest.xml", 1),
    ]

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private static let namespaces =
        [
            ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
            ("number", "datastyle"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
            ("config", "config"),
        ].map { prefix, name in
            "xmlns:\(prefix)=\"urn:oasis:names:tc:opendocument:xmlns:\(name):1.0\""
        }.joined(separator: " ")
        + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\""

    /// content.xml up to its first table.
    static func contentBegin(_ report: ReportMapping) -> String {
        declaration + "<office:document-content \(namespaces)>\n" + ODSStyles.automatic(report)
            + "<office:body><office:spreadsheet>\n"
    }

    /// A table up to its first row below the header.
    static func tableBegin(_ name: String, _ report: ReportMapping) -> String {
        let cells = report.headers.map { header in
            "<table:table-cell table:style-name=\"header\" office:value-type=\"string\"><text:p>"
                + escaped(header) + "</text:p></table:table-cell>"
        }
        return "<table:table table:name=\"\(attribute(name))\">\n" + ODSStyles.columns(report)
            + "<table:table-header-rows><table:table-row table:style-name=\"header-row\">"
            + cells.joined() + "</table:table-row></table:table-header-rows>\n"
    }

    /// The end of a table.
    static let tableEnd = "</table:table>\n"

    /// content.xml behind its last table: the filters.
    ///
    /// `tables`: Each with its rows, the header among them.
    static func contentEnd(_ tables: [(name: String, rows: Int)], columns: Int) -> String {
        var text = "<table:database-ranges>\n"
        for (index, table) in tables.enumerated() {
            let sheet = "'\(attribute(table.name))'"
            let last = columnName(max(columns, 1) - 1)
            // LibreOffice's own name for a sheet's filter.
            text +=
                "<table:database-range table:name=\"__Anonymous_Sheet_DB__\(index)\" "
                + "table:target-range-address=\"\(sheet).A1:\(sheet).\(last)\(table.rows)\" "
                + "table:display-filter-buttons=\"true\"/>\n"
        }
        return text
            + "</table:database-ranges>\n</office:spreadsheet></office:body></office:document-content>\n"
    }

    /// styles.xml: the font, and pages across.
    static func styles() -> String {
        declaration + "<office:document-styles \(namespaces)>\n<office:styles>"
            + "<style:default-style style:family=\"table-cell\">"
            + "<style:text-properties fo:font-family=\"Liberation Sans\" fo:font-size=\"10pt\"/>"
            + "</style:default-style>"
            + "<style:style style:name=\"Default\" style:family=\"table-cell\"/>"
            + "</office:styles>\n<office:automatic-styles>"
            + "<style:page-layout style:name=\"across\"><style:page-layout-properties "
            + "fo:page-width=\"11.69in\" fo:page-height=\"8.27in\" "
            + "style:print-orientation=\"landscape\" fo:margin=\"0.5in\"/></style:page-layout>"
            + "</office:automatic-styles>\n<office:master-styles>"
            + "<style:master-page style:name=\"Default\" style:page-layout-name=\"across\"/>"
            + "</office:master-styles></office:document-styles>\n"
    }

    /// meta.xml: the title, who made it, and of what.
    ///
    /// Without a time of making: the same rows make the same file.
    static func meta(_ report: ReportMapping, rows: Int) -> String {
        let counted = rows == 1 ? "1 row" : "\(rows) rows"
        let zone = report.zone.map { ", times in \($0)" } ?? ""
        return declaration + "<office:document-meta \(namespaces)>\n<office:meta>"
            + "<meta:generator>Ticksheet</meta:generator><dc:title>\(attribute(report.title))</dc:title>"
            + "<dc:description>\(counted)\(attribute(zone)), written by Ticksheet from its journal. "
            + "An edit of this file stops it from being kept current.</dc:description>"
            + "</office:meta></office:document-meta>\n"
    }

    /// settings.xml: headers that stay where they are.
    static func settings(_ tables: [String]) -> String {
        let views = tables.map { name in
            "<config:config-item-map-entry config:name=\"\(attribute(name))\">"
                + item("HorizontalSplitMode", "short", "0")
                + item("VerticalSplitMode", "short", "2")
                + item("VerticalSplitPosition", "int", "1") + item("ActiveSplitRange", "short", "2")
                + item("PositionTop", "int", "0") + item("PositionBottom", "int", "1")
                + "</config:config-item-map-entry>\n"
        }
        return declaration + "<office:document-settings \(namespaces)>\n<office:settings>"
            + "<config:config-item-set config:name=\"ooo:view-settings\">"
            + "<config:config-item-map-indexed config:name=\"Views\"><config:config-item-map-entry>"
            + item("ViewId", "string", "view1")
            + "<config:config-item-map-named config:name=\"Tables\">\n" + views.joined()
            + "</config:config-item-map-named>"
            + item("ActiveTable", "string", attribute(tables.first ?? ""))
            + "</config:config-item-map-entry></config:config-item-map-indexed>"
            + "</config:config-item-set></office:settings></office:document-settings>\n"
    }

    /// META-INF/manifest.xml: what the package holds.
    static func manifest() -> String {
        let entry = { (path: String, type: String) in
            "<manifest:file-entry manifest:full-path=\"\(path)\" manifest:media-type=\"\(type)\"/>\n"
        }
        return declaration
            + "<manifest:manifest "
            + "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
            + "manifest:version=\"1.3\">\n"
            + "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" "
            + "manifest:media-type=\"\(mediaType)\"/>\n"
            + ["content.xml", "styles.xml", "meta.xml", "settings.xml"]
            .map { entry($0, "text/xml") }.joined()
            + "</manifest:manifest>\n"
    }

    private static func item(_ name: String, _ type: String, _ value: String) -> String {
        "<config:config-item config:name=\"\(name)\" config:type=\"\(type)\">\(value)"
            + "</config:config-item>"
    }

    private static func attribute(_ text: String) -> String {
        var bytes: [UInt8] = []
        XMLText.append(Array(text.utf8).span, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        let all = Array(text.utf8)
        var bytes: [UInt8] = []
        ODSText.append(all, all.indices, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The letters of a column, from 0: A, …, Z, AA.
    static func columnName(_ index: Int) -> String {
        let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
        return index < 26 ? letter : columnName(index / 26 - 1) + letter
    }
}
