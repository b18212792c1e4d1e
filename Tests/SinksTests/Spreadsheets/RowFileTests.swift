import PosixBridge
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import Sinks

@Suite struct RowFileTests {
    private let folder = TemporaryDirectory()

    private func report(_ columns: String = "") throws -> ReportMapping {
        let standard = """
            { header: "Time", field: "time" }, { header: "To", field: "to" },
            { header: "Status", field: "status" }, { header: "Cost", field: "cost" }
            """
        let text = columns.isEmpty ? standard : columns
        return try ReportMapping(
            file: "report.json5",
            bytes: Array("{ title: \"A/B & C\", rows: \"status\", columns: [\(text)] }".utf8),
            context: MappingContext(shipped: { _ in nil }, shippedNames: []) { _ in
                .success(.utc)
            }
        )
    }

    // 2026-03-01 09:30:15 on the wall.
    private let time = Cell.time(
        Timestamp(seconds: 1_772_375_415, nanoseconds: 0),
        local: 1_772_357_415,
        text: "2026-03-01 09:30:15"
    )

    private func written(_ kind: RowFileKind, _ rows: [Row]) throws -> String {
        let path = folder.file("report")
        let file = try kind.begin(path, for: path, try report())
        for row in rows { try file.append(RowText(row, separator: 0)) }
        try file.finish()
        return path
    }

    @Test(arguments: [
        "+573001112233", "00042", "=1+1", "@x", "-a", "a<b>&\"c\"'", "  a  b ", "a\tb", "a\nb",
        "a\r\nb", "é𝄞👍🏽", "a  b", " ", "<text:s/>",
    ])
    func `a text comes back as it was`(_ text: String) throws {
        let row: Row = [.text(text), .text(text), .text("sent"), .text(text)]
        let back = text.replacing("\r\n", with: "\n")
        let ods = try SpreadsheetText.tables(ofODS: try written(.ods, [row]))
        #expect(ods == [[["Time", "To", "Status", "Cost"], [back, back, "sent", back]]])
        let xlsx = try SpreadsheetText.sheet(1, ofXLSX: try written(.xlsx, [row]))
        #expect(xlsx == [["Time", "To", "Status", "Cost"], [back, back, "sent", back]])
    }

    @Test(arguments: [
        ("a\u{0}b\u{1}c\u{1F}", "abc"), ("a\u{FFFE}b\u{FFFF}", "ab"), ("a\u{FFFD}b", "a\u{FFFD}b"),
        ("\u{B}", ""),
    ])
    func `what XML cannot hold is left out`(_ texts: (given: String, back: String)) throws {
        let path = try written(.ods, [[.empty, .text(texts.given), .empty, .empty]])
        #expect(try SpreadsheetText.tables(ofODS: path)[0][1] == ["", texts.back, "", ""])
        let row: Row = [.empty, .text(texts.given), .text("sent"), .empty]
        let sheet = try SpreadsheetText.sheet(1, ofXLSX: try written(.xlsx, [row]))
        #expect(sheet[1].filter { !$0.isEmpty } == [texts.back, "sent"].filter { !$0.isEmpty })
    }

    @Test(arguments: [
        ("_x0041_", "_x005F_x0041_"), ("a_x000D_b_X00ffy_", "a_x005F_x000D_b_X00ffy_"),
        ("_x41_", "_x41_"), ("__x0041__", "__x005F_x0041__"), ("_xyz12_", "_xyz12_"),
    ])
    func `a text that XLSX would read as another is marked`(
        _ texts: (given: String, written: String)
    ) throws {
        let path = try written(.xlsx, [[.empty, .text(texts.given), .empty, .empty]])
        #expect(try SpreadsheetText.sheet(1, ofXLSX: path)[1] == [texts.written])
    }

    @Test func `a row without a text is a row`() throws {
        let blank: Row = [.empty, .empty, .empty, .empty]
        let row: Row = [.empty, .text("+1"), .empty, .empty]
        let header = ["Time", "To", "Status", "Cost"]
        for rows in [[blank], [row, blank, row], [blank, blank, row]] {
            let path = try written(.xlsx, rows)
            #expect(try SpreadsheetText.sheet(1, ofXLSX: path).count == rows.count + 1)
            let tables = try SpreadsheetText.tables(ofODS: try written(.ods, rows))
            #expect(tables.first?.first == header)
        }
    }

