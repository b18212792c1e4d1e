import CommandLineKit
import Testing

@Suite struct TerminalStyleTests {
    private static let cases: [([String: String], Bool)] = [
        ([:], true), (["TERM": "xterm-256color"], true), (["TERM": "dumb"], false),
        (["NO_COLOR": ""], true), (["NO_COLOR": "1"], false), (["NO_COLOR": "0"], false),
        (["NO_COLOR": "", "TERM": "dumb"], false),
    ]

    @Test(arguments: cases)
    func `colour needs a terminal that can and a reader who wants it`(
        _ environment: [String: String],
        _ colour: Bool
    ) {
        let shown = TerminalStyle(isTerminal: true, environment: environment, terminalWidth: 80)
        #expect(shown.colour == colour)
        #expect(shown.isTerminal)
        let piped = TerminalStyle(isTerminal: false, environment: environment, terminalWidth: nil)
        #expect(!piped.colour)
    }

    private static let widths: [(Int?, String?, Int)] = [
        (120, nil, 120), (120, "60", 120), (nil, "60", 60), (0, "60", 60), (0, nil, 80),
        (nil, "wide", 80), (nil, "-3", 80), (nil, nil, 80), (5, nil, 20),
    ]

    @Test(arguments: widths)
    func `the width is the terminal's, else that of COLUMNS, else 80`(
        _ terminal: Int?,
        _ columns: String?,
        _ width: Int
    ) {
        let environment = columns.map { ["COLUMNS": $0] } ?? [:]
        let style = TerminalStyle(
            isTerminal: true,
            environment: environment,
            terminalWidth: terminal
        )
        #expect(style.width == width)
    }

    @Test func `painted text is reset after itself and cannot bring codes of its own`() {
        let style = TerminalStyle(isTerminal: true, colour: true)
        #expect(style.painted("sent", .green) == "\u{1B}[32msent\u{1B}[0m")
        #expect(style.painted("sent", .bold, .cyan) == "\u{1B}[1;36msent\u{1B}[0m")
        #expect(style.painted("\u{1B}[5m", .red) == "\u{1B}[31m\\u001b[5m\u{1B}[0m")
        #expect(style.painted("", .red).isEmpty)
        #expect(style.painted("a") == "a")
        #expect(TerminalStyle.plain.painted("a\u{7}", .red) == "a\\u0007")
        #expect(!TerminalStyle(isTerminal: false, colour: true).colour)
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("ñandú", 5), ("n\u{303}", 1), ("李", 2), ("한국", 4), ("각", 2),
        ("\u{1100}\u{1161}\u{11A8}", 2), ("ｶﾞ", 2), ("Ａ", 2), ("🇨🇴", 2), ("👍🏽", 2), ("❤️", 2),
        ("❤", 1), ("1️⃣", 2), ("👨‍👩‍👧", 2), ("a\u{200B}b", 2), ("…•█░─", 5), ("\u{7}", 0),
        ("क्षि", 3), ("عربى", 4), ("𠀀", 2), ("ก็", 1), ("\u{FEFF}", 0), ("™️", 2),
    ])
    func `columns are counted as terminals count them`(_ text: String, _ columns: Int) {
        #expect(displayWidth(text) == columns)
    }

    @Test func `a Latin letter has the same width alone and beside others`() {
        for value in UInt32(0)..<0x300 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(scalar)
            #expect(displayWidth(text) == displayWidth("李" + text + "李") - 4, "\(value)")
        }
    }
}
