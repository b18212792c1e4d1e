import JSONPaths
import JSONTree
import Testing

/// Random numbers that a printed seed brings back.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let mixed = (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ mixed >> 32
    }
}

/// A selector made up by a test, applied to whole lists of nodes as the RFC describes it.
enum MadeUpSelector {
    case name(String)
    case index(Int)
    case every
    case slice(Int?, Int?, Int)

    static func random(_ random: inout SeededGenerator) -> MadeUpSelector {
        func bound() -> Int? {
            Bool.random(using: &random) ? .random(in: -4...4, using: &random) : nil
        }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return .name(["a", "b", "c"].randomElement(using: &random) ?? "a")
        case 1: return .index(.random(in: -3...3, using: &random))
        case 2: return .every
        default: return .slice(bound(), bound(), .random(in: -2...2, using: &random))
        }
    }

    var text: String {
        switch self {
        case .name(let name): "'\(name)'"
        case .index(let index): "\(index)"
        case .every: "*"
        case .slice(let start, let end, let step):
            "\(start.map { "\($0)" } ?? "") : \(end.map { "\($0)" } ?? ""):\(step)"
        }
    }

    func select(_ node: JSONDocument.Node, _ document: JSONDocument) -> [JSONDocument.Node] {
        let elements = Array(document.elements(node))
        switch self {
        case .name(let name):
            return document.members(node).filter { document.text($0.key) == name }.map(\.value)
        case .index(let index):
            let place = index < 0 ? elements.count + index : index
            return elements.indices.contains(place) ? [elements[place]] : []
        case .every:
            return document.members(node).map(\.value) + elements
        case .slice(let start, let end, let step):
            guard step != 0, !elements.isEmpty else { return [] }
            func place(_ index: Int) -> Int { index < 0 ? elements.count + index : index }
            let first = start.map(place) ?? (step > 0 ? 0 : elements.count - 1)
            let bound = end.map(place) ?? (step > 0 ? elements.count : -1)
            // Every index there is, kept when the steps from the first one meet it before the bound.
            let begin = step > 0 ? max(first, 0) : min(first, elements.count - 1)
            let order = step > 0 ? Array(elements.indices) : elements.indices.reversed()
            return order.filter { index in
                let isInside =
                    step > 0 ? begin <= index && index < bound : bound < index && index <= begin
                return isInside && (index - begin).isMultiple(of: step)
            }.map { elements[$0] }
        }
    }
}

@Suite struct RandomPathTests {
    private func body(_ depth: Int, _ random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 5 : 1), using: &random) {
        case 0: "\(Int.random(in: 0...9, using: &random))"
        case 1, 2:
            "{"
                + ["a", "b", "c"].filter { _ in Bool.random(using: &random) }
                .map { "\"\($0)\":\(body(depth - 1, &random))" }.joined(separator: ",") + "}"
        default:
            "["
                + (0..<Int.random(in: 0...4, using: &random)).map { _ in body(depth - 1, &random) }
                .joined(separator: ",") + "]"
        }
    }

    private func descendants(
        _ node: JSONDocument.Node,
        _ document: JSONDocument
    ) -> [JSONDocument.Node] {
        [node] + document.children(node).flatMap { descendants($0, document) }
    }

    @Test func `made-up paths find what a plain reading of the RFC finds, in its order`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the made-up paths: \(seed)")
        var random = SeededGenerator(state: seed)
        for round in 0..<2000 {
            let document = try read(body(5, &random))
            var text = "$"
            var wanted = [document.root]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let isDescendant = Int.random(in: 0..<4, using: &random) == 0
                let selectors = (0..<Int.random(in: 1...2, using: &random)).map { _ in
                    MadeUpSelector.random(&random)
                }
                text +=
                    (isDescendant ? "..[" : "[") + selectors.map(\.text).joined(separator: " ,")
                    + "]"
                let starts = isDescendant ? wanted.flatMap { descendants($0, document) } : wanted
                wanted = starts.flatMap { start in selectors.flatMap { $0.select(start, document) }
                }
            }
            var budget = PathBudget()
            let path = try JSONPath(text)
            let nodes = try path.nodes(in: document, budget: &budget)
            #expect(nodes == wanted, "seed \(seed), round \(round): \(text)")
            #expect(try path.first(in: document, budget: &budget) == wanted.first)
        }
    }

    @Test func `a mutated path never stops the parser`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the mutated paths: \(seed)")
        var random = SeededGenerator(state: seed)
        let paths = [
            "$.a['b'][0, -1 ,1:2:3]..*[?@.a == 'x' && !(@.b < -1.5e3 || $..c)]",
            #"$[?match(@.a, '[a-z]{2,3}\\p{L}') || count(@.*) >= length(value($..a))]['\ud83d\ude00']"#,
        ]
        let pieces = Array("$@.[]()'\"\\*?:,!=<>&| \n0a-9eu{}é".unicodeScalars)
        let document = try read(#"{"a":"ab","b":[1,2,{"c":null}]}"#)
        var accepted = 0
        for _ in 0..<5000 {
            var scalars = Array((paths.randomElement(using: &random) ?? "$").unicodeScalars)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<scalars.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: scalars[place] = pieces.randomElement(using: &random) ?? "$"
                case 1 where scalars.count > 1: scalars.remove(at: place)
                default: scalars.insert(pieces.randomElement(using: &random) ?? "$", at: place)
                }
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            do {
                let path = try JSONPath(text)
                accepted += 1
                var budget = PathBudget()
                _ = try path.nodes(in: document, budget: &budget)
            } catch let problem as JSONPathProblem {
                #expect(
                    (1...scalars.count + 1).contains(problem.column),
                    "\(problem) (seed \(seed))"
                )
            }
        }
        #expect(accepted > 500)
    }
}