    @Test func `times of a source's own field are dates where the sources say so`() throws {
        let columns = "{ header: \"Due\", field: \"due\" }"
        for (isKnown, type) in [(false, "string"), (true, "date")] {
            let report = try report(columns).knowing(times: isKnown ? ["due"] : [])
            #expect(report.columns[0].isTime == isKnown)
            let path = folder.file("due.ods")
            let file = try RowFileKind.ods.begin(path, for: path, report)
            try file.append(RowText([time], separator: 0))
            try file.finish()
            let content = try SpreadsheetText.part("content.xml", of: path)
            #expect(content.contains("office:value-type=\"\(type)\""))
        }
    }

    @Test func `cells have the types of their values`() throws {
        let rows: [Row] = [
            [time, .text("+1"), .text("rejected"), .number("12.50")],
            [.empty, .text("+2"), .text("sent"), .number("123456789012345678")],
            [.empty, .text("+3"), .text("read"), .number("007")],
        ]
        let content = try SpreadsheetText.part("content.xml", of: try written(.ods, rows))
        #expect(content.contains("office:date-value=\"2026-03-01T09:30:15\""))
        #expect(content.contains("office:value-type=\"float\" office:value=\"12.5\""))
        #expect(content.contains("string\"><text:p>123456789012345678</text:p>"))
        #expect(content.contains("string\"><text:p>007</text:p>"))
        #expect(content.contains("table:style-name=\"status-f5cccc\" office:value-type=\"string\""))
        let sheet = try SpreadsheetText.sheet(1, ofXLSX: try written(.xlsx, rows))
        #expect(sheet[1][1...] == ["+1", "rejected", "12.5"])
        #expect(Double(sheet[1][0]).map { abs($0 - 46082.396_006_944_4) < 1e-9 } == true)
        #expect(sheet[2] == ["+2", "sent", "123456789012345678"])
    }

    @Test func `a part of a second that is not shown is not rounded to the next day`() throws {
        // 2026-03-01 23:59:59.9 on the wall.
        let late = Cell.time(
            Timestamp(seconds: 1_772_409_599, nanoseconds: 900_000_000),
            local: 1_772_409_599,
            text: "2026-03-01 23:59:59"
        )
        let row: Row = [late, .empty, .empty, .empty]
        let content = try SpreadsheetText.part("content.xml", of: try written(.ods, [row]))
        #expect(content.contains("office:date-value=\"2026-03-01T23:59:59\""))
        let cell = try SpreadsheetText.sheet(1, ofXLSX: try written(.xlsx, [row]))[1][0]
        #expect(Double(cell).map { abs($0 - 46082.999_988_425_9) < 1e-9 } == true)
    }

    @Test func `the first part says what the file is, stored and without more`() throws {
        let bytes = try File.bytes(at: try written(.ods, []))
        #expect(Array(bytes[..<4]) == [0x50, 0x4B, 3, 4])
        // Method, lengths of the name and of what is extra.
        #expect(bytes[8...9].elementsEqual([0, 0]))
        #expect(bytes[26...29].elementsEqual([8, 0, 0, 0]))
        let begin = "mimetype" + "application/vnd.oasis.opendocument.spreadsheet"
        #expect(bytes[30..<30 + begin.utf8.count].elementsEqual(begin.utf8))
    }

    @Test func `the same rows make the same file`() throws {
        let row: Row = [time, .text("+1"), .text("sent"), .empty]
        let first = try File.bytes(at: try written(.ods, [row, row]))
        #expect(try File.bytes(at: try written(.ods, [row, row])) == first)
        #expect(try File.bytes(at: try written(.ods, [row])) != first)
    }

