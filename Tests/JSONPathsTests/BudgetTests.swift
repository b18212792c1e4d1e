import JSONPaths
import JSONTree
import Testing

@Suite(.timeLimit(.minutes(1))) struct BudgetTests {
    @Test(arguments: [
        "$..*..*..*..*", "$..[?$..[?$..[?@..a]]]", "$..[?count($..*) == 0]",
        "$..[*,*,*,*]..[*,*,*]..[*]",
        "$[?$[?@.l == $[1].l && @.gone]]", "$..[?search(@.t, '(a|a)*(a|a)*b')]", "$..[?!$..gone]",
        "$..[::-1]..[::-1]..[::-1]",
    ])
    func `a greedy path over a large body ends with a clear error`(_ path: String) throws {
        let text = String(repeating: "a", count: 200)
        let nested = String(repeating: "[0,", count: 40) + "1" + String(repeating: "]", count: 40)
        let element = "{\"t\":\"\(text)\",\"l\":\(nested)}"
        let list = Array(repeating: element, count: 2000).joined(separator: ",")
        let document = try read("[\(list)]")
        var budget = PathBudget()
        let error = #expect(throws: PathBudgetExceeded.self) {
            try JSONPath(path).nodes(in: document, budget: &budget)
        }
        #expect(error?.steps == 2_000_000)
        #expect(
            error?.description == "The paths took more than 2000000 steps over this body; "
                + "use fewer \"..\" and \"*\" in a path, or a smaller body."
        )
    }

    @Test func `a deep body does not overflow the stack`() throws {
        let nested = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        let document = try read(nested)
        var budget = PathBudget()
        #expect(try JSONPath("$..*").nodes(in: document, budget: &budget).count == 511)
        #expect(try JSONCondition("$ == $").holds(in: document, budget: &budget))
        let path = try JSONPath("$" + String(repeating: "[*]", count: 256))
        #expect(try path.nodes(in: document, budget: &budget).count == 1)
    }

    @Test func `what the paths over one body spend adds up`() throws {
        let document = try read("[1,2,3]")
        let path = try JSONPath("$[*]")
        var budget = PathBudget(steps: 10)
        #expect(try path.nodes(in: document, budget: &budget).count == 3)
        #expect(budget.remaining == 6)
        _ = try path.nodes(in: document, budget: &budget)
        let error = #expect(throws: PathBudgetExceeded.self) {
            try path.nodes(in: document, budget: &budget)
        }
        #expect(error?.steps == 10)
    }
}
