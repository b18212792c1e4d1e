import JSONPaths
import JSONTree
import Testing

@Suite struct NormalizedPathTests {
    @Test func `the normalized path of every value leads back to it`() throws {
        let body =
            #"{"a b":[{"it's":{"\\":[[1]]}},"\u0001"],"\n\u001f\u007f":{"":{"é😀":[]}},"\"":0}"#
        let document = try read(body)
        var budget = PathBudget()
        let nodes = try JSONPath("$..*").nodes(in: document, budget: &budget)
        #expect(nodes.count == 11)
        for node in nodes {
            let path = try JSONPath(document.path(of: node))
            #expect(path.isSingular)
            #expect(try path.nodes(in: document, budget: &budget) == [node], "\(path)")
            #expect(path.singular?.node(in: document, from: document.root) == node, "\(path)")
        }
    }
}
