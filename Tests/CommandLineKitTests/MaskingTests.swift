import CommandLineKit
import Testing

@Suite struct MaskingTests {
    @Test(arguments: [
        ("+573001234711", "+57•••4711"), ("573001234711", "57•••4711"),
        ("+57 300 123-4711", "+57•••4711"), ("whatsapp:+57(300)1234711", "+57•••4711"),
        ("WhatsApp: +573001234711", "+57•••4711"), ("+447700900123456", "+44•••3456"),
        ("+15551234567", "•••"), ("+4712345678", "•••"), ("911", "•••"), ("", "•••"),
        ("+", "•••"), ("120363041234567890@g.us", "•••"), ("CO.1234567890123", "•••"),
        ("٥٧٣٠٠١٢٣٤٧١١", "•••"), ("+573001234711\n", "•••"), ("++573001234711", "•••"),
    ])
    func `a number shows two digits and four, or nothing`(_ number: String, _ masked: String) {
        #expect(maskedNumber(number) == masked)
    }

    @Test(arguments: 0...40)
    func `no more than half of the digits are ever shown`(_ count: Int) {
        let digits = String(repeating: "7", count: count)
        let shown = maskedNumber("+" + digits).filter { $0 == "7" }.count
        #expect(shown * 2 <= count)
    }

    @Test(arguments: [
        ("wamid.HBgMNTczMDAxMjM0NzExFQIAERgSM0E5RjFCMkMzRDRFNUY2QTdC", "wamid.…(58)"),
        ("wamid.", "wamid.…(6)"), ("573001234711.abc", "…(16)"), ("abc", "…(3)"), ("", "…(0)"),
        (".x", "…(2)"), ("f0e1d2c3-aaaa.b", "…(15)"), ("abcdefghijklmnopq.x", "…(19)"),
        ("ñ.x", "…(4)"),
    ])
    func `a message id shows its kind and its length`(_ identifier: String, _ masked: String) {
        #expect(maskedMessageID(identifier) == masked)
    }

    @Test(arguments: [
        ("plain", "plain"), ("ñ ¿° …•李👍🏽", "ñ ¿° …•李👍🏽"), ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\r\n", "\\r\\n"), ("\u{0}\u{1F}\u{7F}", "\\u0000\\u001f\\u007f"),
        ("\u{80}\u{9B}\u{9F}\u{A0}", "\\u0080\\u009b\\u009f\u{A0}"),
        ("\u{2028}\u{2029}\u{2027}", "\\u2028\\u2029\u{2027}"),
        ("\u{61C}\u{200E}\u{200F}", "\\u061c\\u200e\\u200f"),
        ("\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}", "\\u202a\\u202b\\u202c\\u202d\\u202e"),
        ("\u{2066}\u{2067}\u{2068}\u{2069}", "\\u2066\\u2067\\u2068\\u2069"),
        ("\u{1B}]0;title\u{7}", "\\u001b]0;title\\u0007"), ("C:\\new", "C:\\new"),
        ("e\u{301}\u{1B}", "e\u{301}\\u001b"),
    ])
    func `controls become visible, everything else stays`(_ text: String, _ escaped: String) {
        let result = escapedControls(text)
        #expect(Array(result.unicodeScalars) == Array(escaped.unicodeScalars))
        #expect(escapedControls(result) == result)
    }

    @Test func `every scalar that steers a terminal is escaped and no other`() {
        var wrong: [UInt32] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            let steers: Bool =
                switch properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: true
                default: properties.isBidiControl
                }
            let text = String(scalar)
            if (escapedControls(text) != text) != steers { wrong.append(value) }
        }
        #expect(wrong.isEmpty)
    }

    @Test func `with its backslashes escaped a text can be read back`() {
        #expect(escapedControls("a\\n\n", escapingBackslash: true) == "a\\\\n\\n")
    }

    @Test func `a text is escaped as its parts are`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(state: seed)
        let parts = [
            "a", "\n", "\u{9B}", "\u{A0}", "\u{202E}", "…", "\u{61C}", "م", "李", "\\", "👍🏽",
        ]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...8, using: &random)
            let chosen = (0..<count).compactMap { _ in parts.randomElement(using: &random) }
            let whole = escapedControls(chosen.joined(), escapingBackslash: true)
            let joined = chosen.map { escapedControls($0, escapingBackslash: true) }.joined()
            #expect(whole == joined, "seed \(seed): \(chosen)")
        }
    }

    @Test(arguments: [
        ("time: \"call +573001234567\" is no time", "time: \"call +57•••4567\" is no time"),
        ("found 573001234567; expected", "found 57•••4567; expected"),
        ("12345678 and 1234567", "••• and 1234567"),
        ("column 12 of \"$.a\"", "column 12 of \"$.a\""),
        ("", ""), ("+", "+"), ("a+b", "a+b"),
    ])
    func `every long run of digits in a text is hidden`(_ text: String, _ masked: String) {
        #expect(maskedNumbers(in: text) == masked)
    }
}
