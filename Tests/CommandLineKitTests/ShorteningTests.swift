import CommandLineKit
import Testing

@Suite struct ShorteningTests {
    @Test(arguments: [
        ("", ""), ("in_orbit", "in_orbit"), ("12345678", "12345678"), ("123456789", "12345678…"),
        ("añadido", "añadido"), ("añadidos!!", "añadidos…"), ("a\u{1b}[2J", "a\\u001b[2J"),
    ])
    func `a long text is cut and controls are escaped`(_ text: String, _ expected: String) {
        #expect(shortened(text, to: 8) == expected)
    }

    @Test func `thousands of letters or accents become one short line`() {
        for text in [
            String(repeating: "x", count: 5_000), "e" + String(repeating: "\u{301}", count: 5_000),
        ] {
            #expect(shortened(text).unicodeScalars.count == 61)
        }
    }
}
