import JSONTree
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSheets

@Suite struct CellWriterTests {
    private static func text(_ row: Row, _ mapping: ReportMapping, _ places: [Int]) -> String {
        var writer = JSONWriter()
        CellWriter(mapping, places: places).append(row, to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `cells are typed, and nothing in them is ever read as a formula`() throws {
        let mapping = try SheetReport.mapping(columns: 4)
        let time = Cell.time(Timestamp(seconds: 1_767_225_600), local: 1_767_207_600, text: "…")
        let text = Self.text(
            [time, .text("+573001112233"), .text("=1+1"), .empty],
            mapping,
            [0, 1, 2, 3]
        )
        #expect(
            text == #"{"values":[{"userEnteredValue":{"numberValue":46022.79166666667}},"#
                + #"{"userEnteredValue":{"stringValue":"+573001112233"}},"#
                + #"{"userEnteredValue":{"stringValue":"=1+1"}},{}]}"#
        )
    }

    @Test func `a column that people moved gets its cell where it stands, theirs get none`() throws
    {
        let mapping = try SheetReport.mapping(columns: 3)
        let row: Row = [.text("a"), .text("b"), .text("c")]
        #expect(
            Self.text(row, mapping, [3, 0, 1])
                == #"{"values":[{"userEnteredValue":{"stringValue":"b"}},"#
                + #"{"userEnteredValue":{"stringValue":"c"}},{},"#
                + #"{"userEnteredValue":{"stringValue":"a"}}]}"#
        )
    }

    @Test(arguments: [
        ("7", #""numberValue":7.0"#), ("-1.5", #""numberValue":-1.5"#),
        ("1e5", #""numberValue":100000.0"#), ("007", #""stringValue":"007""#),
        ("0.5", #""numberValue":0.5"#), ("0", #""numberValue":0.0"#),
        ("1234567890123456", #""stringValue":"1234567890123456""#),
        ("1e999", #""stringValue":"1e999""#),
    ])
    func `a number that would lose digits stays a text`(number: String, cell: String) throws {
        let mapping = try SheetReport.mapping(columns: 1)
        #expect(
            Self.text([.number(number)], mapping, [0])
                == #"{"values":[{"userEnteredValue":{\#(cell)}}]}"#
        )
    }

    @Test func `a text that is too long for a cell is cut with a mark`() throws {
        let mapping = try SheetReport.mapping(columns: 1)
        let fits = String(repeating: "x", count: 50_000)
        #expect(Self.text([.text(fits)], mapping, [0]).contains("\"\(fits)\""))
        let cut = Self.text([.text(fits + "y")], mapping, [0])
        #expect(cut.contains("x … (cut; the journal holds all of it)\""))
        #expect(!cut.contains("y"))
    }

    @Test func `runs of adjacent columns leave out what is not ours`() throws {
        let mapping = try SheetReport.mapping(columns: 4)
        let writer = CellWriter(mapping, places: [0, 5, 2, 1])
        #expect(writer.runs(except: 9).map(\.place) == [0, 5])
        #expect(writer.runs(except: 9).map(\.columns) == [[0, 3, 2], [1]])
        #expect(writer.runs(except: 1).map(\.place) == [0, 2, 5])
    }
}
