import Testing
import TicksheetCore

@Suite struct TemplateTests {
    private let values: [String: String] = [
        "description": "Not on WhatsApp", "code": "131026", "empty": "", "to": "+57",
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
    ])
    func `fields are put in and a part in brackets vanishes with an empty field`(
        _ template: String,
        _ expected: String
    ) throws {
        let text = try Template(template).text { field in
            switch field {
            case .standard(let field): values[field.rawValue]
            case .derived(let field): values[field.rawValue]
            case .custom(let name): values[name]
            }
        }
        #expect(text == expected)
    }

    @Test func `a template names the fields that it uses`() throws {
        let template = try Template("{code}[ {shop}[ {zone}]]{code}")
        #expect(
            template.fields == [.standard(.code), .custom("shop"), .derived(.zone)]
        )
    }
}
