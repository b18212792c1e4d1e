import JSONPaths
import JSONTree
import Testing

@Suite struct FilterTests {
    static let body = """
        {"one":1,"half":0.5,"big":9007199254740993,"text":"abc","more":"abd","empty":"","yes":true,\
        "no":false,"nil":null,"list":[1,"x"],"same":[1.0,"x"],"object":{"a":1,"b":[2]},\
        "turned":{"b":[2],"a":1},"wide":{"a":1,"b":[2],"c":3},"é":"😀é"}
        """

    @Test(arguments: [
        ("$.one == 1", true), ("$.one == 1.0", true), ("$.one == '1'", false), ("$.one < 2", true),
        ("$.one <= 1", true), ("$.one > 1", false), ("$.half < $.one", true),
        ("$.big == 9007199254740992", false), ("$.big > 9007199254740992", true),
        ("$.text == 'abc'", true), ("$.text < $.more", true), ("$.text >= 'abd'", false),
        ("$.empty == ''", true), ("$.text == \"a\\u0062c\"", true), ("$.yes == true", true),
        ("$.yes > false", false), ("$.yes >= true", true), ("$.nil == null", true),
        ("$.gone == null", false), ("$.gone == $.lost", true), ("$.gone < 1", false),
        ("$.gone <= $.lost", true), ("$.one != $.gone", true), ("$.list == $.same", true),
        ("$.list < $.same", false), ("$.object == $.turned", true), ("$.object == $.wide", false),
        ("$.wide == $.object", false), ("$.object == $.list", false), ("$.nil", true),
        ("$.no", true),
        ("$.gone", false), ("!$.gone", true), ("$.list[?@ == 'x']", true),
        ("$.list[?@ == 'y']", false),
        ("$.gone || $.one", true), ("$.one && $.gone", false), ("$.gone && $.gone || $.one", true),
        ("$.gone && ($.gone || $.one)", false), ("!($.one == 1)", false), ("1 == 1", true),
        ("length($.text) == 3", true), ("length($['é']) == 2", true),
        ("length($.object) == 2", true),
        ("length($.list) == 2", true), ("length($.one) == 1", false),
        ("length($.one) == $.gone", true),
        ("count($.*) == 15", true), ("count($.gone) == 0", true), ("value($.object.*) == 1", false),
        ("value($..c) == 3", true), ("length(value($.list[1:])) == 1", true),
        ("match($.text, 'a.c')", true), ("match($.text, 'b')", false),
        ("search($.text, 'b')", true),
        ("match($.one, '1')", false), ("match($.text, $.text)", true),
        ("search($.text, $.gone)", false),
        ("  $.one == 1\n", true), ("@.one == $.one", true),
    ])
    func `a condition holds or does not`(_ text: String, _ expected: Bool) throws {
        var budget = PathBudget()
        let document = try read(Self.body)
        #expect(try JSONCondition(text).holds(in: document, budget: &budget) == expected)
    }

    @Test func `an at sign in a condition is the given value`() throws {
        let document = try read(#"{"limit":2,"list":[1,3]}"#)
        let condition = try JSONCondition("@ > $.limit")
        let list = try #require(document.member(document.root, "list"))
        var budget = PathBudget()
        let held = try document.elements(list).map { node in
            try condition.holds(in: document, at: node, budget: &budget)
        }
        #expect(held == [false, true])
    }

    @Test func `filters nest`() throws {
        let document = try read(#"[{"a":[{"b":1},{"b":2}],"w":2},{"a":[{"b":3}],"w":9}]"#)
        #expect(try found("$[?@.a[?@.b == 2]].w", in: document) == "$[0]['w']")
        #expect(try found("$[?@.a[?@.b == $[0].w]].a[0]", in: document) == "$[0]['a'][0]")
    }

    @Test func `a pattern in the body is used as it stands there`() throws {
        let document = try read(#"{"p":"[ab]+","q":"[","list":["abba","abc"]}"#)
        #expect(try found("$.list[?match(@, $.p)]", in: document) == "$['list'][0]")
        #expect(try found("$.list[?match(@, $.q)]", in: document) == "")
    }

    @Test func `a written pattern that is no I-Regexp is remarked upon and never matches`() throws {
        let path = try JSONPath(#"$[?match(@, '\\d+')]"#)
        #expect(
            path.remarks.map(\.message) == [
                #"column 13 of "$[?match(@, '\\d+')]": found "d" as character 2 of the pattern; "#
                    + #"expected "[0-9]" for a digit; I-Regexp has no \d"#
            ]
        )
        #expect(try found(path.text, in: read(#"["12"]"#)) == "")
        #expect(try JSONCondition("search($, 'a**')").remarks.count == 1)
    }
}
