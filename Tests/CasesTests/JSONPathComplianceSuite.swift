import Foundation
import JSONPaths
import JSONTree
import Testing

@Suite(.enabled(if: casesFolder != nil, "TICKSHEET_CASES names no folder of cases"))
struct JSONPathComplianceSuite {
    let document: JSONDocument
    let tests: [JSONDocument.Node]

    init() throws {
        let folder = URL(filePath: try #require(casesFolder))
        let file = folder.appending(path: "jsonpath/cts.json")
        let document = try JSONDocument.parse([UInt8](try Data(contentsOf: file)))
        let list = try #require(document.member(document.root, "tests"))
        self.document = document
        tests = Array(document.elements(list))
    }

    @Test func `every case of the compliance suite passes`() throws {
        #expect(tests.count == 703)
        for test in tests {
            let name = document.member(test, "name").map { document.text($0) } ?? "?"
            let selector = document.text(try #require(document.member(test, "selector")))
            if document.member(test, "invalid_selector") != nil {
                #expect(throws: JSONPathProblem.self, "\(name): \(selector)") {
                    try JSONPath(selector)
                }
                continue
            }
            do {
                try check(test, try JSONPath(selector), name)
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    private func check(_ test: JSONDocument.Node, _ path: JSONPath, _ name: String) throws {
        let source = document.source(try #require(document.member(test, "document")))
        let body = try JSONDocument.parse(Array(source))
        var budget = PathBudget()
        let nodes = try path.nodes(in: body, budget: &budget)
        let values = nodes.map { canonical($0, in: body) }
        let paths = nodes.map { body.path(of: $0) }
        let allowed = expected(test, "result", "results").map { result in
            document.elements(result).map { canonical($0, in: document) }
        }
        #expect(allowed.contains(values), "\(name): \(path) found \(values)")
        let allowedPaths = expected(test, "result_paths", "results_paths").map { result in
            document.elements(result).map { document.text($0) }
        }
        #expect(allowedPaths.contains(paths), "\(name): \(path) found \(paths)")
        #expect(try path.first(in: body, budget: &budget) == nodes.first, "\(name): \(path)")
    }

    private func expected(
        _ test: JSONDocument.Node,
        _ one: JSONKey,
        _ several: JSONKey
    ) -> [JSONDocument.Node] {
        if let node = document.member(test, one) { return [node] }
        return document.member(test, several).map { Array(document.elements($0)) } ?? []
    }

    private func canonical(_ node: JSONDocument.Node, in document: JSONDocument) -> String {
        switch document.kind(node) {
        case .object:
            let members = document.members(node).map { key, value in
                document.text(key).debugDescription + ":" + canonical(value, in: document)
            }
            return "{" + members.sorted().joined(separator: ",") + "}"
        case .array:
            let elements = document.elements(node).map { canonical($0, in: document) }
            return "[" + elements.joined(separator: ",") + "]"
        case .string:
            return document.text(node).debugDescription
        case .number:
            return document.double(node).map { "\($0)" } ?? "?"
        case .true, .false, .null:
            return document.text(node)
        }
    }
}
