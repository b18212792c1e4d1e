import JSONPaths
import JSONTree
import Testing

@Suite struct SelectionTests {
    static let body = #"{"a":[0,{"b":1},[2,3],4],"c":{"b":{"b":5}},"it's":6,"é":7}"#

    @Test(arguments: [
        ("$", "$"), ("$.a[1].b", "$['a'][1]['b']"), ("$['a'][-1]", "$['a'][3]"), ("$.a[4]", ""),
        ("$.a[-5]", ""), ("$ .c\n[ 'b' ]", "$['c']['b']"), ("$.é", "$['é']"),
        ("$['\\u00e9','it\\'s']", "$['é'] $['it\\'s']"), ("$.c.*", "$['c']['b']"),
        ("$.a[*].b", "$['a'][1]['b']"), ("$.a[1:3]", "$['a'][1] $['a'][2]"),
        ("$.a[::2]", "$['a'][0] $['a'][2]"),
        ("$.a[::-1]", "$['a'][3] $['a'][2] $['a'][1] $['a'][0]"),
        ("$.a[-2:]", "$['a'][2] $['a'][3]"), ("$.a[:0]", ""),
        ("$.a[3:0:-2]", "$['a'][3] $['a'][1]"),
        ("$.a[::0]", ""), ("$.a[9007199254740991]", ""),
        ("$.a[1:9007199254740991:9007199254740991]", "$['a'][1]"),
        ("$..b", "$['a'][1]['b'] $['c']['b'] $['c']['b']['b']"),
        ("$..[0]", "$['a'][0] $['a'][2][0]"),
        ("$.a[0,0]", "$['a'][0] $['a'][0]"), ("$.a.b", ""), ("$.c[0]", ""), ("$.a['0']", ""),
    ])
    func `a path finds its values in order`(_ path: String, _ expected: String) throws {
        #expect(try found(path, in: read(Self.body)) == expected)
    }

    @Test func `a wildcard after descendants finds everything below`() throws {
        let document = try read(Self.body)
        var budget = PathBudget()
        let nodes = try JSONPath("$..*").nodes(in: document, budget: &budget)
        #expect(nodes.count == 13)
        #expect(Set(nodes).count == 13)
    }

    @Test func `only paths of names and indexes are singular`() throws {
        let singular = ["$", "$.a", "$['a'][0]['b']", "$[-1]"]
        let plural = ["$.*", "$..a", "$[0,1]", "$[0:1]", "$[?@]", "$.a[*].b"]
        #expect(try singular.map { try JSONPath($0).isSingular } == singular.map { _ in true })
        #expect(try plural.map { try JSONPath($0).isSingular } == plural.map { _ in false })
    }

    @Test func `a path may begin at any value and its filters still see the whole body`() throws {
        let document = try read(#"{"want":2,"list":[{"n":1},{"n":2}]}"#)
        let list = try #require(document.member(document.root, "list"))
        let path = try JSONPath("$[?@.n == $.want].n")
        var budget = PathBudget()
        let nodes = try path.nodes(in: document, from: list, budget: &budget)
        #expect(nodes.map { document.path(of: $0) } == ["$['list'][1]['n']"])
        let last = try #require(document.element(list, 1))
        let inner = try path.nodes(in: document, from: list, root: last, budget: &budget)
        #expect(inner.isEmpty)
    }

    @Test func `the first match is found without looking at the rest`() throws {
        let document = try read("[" + String(repeating: "{\"a\":1},", count: 10_000) + "0]")
        var budget = PathBudget()
        let first = try JSONPath("$[*].a").first(in: document, budget: &budget)
        #expect(first.map { document.path(of: $0) } == "$[0]['a']")
        #expect(budget.steps - budget.remaining < 10)
        let none = try JSONPath("$[*].b").first(in: document, budget: &budget)
        #expect(none == nil)
    }

    @Test func `a repeated key is found once by name and each time by a wildcard`() throws {
        let document = try read(#"{"a":1,"a":2}"#)
        var budget = PathBudget()
        let named = try JSONPath("$.a").nodes(in: document, budget: &budget)
        let every = try JSONPath("$.*").nodes(in: document, budget: &budget)
        #expect(named.map { document.text($0) } == ["2"])
        #expect(every.map { document.text($0) } == ["1", "2"])
    }
}