    @Test(arguments: [
        ("Campaña «marzo»", "Campaña «marzo»"), ("a\nb\tc  d", "a b c d"), ("History", "Report"),
        ("[*?:/\\']", "Report"), ("u\u{FFFF}v", "u v"), ("", "Report"),
        ("A title that is too long for a sheet's name", "A title that is too long for a"),
    ])
    func `a sheet is named after its report`(_ names: (title: String, sheet: String)) {
        #expect(SheetCells.name(names.title, 1) == names.sheet)
        #expect(SheetCells.name(names.title, 12).hasSuffix(" 12"))
        #expect(SheetCells.name(names.title, 12).utf16.count <= 31)
    }

    @Test func `rows beyond a sheet go to the next one`() throws {
        let path = folder.file("long")
        let rows = (0..<7).map { [Cell.empty, .text("+\($0)"), .empty, .empty] }
        let files: [any RowFile] = [
            try ODSRowFile(path + ".ods", for: path, try report(), rowLimit: 4),
            try XLSXRowFile(path + ".xlsx", for: path, try report(), rowLimit: 4),
        ]
        for file in files {
            for row in rows { try file.append(RowText(row, separator: 0)) }
            try file.finish()
        }
        let tables = try SpreadsheetText.tables(ofODS: path + ".ods")
        #expect(
            tables.map { $0.map { $0[1] } } == [
                ["To", "+0", "+1", "+2"], ["To", "+3", "+4", "+5"], ["To", "+6"],
            ]
        )
        let content = try SpreadsheetText.part("content.xml", of: path + ".ods")
        #expect(content.contains("table:name=\"A B &amp; C 3\""))
        #expect(content.contains("target-range-address=\"'A B &amp; C 3'.A1:'A B &amp; C 3'.D2\""))
        #expect(try SpreadsheetText.sheet(3, ofXLSX: path + ".xlsx").last == ["+6"])
    }

    @Test func `a file that its kind cannot hold is refused`() throws {
        let path = folder.file("large.ods")
        let file = try ODSRowFile(path, for: path, try report(), partLimit: 3 << 20)
        let row = RowText(
            [.empty, .text(String(repeating: "x", count: 20_000)), .empty, .empty],
            separator: 0
        )
        let error = try #require(throws: FileTrouble.self) {
            for _ in 0..<200 { try file.append(row) }
            try file.finish()
        }
        #expect(error.named(path).code == "sink.file.too_large")
        let columns = (0..<16_385).map { "{ header: \"\($0)\", field: \"to\" }" }
        let wide = try report(columns.joined(separator: ","))
        for kind in [RowFileKind.ods, .xlsx] {
            let error = try #require(throws: FileTrouble.self) {
                _ = try kind.begin(path, for: "wide", wide)
            }
            #expect(error.named(path).code == "sink.file.too_wide")
            #expect(error.named(path).summary.hasPrefix("wide would have 16385 columns"))
        }
    }

    @Test func `a text longer than a cell is cut, with a word about it`() throws {
        let text = String(repeating: "é", count: 32_768)
        for kind in [RowFileKind.ods, .xlsx] {
            let path = try written(kind, [[.empty, .text(text), .empty, .empty]])
            let cell =
                try kind == .ods
                ? SpreadsheetText.tables(ofODS: path)[0][1][1]
                : SpreadsheetText.sheet(1, ofXLSX: path)[1][0]
            #expect(cell.utf16.count == 32_767)
            #expect(cell.hasSuffix("(cut; the journal holds all of it)"))
        }
    }

    @Test func `a full disk is told while rows come or at the end`() throws {
        guard let disk = SmallDisk(bytes: 1 << 20) else {
            try Test.cancel("only root can mount the disk that this test fills")
        }
        var numbers = SeededRandom("full disk", seed: 7)
        for kind in [RowFileKind.csv(CSVDialect()), .ods, .xlsx] {
            let path = disk.file("full")
            let error = try #require(throws: FileTrouble.self) {
                let file = try kind.begin(path, for: path, try report())
                for _ in 0..<150_000 {
                    let text = String(UInt64.random(in: 0...UInt64.max, using: &numbers))
                    try file.append(RowText([.empty, .text(text), .empty, .empty], separator: 0))
                }
                try file.finish()
            }
            #expect(error.named(path).code == "sink.disk_full")
            try? Paths.remove(path)
        }
    }
}
