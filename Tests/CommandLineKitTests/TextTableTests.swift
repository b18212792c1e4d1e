import CommandLineKit
import Testing

@Suite struct TextTableTests {
    private static let terminal = TerminalStyle(isTerminal: true, colour: false, width: 40)

    private static func sample() -> TextTable {
        var table = TextTable([.init("Report"), .init("Rows", .right), .init("Last problem")])
        table.append([.init("campaigns"), .init("12,400"), .init("")])
        table.append([.init("números"), .init("7", .red), .init("the sheet \"Log\" is gone", .red)])
        return table
    }

    @Test func `columns line up under an underlined heading, no line ends with blanks`() {
        #expect(
            Self.sample().text(for: TerminalStyle(isTerminal: true, colour: false, width: 80))
                == """
                Report       Rows  Last problem
                ─────────  ──────  ───────────────────────
                campaigns  12,400
                números         7  the sheet "Log" is gone

                """
        )
    }

    @Test func `the widest text gives way, numbers do not`() {
        #expect(
            Self.sample().text(for: Self.terminal) == """
                Report       Rows  Last problem
                ─────────  ──────  ─────────────────────
                campaigns  12,400
                números         7  the sheet "Log" is g…

                """
        )
    }

    @Test func `colour surrounds the text and not the blanks`() {
        let style = TerminalStyle(isTerminal: true, colour: true, width: 80)
        let lines = Self.sample().text(for: style).split(separator: "\n")
        #expect(
            lines[0]
                == "\u{1B}[1mReport\u{1B}[0m       \u{1B}[1mRows\u{1B}[0m  \u{1B}[1mLast problem\u{1B}[0m"
        )
        #expect(
            lines[3]
                == "números         \u{1B}[31m7\u{1B}[0m  \u{1B}[31mthe sheet \"Log\" is gone\u{1B}[0m"
        )
    }

    @Test func `a pipe gets every cell whole, between tabs`() {
        #expect(
            Self.sample().text(for: .plain) == """
                Report\tRows\tLast problem
                campaigns\t12,400\t
                números\t7\tthe sheet "Log" is gone

                """
        )
        #expect(
            TextTable.plainLine(["a\tb", "c\nd\r", "e\\tf", "\u{1B}[31m"])
                == "a\\tb\tc\\nd\\r\te\\\\tf\t\\u001b[31m\n"
        )
    }

    @Test func `a table without rows shows its headings`() {
        let table = TextTable([.init("Zone"), .init("Offset", .right)])
        #expect(table.isEmpty)
        #expect(table.text(for: Self.terminal) == "Zone  Offset\n────  ──────\n")
        #expect(table.text(for: .plain) == "Zone\tOffset\n")
    }

    @Test func `wide characters, accents and pictures keep columns in line`() {
        var table = TextTable([.init("Name"), .init("N", .right)])
        for name in ["李小龍", "e\u{301}ric", "👩‍👩‍👧‍👦 x", "🇨🇴", "ﾊﾝｶｸ", "한국"] {
            table.append([.init(name), "1"])
        }
        #expect(
            table.text(for: Self.terminal) == """
                Name    N
                ──────  ─
                李小龍  1
                e\u{301}ric    1
                👩‍👩‍👧‍👦 x    1
                🇨🇴      1
                ﾊﾝｶｸ    1
                한국    1

                """
        )
    }

    @Test func `a cell cannot move the cursor, colour the terminal or add a line`() {
        var table = TextTable([.init("Text")])
        table.append([.init("a\u{1B}[2J\u{9B}1mb\r\n\u{202E}c\u{2028}")])
        let text = table.text(for: TerminalStyle(isTerminal: true, colour: false, width: 80))
        #expect(
            text.split(separator: "\n").last == "a\\u001b[2J\\u009b1mb\\r\\n\\u202ec\\u2028"
        )
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""), ("", 0, ""),
        ("李小龍", 6, "李小龍"), ("李小龍", 5, "李小…"), ("李小龍", 4, "李…"), ("李小龍", 2, "…"),
        ("e\u{301}e\u{301}e\u{301}", 3, "e\u{301}e\u{301}e\u{301}"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3, "👩‍👩‍👧‍👦…"),
    ])
    func `a cut falls between characters and is shown`(
        _ text: String,
        _ width: Int,
        _ cut: String
    ) {
        #expect(truncated(text, to: width) == cut)
        #expect(displayWidth(cut) <= width)
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "…cd"), ("abcd", 1, "…"), ("abcd", 0, ""), ("", 0, ""),
        ("李小龍", 5, "…小龍"), ("李小龍", 4, "…龍"), ("e\u{301}e\u{301}e\u{301}", 2, "…e\u{301}"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3, "…👩‍👩‍👧‍👦"),
    ])
    func `a cut at the front keeps the end`(_ text: String, _ width: Int, _ cut: String) {
        #expect(truncatedFront(text, to: width) == cut)
    }

    @Test func `paths of a column that keeps ends are told apart`() {
        var table = TextTable([.init("Path", keepsEnd: true), .init("State")])
        table.append([.init("reports/campaigns.csv"), .init("ok")])
        table.append([.init("reports/campaigns.ods"), .init("ok")])
        let text = table.text(for: TerminalStyle(isTerminal: true, colour: false, width: 18))
        #expect(text.contains("…paigns.csv  ok\n…paigns.ods  ok\n"))
    }

    @Test func `no random table is wider than its terminal, none loses a cell in a pipe`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(state: seed)
        let pieces = ["a", "word ", "李", "👍🏽", "e\u{301}", "\u{1B}[31m", "\t", "\n", "\\", "9"]
        for _ in 0..<300 {
            let count = Int.random(in: 1...6, using: &random)
            let columns = (0..<count).map { index in
                TextTable.Column("H\(index)", Bool.random(using: &random) ? .left : .right)
            }
            var table = TextTable(columns)
            for _ in 0..<4 {
                table.append(
                    columns.map { _ in
                        let length = Int.random(in: 0...25, using: &random)
                        let texts = (0..<length).map { _ in pieces.randomElement(using: &random) }
                        return TextTable.Cell(texts.compactMap { $0 }.joined())
                    }
                )
            }
            let width = Int.random(in: 20...120, using: &random)
            let style = TerminalStyle(isTerminal: true, colour: false, width: width)
            let lines = table.text(for: style)
                .split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 7 && lines[6].isEmpty, "seed \(seed)")
            for line in lines {
                #expect(displayWidth(String(line)) <= width, "seed \(seed): \(line)")
                #expect(!line.contains("\u{1B}"), "seed \(seed)")
            }
            for line in table.text(for: .plain).split(separator: "\n") {
                let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                #expect(cells.count == count, "seed \(seed): \(line)")
            }
        }
    }
}
