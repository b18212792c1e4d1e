import JSONTree
import Testing

@testable import JSONPaths

/// Paths of names, indexes and a wildcard at the end take a shorter way than others.
@Suite struct ShortPathTests {
    private func body(_ depth: Int, _ random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 5 : 1), using: &random) {
        case 0: "\(Int.random(in: 0...9, using: &random))"
        case 1, 2:
            // Keys are repeated now and then.
            "{"
                + (0..<Int.random(in: 0...40, using: &random) / (6 - depth))
                .map { _ in
                    "\"\(["a", "b", "\\u0061"].randomElement(using: &random) ?? "a")\":"
                        + body(depth - 1, &random)
                }.joined(separator: ",") + "}"
        default:
            "["
                + (0..<Int.random(in: 0...40, using: &random) / (6 - depth))
                .map { _ in body(depth - 1, &random) }.joined(separator: ",") + "]"
        }
    }

    private func path(_ random: inout SeededGenerator) -> String {
        var text = "$"
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            text +=
                Bool.random(using: &random)
                ? ["['a']", ".b"].randomElement(using: &random) ?? ".b"
                : "[\(Int.random(in: -3...3, using: &random))]"
        }
        return Bool.random(using: &random) ? text + "[*]" : text
    }

    @Test func `a short path finds and spends what the general walk does`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the short paths: \(seed)")
        var random = SeededGenerator(state: seed)
        var lists = 0
        for round in 0..<3000 {
            let document = try read(body(4, &random))
            let text = path(&random)
            let path = try JSONPath(text)
            let steps = Int.random(in: 0...60, using: &random)
            var short = PathBudget(steps: steps)
            var general = PathBudget(steps: steps)
            let found = Result { () throws(PathBudgetExceeded) in
                try path.nodes(in: document, budget: &short)
            }
            let expected = Result { () throws(PathBudgetExceeded) in
                try path.found(in: document, from: nil, root: nil, limit: .max, &general)
            }
            #expect(found == expected, "seed \(seed), round \(round): \(text)")
            #expect(
                max(short.remaining, -1) == max(general.remaining, -1),
                "seed \(seed), round \(round): \(text)"
            )
            if let found = try? found.get(), found.count > 1 { lists += 1 }
            var budget = PathBudget()
            #expect(
                try path.first(in: document, budget: &budget)
                    == path.found(in: document, from: nil, root: nil, limit: 1, &budget).first,
                "seed \(seed), round \(round): \(text)"
            )
        }
        #expect(lists > 20, "seed \(seed)")
    }

    @Test func `children come one after the other as they come together`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the siblings: \(seed)")
        var random = SeededGenerator(state: seed)
        for round in 0..<500 {
            let document = try read(body(4, &random))
            for node in [document.root] + document.containers(document.root) {
                var children: [JSONDocument.Node] = []
                var next = document.firstChild(of: node)
                while let child = next {
                    children.append(child)
                    next = document.sibling(after: child, in: node)
                }
                #expect(children == Array(document.children(node)), "seed \(seed), round \(round)")
            }
        }
    }
}
