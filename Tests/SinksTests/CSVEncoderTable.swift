import Sinks
import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct CSVEncoderTable {
    @Test(arguments: [
        ("", ""), ("a", "a"), ("a b", "a b"), ("é𝄞", "é𝄞"), ("it's", "it's"),
        ("a,b", "\"a,b\""), ("a;b", "a;b"), ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("\"", "\"\"\"\""),
        ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a\r\nb", "\"a\r\nb\""), ("a\tb", "\"a\tb\""),
        (" a", "\" a\""), ("a ", "\"a \""), (" ", "\" \""), ("a\u{0}b", "a?b"), ("00042", "00042"),
        ("1e400", "1e400"), ("\u{FEFF}a", "\u{FEFF}a"), ("\\", "\\"), ("\u{1}", "\u{1}"),
    ])
    func `a text becomes a cell`(_ row: (text: String, cell: String)) {
        #expect(Self.encoded([.text("x"), .text(row.text)]) == "x,\(row.cell)\r\n")
    }

    @Test(arguments: [
        ("+57 300 (1) 2-3", "+57 300 (1) 2-3"), ("+573001112233", "+573001112233"),
        ("-12.5", "-12.5"), ("+", "+"), ("-", "-"), ("-1+2", "'-1+2"), ("+1+2", "'+1+2"),
        ("=1", "'=1"), ("=", "'="), ("@x", "'@x"), ("@", "'@"), ("\tx", "\"'\tx\""),
        ("\rx", "\"'\rx\""), ("+1e5", "'+1e5"), ("-a", "'-a"), ("+A1", "'+A1"), ("-=1", "'-=1"),
        ("a=1", "a=1"), ("'=1", "'=1"), ("=\"a\"", "\"'=\"\"a\"\"\""), ("-1,2", "\"'-1,2\""),
        ("=1+\u{0}", "'=1+?"), ("+57\t", "\"'+57\t\""), ("\nx", "\"\nx\""), (" =1", "\" =1\""),
        ("+\u{0661}", "'+\u{0661}"), ("-05:00", "-05:00"), ("+05:45", "+05:45"),
        ("-5:00", "'-5:00"), ("+05:0a", "'+05:0a"), ("+05:000", "'+05:000"), ("+1:2", "'+1:2"),
    ])
    func `a text that a spreadsheet would compute gets an apostrophe`(
        _ row: (text: String, cell: String)
    ) {
        #expect(Self.encoded([.text("x"), .text(row.text)]) == "x,\(row.cell)\r\n")
        let free = CSVDialect(guardsFormulas: false)
        let plain = Self.encoded([.text("x"), .text(row.text)], free)
        let kept = row.text.replacing("\u{0}", with: "?")
        #expect((try? CSVText.rows(Array(plain.utf8))) == [["x", kept]])
    }

    @Test func `numbers and times are not guarded`() {
        let time = Cell.time(Sample.noon, local: 0, text: "-0500")
        #expect(Self.encoded([.number("-1e5"), time, .empty]) == "-1e5,-0500,\r\n")
    }

    @Test func `another separator is what needs quotes then`() {
        let dialect = CSVDialect(separator: UInt8(ascii: ";"))
        #expect(Self.encoded([.text("a;b"), .text("1,5"), .empty], dialect) == "\"a;b\";1,5;\r\n")
        let tabbed = CSVDialect(separator: UInt8(ascii: "\t"))
        #expect(Self.encoded([.text("a\tb"), .text("c,d")], tabbed) == "\"a\tb\"\tc,d\r\n")
    }

    @Test func `a row of one empty cell is no empty line`() {
        #expect(Self.encoded([.empty]) == "\"\"\r\n")
        #expect(Self.encoded([.text("")]) == "\"\"\r\n")
        #expect(Self.encoded([.empty, .empty]) == ",\r\n")
    }

    @Test func `the header has the mark in front and is guarded like any text`() {
        var bytes: [UInt8] = []
        CSVEncoder(CSVDialect(hasMark: true)).appendHeader(["Día", "=x", "a,b"], to: &bytes)
        #expect(bytes == [0xEF, 0xBB, 0xBF] + Array("Día,'=x,\"a,b\"\r\n".utf8))
    }

    @Test func `any row is read back by an independent reader`() throws {
        var random = SeededRandom("csv round trip")
        for separator in [",", ";", "\t", "|"] {
            let byte = separator.utf8.first ?? 0
            let encoder = CSVEncoder(CSVDialect(separator: byte, guardsFormulas: false))
            for columns in 1...4 {
                var bytes: [UInt8] = []
                var expected: [[String]] = []
                for _ in 0..<100 {
                    let texts = (0..<columns).map { _ in random.text(upTo: 12) }
                    encoder.append(RowText(texts.map(Cell.text), separator: byte), to: &bytes)
                    expected.append(texts.map { $0.replacingScalars() })
                }
                #expect(try CSVText.rows(bytes, separator: byte) == expected)
            }
        }
    }

    @Test func `a row written whole and one written cell by cell are the same bytes`() {
        var random = SeededRandom("whole rows")
        for separator in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
            let encoder = CSVEncoder(CSVDialect(separator: separator))
            for _ in 0..<5000 {
                let row = Self.row(&random)
                var whole: [UInt8] = []
                encoder.append(RowText(row, separator: encoder.row.separator), to: &whole)
                var parts: [UInt8] = []
                encoder.append(RowText(row, separator: UInt8(ascii: "|")), to: &parts)
                #expect(whole == parts)
            }
        }
    }

    @Test func `a text of 50 000 characters stays whole`() throws {
        let text = String(repeating: "é\"", count: 25_000)
        let row = Self.encoded([.text(text), .text("end")])
        #expect(try CSVText.rows(Array(row.utf8)) == [[text, "end"]])
    }

    private static func row(_ random: inout SeededRandom) -> Row {
        let formulas = ["=1", "+57 300", "-a", "@", "-05:00", "sent", "+573001112233"]
        return (0..<Int.random(in: 1...4, using: &random)).map { _ in
            let text =
                Bool.random(using: &random)
                ? random.text(upTo: 4) : formulas.randomElement(using: &random) ?? ""
            return switch Int.random(in: 0..<4, using: &random) {
            case 0: .empty
            case 1: .number(text)
            case 2: .time(Sample.noon, local: 0, text: text)
            default: .text(text)
            }
        }
    }

    private static func encoded(_ row: Row, _ dialect: CSVDialect = CSVDialect()) -> String {
        var bytes: [UInt8] = []
        CSVEncoder(dialect).append(RowText(row, separator: dialect.separator), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// The text as a CSV file shows it: NUL as a question mark.
    fileprivate func replacingScalars() -> String {
        String(decoding: utf8.map { $0 == 0 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
