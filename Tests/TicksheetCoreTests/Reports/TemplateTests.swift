import TestSupport
import Testing
import TicksheetCore

@Suite struct TemplateTests {
    private let values: [String: String] = [
        "description": "Not on WhatsApp", "code": "131026", "empty": "", "to": "+57",
        "mark": "\u{301}a\u{300}", "space": "  ", "sign": "\u{600}",
    ]

    @Test(arguments: [
        ("{description}[ ({code})]", "Not on WhatsApp (131026)"),
        ("{description}[ ({none})]", "Not on WhatsApp"),
        ("{description}[ ({empty})]", "Not on WhatsApp"),
        ("{none}[ ({code})]", "(131026)"),
        ("{none} - {empty} ", "-"),
        ("{none}[{empty}]", ""),
        ("[{code}: {none}]{to}", "+57"),
        ("[a[b{none}c]d{code}]", "ad131026"),
        ("[a[b{code}c]{none}]x", "x"),
        ("[plain]", "plain"),
        ("{ code }", "131026"),
        ("\\{code\\} \\[x\\] \\\\", "{code} [x] \\"),
        ("\\[{code}\\]", "[131026]"),
        ("é{code}ü", "é131026ü"),
        ("", ""),
        (" {none} {mark} {none} ", " \u{301}a\u{300}"), ("{space}{code}{space}", "131026"),
        ("{space}{none}", ""), ("{space}é{space}", "é"), ("{none} {sign} ", "\u{600} "),
    ])
    func `fields are put in and a part in brackets vanishes with an empty field`(
        _ template: String,
        _ expected: String
    ) throws {
        #expect(try text(template) == expected)
    }

    /// The text behind another, which it leaves as it is.
    private func text(_ template: String) throws -> String? {
        var bytes = Array(" ".utf8)
        try Template(template).append(to: &bytes) { field, bytes in
            bytes += (values[field.name] ?? "").utf8
        }
        return bytes.first == UInt8(ascii: " ")
            ? String(decoding: bytes.dropFirst(), as: UTF8.self) : nil
    }

    @Test func `any texts are put together and lose the blanks at their ends as characters`() throws
    {
        var random = SeededRandom("template")
        let template = try Template("{code}{shop} {name}[ ({to}) {from}] ")
        for _ in 0..<5000 {
            var values: [String: String] = [:]
            for name in ["code", "shop", "name", "to", "from"] {
                values[name] = random.text(upTo: 3)
            }
            func text(_ name: String) -> String { values[name] ?? "" }
            var expected = Substring("\(text("code"))\(text("shop")) \(text("name"))")
            if !text("to").isEmpty, !text("from").isEmpty {
                expected += " (\(text("to"))) \(text("from"))"
            }
            expected += " "
            while expected.first == " " { expected.removeFirst() }
            while expected.last == " " { expected.removeLast() }
            var bytes: [UInt8] = []
            template.append(to: &bytes) { field, bytes in bytes += text(field.name).utf8 }
            #expect(bytes == Array(expected.utf8))
        }
    }

    @Test func `a template names the fields that it uses`() throws {
        let template = try Template("{code}[ {shop}[ {zone}]]{code}")
        #expect(
            template.fields == [.standard(.code), .custom("shop"), .derived(.zone)]
        )
    }
}
