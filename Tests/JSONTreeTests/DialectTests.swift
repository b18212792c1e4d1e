import JSONTree
import Testing

@Suite struct DialectTests {
    @Test(arguments: [
        ("// c\n{ /* d */ a : 1 , }", "{a:1}"), ("[1,2,]", "[1,2]"), ("{'a':\"b\"}", "{a:'b'}"),
        ("{$_é9:1,\\u0061b:2}", "{$_é9:1,ab:2}"),
        ("{null:null,Infinity:1}", "{null:null,Infinity:1}"),
        ("\u{FEFF}\u{A0}\u{2003}\u{B}\u{C}[\u{2028}]\u{2029}", "[]"),
        ("[1]// end", "[1]"), ("/**/[/***/]/* * / */", "[]"), ("{\"a\":1,b:2}", "{a:1,b:2}"),
        ("[+1,.5,0x0,Infinity]", "[+1,.5,0x0,Infinity]"), ("// é\u{2028}1", "1"),
    ])
    func `JSON5 is read`(_ source: String, _ outline: String) throws {
        let document = try read(source, as: .json5)
        #expect(document.outline(document.root) == outline)
        #expect(throws: JSONProblem.self) { try read(source) }
    }

    @Test(arguments: [
        "[,]", "[1,,2]", "{,}", "{a:1,,}", "{1a:1}", "{a-b:1}", "[01]", "[0x]", "[1e]", "[.]",
        "[+]",
        "['a\nb']", "[\"\\1\"]", "[\"\\08\"]", "[\"\\xZ1\"]", "[\"\\u12\"]", "/* open", "[1] 2",
        "[-- 1]",
        "{\\u0020:1}", "[Infinit]", "[NaNa]", "{a 1}", "[1 /", "", "// only", "[+-1]", "[1e+]",
    ])
    func `what is no JSON5 either is refused`(_ source: String) {
        #expect(throws: JSONProblem.self) { try read(source, as: .json5) }
    }

    @Test func `a byte order mark at the start is passed over in both dialects`() throws {
        for dialect in [JSONDialect.json, .json5] {
            let document = try JSONDocument.parse([0xEF, 0xBB, 0xBF, 0x31], dialect: dialect)
            #expect(document.text(document.root) == "1")
            #expect(document.position(of: document.root).column == 1)
        }
    }

    @Test func `what is strict JSON reads the same as JSON5`() throws {
        let source = #" {"a" : [1, -2.5e3, "x\u00e9\/", true, false, null, {}], "b" : "" } "#
        let strict = try read(source)
        let wide = try read(source, as: .json5)
        #expect(strict.outline(strict.root) == wide.outline(wide.root))
    }

    @Test func `nesting up to the limit is read and one more is refused`() throws {
        let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(throws: Never.self) { try read(deepest) }
        let error = #expect(throws: JSONProblem.self) { try read("[" + deepest + "]") }
        #expect(
            error?.message
                == "line 1, column 513: found 513 levels of objects and arrays; expected at most 512"
        )
        #expect(throws: JSONProblem.self) {
            try JSONDocument.parse(Array("[[0]]".utf8), depthLimit: 1)
        }
    }
}
