import JSONPaths
import JSONTree
import Testing

@Suite struct PathProblemTests {
    static let selector =
        "a name in quotes, an index, a slice, \"*\" or a filter that begins with \"?\""
    static let operand = "\"@\", \"$\", a string, a number, true, false, null or a function"

    @Test(arguments: [
        ("", "column 1 of \"\": found the end of the text; expected \"$\""),
        (" $", "column 1 of \" $\": found \" \"; expected \"$\""),
        ("a.b", "column 1 of \"a.b\": found \"a.b\"; expected \"$\""),
        ("$.", "column 3 of \"$.\": found the end of the text; expected a name or \"*\""),
        ("$..", "column 4 of \"$..\": found the end of the text; expected a name, \"*\" or \"[\""),
        ("$[", "column 3 of \"$[\": found the end of the text; expected \(selector)"),
        ("$[a]", "column 3 of \"$[a]\": found \"a\"; expected \(selector)"),
        ("$.é[0", "column 6 of \"$.é[0\": found the end of the text; expected \",\" or \"]\""),
        (
            "$[01]",
            "column 3 of \"$[01]\": found \"01\"; expected a whole number without leading zeros"
        ),
        (
            "$[-0]",
            "column 3 of \"$[-0]\": found \"-0\"; expected a whole number without leading zeros"
        ),
        (
            "$[9007199254740992]",
            "column 3 of \"$[9007199254740992]\": found \"9007199254740992\"; "
                + "expected a whole number of at most 9007199254740991 either way"
        ),
        (
            "$['a",
            "column 3 of \"$['a\": found \"'a\"; expected its closing ' before the end of the text"
        ),
        (
            "$['\\x']",
            "column 4 of \"$['\\x']\": found \"\\x\"; expected an escape such as \"\\n\", \"\\'\" or \"\\u00e9\""
        ),
        ("$.a ", "column 4 of \"$.a \": found \" \"; expected \".\", \"[\" or the end of the text"),
        ("$[?]", "column 4 of \"$[?]\": found \"]\"; expected \(operand)"),
        (
            "$[?@.* == 1]",
            "column 4 of \"$[?@.* == 1]\": found a query that can find several values; "
                + "expected one of names and indexes only, or value(…) or count(…) around it"
        ),
        (
            "$[?'a']",
            "column 4 of \"$[?'a']\": found \"'a'\"; "
                + "expected a comparison; a literal alone is neither true nor false"
        ),
        (
            "$[?length(@)]",
            "column 4 of \"$[?length(@)]\": found length(…) alone; "
                + "expected a comparison such as length(…) == 1"
        ),
        (
            "$[?match(@, 'a') == true]",
            "column 4 of \"$[?match(@, 'a') == true]\": found a function that gives true or false by itself; "
                + "expected it without a comparison"
        ),
        (
            "$[?size(@) == 1]",
            "column 4 of \"$[?size(@) == 1]\": found \"size\"; "
                + "expected one of the functions length, count, match, search and value"
        ),
        (
            "$[?count(1) == 1]",
            "column 10 of \"$[?count(1) == 1]\": found \"1\"; expected a query that begins with \"@\" or \"$\""
        ),
        (
            "$[?match(@)]",
            "column 11 of \"$[?match(@)]\": found \")\"; "
                + "expected \",\" and the pattern, the second argument of match(…)"
        ),
        ("$[?(@.a]", "column 8 of \"$[?(@.a]\": found \"]\"; expected \")\", \"&&\" or \"||\""),
        ("$[?@.a = 1]", "column 8 of \"$[?@.a = 1]\": found \"=\"; expected \",\" or \"]\""),
    ])
    func `a problem says where, what was found and what was expected`(
        _ path: String,
        _ message: String
    ) {
        let error = #expect(throws: JSONPathProblem.self) { try JSONPath(path) }
        #expect(error?.message == message)
    }

    @Test func `a path that nests without end is refused`() {
        let parentheses = String(repeating: "(", count: 100_000)
        let filters = String(repeating: "@[?", count: 100_000)
        for text in [parentheses, filters] {
            let error = #expect(throws: JSONPathProblem.self) { try JSONCondition(text) }
            #expect(
                error?.finding
                    == "found 33 filters and parentheses inside each other; expected at most 32"
            )
        }
        let long = "$" + String(repeating: "[*]", count: 257)
        let error = #expect(throws: JSONPathProblem.self) { try JSONPath(long) }
        #expect(error?.finding == "found segment 257; expected at most 256")
    }

    @Test(arguments: [
        ("update.errors[0].code", "update", true), ("change.statuses[*]", "change", false),
        ("request.header['webhook-id']", "request", true), ("$.a", "$", true),
        ("update", "update", true),
        ("_é9 [0]", "_é9", true), ("$", "$", true),
    ])
    func `a path may begin at a name`(_ text: String, _ start: String, _ isSingular: Bool) throws {
        let path = try NamedPath(text)
        #expect(path.start == start)
        #expect(path.path.isSingular == isSingular)
        #expect(path.description == text)
    }

    @Test(arguments: ["", "9a", "a-b", "'a'", "a b", "@.a", "a.", "[0]", "a..", "$a", "*"])
    func `what begins at no name is refused`(_ text: String) {
        #expect(throws: JSONPathProblem.self) { try NamedPath(text) }
    }

    @Test(arguments: [
        "", "$.a ==", "$.a == 1)", "$.* == 1", "$.a,", "== 1", "!1 == 1", "$.a === 1",
    ])
    func `what is no condition is refused`(_ text: String) {
        #expect(throws: JSONPathProblem.self) { try JSONCondition(text) }
    }

    @Test func `a named path leads on from the value it is given`() throws {
        let document = try read(#"{"list":[{"errors":[{"code":131026}]}]}"#)
        let path = try NamedPath("update.errors[0].code")
        var budget = PathBudget()
        let update = try JSONPath("$.list[0]").first(in: document, budget: &budget)
        let code = try path.path.first(in: document, from: update, budget: &budget)
        #expect(code.map { document.text($0) } == "131026")
    }
}
