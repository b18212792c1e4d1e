import Testing

@testable import SheetsEmulator

@Suite struct NotationTests {
    @Test(arguments: [
        (0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"),
        (18_277, "ZZZ"),
    ])
    func `columns have letters`(_ column: Int, _ letters: String) {
        #expect(A1.letters(column) == letters)
        #expect(A1.column(letters) == column)
    }

    static let references: [(String, A1.Reference?)] = [
        ("Log", .init(title: "Log")), ("'Log'", .init(title: "Log")),
        ("Log!A1", .init(title: "Log", rows: (0, 1), columns: (0, 1))),
        ("'It''s'!B2:C", .init(title: "It's", rows: (1, nil), columns: (1, 3))),
        ("Log!2:3", .init(title: "Log", rows: (1, 3), columns: (nil, nil))),
        ("Log!C:A", .init(title: "Log", rows: (nil, nil), columns: (0, 3))),
        ("$A$1:$B$2", .init(rows: (0, 2), columns: (0, 2))),
        ("A1", .init(rows: (0, 1), columns: (0, 1))),
        ("log", .init(title: "Log")), ("Nothing", nil), ("Log!", nil), ("Log!A0", nil),
        ("Log!ABCD1", nil), ("Log!A1:B2:C3", nil),
        ("'a!b'!A1", .init(title: "a!b", rows: (0, 1), columns: (0, 1))),
    ]

    @Test(arguments: references.indices)
    func `ranges are read`(_ index: Int) {
        let (text, reference) = Self.references[index]
        #expect(A1.read(text, titles: ["Log", "A sheet"]) == reference, "\(text)")
    }

    @Test(arguments: [
        ("Sheet1", "Sheet1"), ("A b", "'A b'"), ("It's", "'It''s'"), ("A1", "'A1'"), ("🌵", "'🌵'"),
        ("Añadido", "Añadido"), ("2026", "'2026'"), ("Log_2.x", "Log_2.x"), ("A1B", "A1B"),
    ])
    func `titles are quoted where they must be`(_ title: String, _ quoted: String) {
        #expect(A1.quoted(title) == quoted)
    }

    static let masks: [(String, [[String]]?)] = [
        ("a", [["a"]]), ("a,b.c", [["a"], ["b", "c"]]),
        ("a(b,c/d)", [["a", "b"], ["a", "c", "d"]]),
        ("a.b,a.c", [["a", "b"], ["a", "c"]]), ("a.b,a", [["a"]]), ("a,a.b", [["a"]]),
        ("a(b(c,d),e)", [["a", "b", "c"], ["a", "b", "d"], ["a", "e"]]), ("*", [["*"]]),
        ("", nil), ("a,", nil), ("a(b", nil), ("a)", nil), (".a", nil), ("a..b", nil),
    ]

    @Test(arguments: masks.indices)
    func `masks are read`(_ index: Int) {
        let (text, paths) = Self.masks[index]
        #expect(FieldMask(text)?.paths == paths, "\(text)")
    }

    @Test(arguments: [
        (0, 1899, 12, 30), (1, 1899, 12, 31), (61, 1900, 3, 1), (25_569, 1970, 1, 1),
        (45_351, 2024, 2, 29), (46_082, 2026, 3, 1), (-1, 1899, 12, 29),
    ])
    func `days are counted from the end of 1899`(
        _ serial: Int,
        _ year: Int,
        _ month: Int,
        _ day: Int
    ) {
        let parts = SerialDate.parts(Double(serial))
        #expect([parts.year, parts.month, parts.day] == [year, month, day])
        #expect(SerialDate.serial(year, month, day) == Double(serial))
    }

    static let numbers: [(Double, String, String)] = [
        (1234.5, "#,##0.00", "1,234.50"), (0.5, "0%", "50%"), (-3, "0.00", "-3.00"),
        (7, "000", "007"), (1_234_567, "#,##0", "1,234,567"), (0.005, "0.00", "0.01"),
        (12, "$0.00", "$12.00"), (1.5, "0.##", "1.5"),
    ]

    @Test(arguments: numbers.indices)
    func `numbers are shown by their pattern`(_ index: Int) {
        let (value, pattern, text) = Self.numbers[index]
        #expect(NumberPattern.number(value, pattern, Locale("en_US")) == text)
    }

    @Test func `numbers are shown in their locale`() {
        #expect(NumberPattern.number(1234.5, "#,##0.00", Locale("es_ES")) == "1.234,50")
        #expect(NumberPattern.general(0.1 + 0.2, Locale("en_US")) == "0.3")
        #expect(NumberPattern.general(1.5, Locale("de_DE")) == "1,5")
    }

    @Test func `columns and rows that are moved keep their neighbours in order`() {
        for start in 0..<5 {
            for end in start + 1...5 {
                for target in 0...5 where target <= start || target >= end {
                    var grid = Grid(rowCount: 1, columnCount: 5)
                    for column in 0..<5 {
                        grid.set(0, column, Cell(value: .number(Double(column))))
                    }
                    grid.move(.columns, start..<end, to: target)
                    for column in 0..<5 {
                        let place = Sheet.moved(column, start..<end, to: target)
                        #expect(grid.cell(0, place).value == .number(Double(column)))
                    }
                }
            }
        }
    }
}
