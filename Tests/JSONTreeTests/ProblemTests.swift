import JSONTree
import Testing

@Suite struct ProblemTests {
    @Test(arguments: [
        ("", #"line 1, column 1: found the end of the text; expected a value"#),
        ("[1,\n 2,]", #"line 2, column 4: found "]" after ","; expected a value"#),
        (#"{"a":}"#, #"line 1, column 6: found "}" after ":"; expected a value"#),
        (#"{"a" 1}"#, #"line 1, column 6: found "1" after a key; expected ":""#),
        (#"{"a":1 "b"}"#, #"line 1, column 8: found ""b"" after a value; expected "," or "}""#),
        (
            #"{a:1}"#,
            #"line 1, column 2: found "a" after "{"; expected a key in double quotes or "}""#
        ),
        (#"{"a":1,}"#, #"line 1, column 8: found "}" after ","; expected a key in double quotes"#),
        ("[True]", #"line 1, column 2: found "True" after "["; expected a value or "]""#),
        ("[1 2]", #"line 1, column 4: found "2" after a value; expected "," or "]""#),
        ("[01]", #"line 1, column 2: found "01"; expected a number as JSON writes it"#),
        ("[1.]", #"line 1, column 2: found "1."; expected a number as JSON writes it"#),
        ("1 x", #"line 1, column 3: found "x" after a value; expected the end of the text"#),
        (
            "[\"é\",\"abc",
            #"line 1, column 6: found ""abc"; expected its closing " before the end of the text"#
        ),
        (
            "[\"a\nb\"]",
            #"line 1, column 2: found ""a"; expected its closing " before the end of the line"#
        ),
        (
            "[\"a\tb\"]",
            #"line 1, column 4: found U+0009; expected an escape such as "\u0009" in its place in a string"#
        ),
        (
            #"["\q"]"#,
            #"line 1, column 3: found "\q"; expected one of \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits"#
        ),
        ("[\u{2060}]", #"line 1, column 2: found U+2060 after "["; expected a value or "]""#),
        (
            "[abcdefghijklmnopqrstuvwxyz]",
            #"line 1, column 2: found "abcdefghijklmnopqrst…" after "["; expected a value or "]""#
        ),
    ])
    func `a problem says where, what was found and what was expected`(
        _ source: String,
        _ message: String
    ) {
        let error = #expect(throws: JSONProblem.self) { try read(source) }
        #expect(error?.message == message)
    }

    @Test func `a byte that is no UTF-8 is named by its value`() {
        let error = #expect(throws: JSONProblem.self) {
            try JSONDocument.parse([0x5B, 0xFF, 0x5D])
        }
        #expect(
            error?.message
                == "line 1, column 2: found the byte 0xFF, which is no UTF-8 after \"[\"; "
                + "expected a value or \"]\""
        )
    }

    @Test func `no more than about twenty bytes of a body are repeated`() {
        let secret = String(repeating: "4711", count: 50)
        for source in ["[x\(secret)]", "\"\(secret)", "{\"a\" \"\(secret)\"}", "[\(secret)x]"] {
            let error = #expect(throws: JSONProblem.self) { try read(source) }
            #expect((error?.found.utf8.count ?? 99) <= 26, "\(source)")
        }
    }

    @Test(arguments: [
        (
            "{a: 1\n b: 2, c: tru, d: 'x\n e: 5, f: [1,,2,], g: {h 1}, i: 01, k: [1, 2}, l: 3}",
            "{a:1,b:2,c:HOLE,d:HOLE,e:5,f:[1,HOLE,2],g:{h:HOLE},i:HOLE,k:[1,2],l:3}",
            [
                #"line 2, column 2: found "b" after a value; expected "," or "}""#,
                #"line 2, column 11: found "tru" after ":"; expected a value"#,
                #"line 2, column 19: found "'x"; expected its closing ' before the end of the line"#,
                #"line 3, column 14: found "," after ","; expected a value or "]""#,
                #"line 3, column 26: found "1" after a key; expected ":""#,
                #"line 3, column 33: found "01"; expected a number as JSON5 writes it"#,
                #"line 3, column 45: found "}" after a value; expected "," or "]""#,
            ]
        ),
        (
            "{\n  a: foo bar\n  b: { c: },\n  d: 3",
            "{a:HOLE,b:{c:HOLE},d:3}",
            [
                #"line 2, column 6: found "foo" after ":"; expected a value"#,
                #"line 3, column 11: found "}" after ":"; expected a value"#,
                #"line 4, column 7: found the end of the text after a value; expected "," or "}""#,
            ]
        ),
        (
            "[1, {a: [2, ?], b: }, \"x\" 3]",
            "[1,{a:[2,HOLE],b:HOLE},'x',3]",
            [
                #"line 1, column 13: found "?" after ","; expected a value or "]""#,
                #"line 1, column 20: found "}" after ":"; expected a value"#,
                #"line 1, column 27: found "3" after a value; expected "," or "]""#,
            ]
        ),
        (
            "{a: 1 /* open",
            "{a:1}",
            [#"line 1, column 7: found "/*"; expected its closing */ before the end of the text"#]
        ),
        (
            "{a: 1}}", "{a:1}",
            [#"line 1, column 7: found "}" after a value; expected the end of the text"#]
        ),
    ])
    func `all problems of a file are found at once, without nonsense after them`(
        _ source: String,
        _ outline: String,
        _ messages: [String]
    ) throws {
        let (document, problems) = JSONDocument.parseCollecting(Array(source.utf8), dialect: .json5)
        #expect(problems.map(\.message) == messages)
        let found = try #require(document)
        #expect(found.outline(found.root) == outline)
    }

    @Test func `the places that miss something are marked as damaged`() throws {
        let source = "{a: {b: ?}, c: {d: 1}, e: [1,,]}"
        let (document, _) = JSONDocument.parseCollecting(Array(source.utf8), dialect: .json5)
        let found = try #require(document)
        let damaged = found.members(found.root).map { found.isDamaged($0.value) }
        #expect(damaged == [true, false, true])
        let a = try #require(found.member(found.root, "a"))
        #expect(found.member(a, "b").map { found.isDamaged($0) } == true)
        #expect(!found.isDamaged(found.root))
    }

    @Test func `a sound file has no problems and the same document`() throws {
        let source = "{a: [1, 'x'], b: null}"
        let (document, problems) = JSONDocument.parseCollecting(Array(source.utf8), dialect: .json5)
        #expect(problems.isEmpty)
        let found = try #require(document)
        #expect(found.outline(found.root) == "{a:[1,'x'],b:null}")
        #expect(!found.isDamaged(found.root))
    }

    @Test func `at most fifty problems are collected`() {
        let source = "[" + String(repeating: "?,", count: 500) + "]"
        let (document, problems) = JSONDocument.parseCollecting(Array(source.utf8), dialect: .json5)
        #expect(problems.count == 50)
        #expect(document != nil)
    }

    @Test func `nothing readable gives no document`() {
        let (document, problems) = JSONDocument.parseCollecting(Array("?".utf8), dialect: .json5)
        #expect(document == nil)
        #expect(problems.map(\.message) == ["line 1, column 1: found \"?\"; expected a value"])
    }
}
