import JSONTree
import Testing
import TicksheetCore

private enum Colour: String, CaseIterable {
    case red
    case green
}

/// Reads a text as one object and returns every problem as its line.
private func lines(
    _ text: String,
    keys: [String] = ["name", "size", "on", "port", "age", "colour", "list", "inner"],
    _ read: (ConfigObject) -> Void = { _ in }
) -> [String] {
    problemLines {
        let reader = try ConfigReader(file: "a.json5", bytes: Array(text.utf8))
        if let object = reader.object(reader.document.root, keys: keys) { read(object) }
        try reader.finish()
    }
}

@Suite struct ConfigReaderTests {
    @Test func `all problems of a file are reported at once, in the order of its lines`() {
        let text = """
            {
              nmae: "x",
              port: 70000,
              on: "yes",
              colour: "gren",
              size: "5 apples",
              age: "soon",
              list: 3,
              inner: { deep: 1 },
            }
            """
        let found = lines(text) { object in
            _ = object.requiredText("name", "a name")
            _ = object.elements("list", "a list of things")
            _ = object.seconds("age", in: 1...3600)
            _ = object.bytes("size", in: 1...1024)
            _ = object.word("colour", as: Colour.self)
            _ = object.flag("on")
            _ = object.integer("port", in: 1...65_535, "a port")
            _ = object.object("inner", keys: ["depth"])
        }
        #expect(
            found == [
                "a.json5:1: the file has no \"name\"; expected a name.",
                "a.json5:2: unknown key \"nmae\"; did you mean \"name\"?",
                "a.json5:3: port is 70000; expected a whole number of a port, 1…65535.",
                "a.json5:4: on is \"yes\"; expected true or false.",
                "a.json5:5: colour is \"gren\"; expected \"red\" or \"green\"; "
                    + "did you mean \"green\"?",
                "a.json5:6: size is \"5 apples\"; expected a size such as \"64KB\" or \"3MB\" "
                    + "between 1 B and 1024 B.",
                "a.json5:7: age is \"soon\"; expected a time such as \"5s\", \"10m\", \"6h\" or "
                    + "\"30d\" between 1s and 1h.",
                "a.json5:8: list is 3; expected a list of things.",
                "a.json5:9: inner: unknown key \"deep\"; expected one of depth.",
            ]
        )
    }

    @Test func `a key that resembles none gets the list of those allowed`() {
        #expect(
            lines("{ zzzzzzzz: 1 }", keys: ["one", "two", "three"]) == [
                "a.json5:1: unknown key \"zzzzzzzz\"; expected one of one, two or three."
            ]
        )
    }

    @Test func `a repeated key is an error that names the key and the second place`() {
        #expect(
            lines("{ name: \"a\",\n  size: \"1KB\",\n  name: \"b\" }") == [
                "a.json5:3: the key \"name\" stands twice in one object; keep one of them."
            ]
        )
    }

    @Test func `text that is no UTF-8 is an error with its line`() {
        let bytes = Array("{\n  name: \"".utf8) + [0xFF] + Array("\" }".utf8)
        let found = problemLines {
            try ConfigReader(file: "a.json5", bytes: bytes).finish()
        }
        #expect(
            found == ["a.json5:2: the text is no UTF-8 here; save the file as UTF-8."]
        )
    }

    @Test func `a damaged place is not reported a second time by the read of it`() {
        let found = lines("{\n  name: ,\n  port: \"x\" }") { object in
            _ = object.requiredText("name", "a name")
            _ = object.integer("port", in: 1...9, "a port")
        }
        #expect(found.count == 2)
        #expect(found.first?.hasPrefix("a.json5:2: found \",\"") == true)
        #expect(
            found.last == "a.json5:3: port is \"x\"; expected a whole number of a port, 1…9."
        )
    }

    @Test func `an object that may miss members is not said to miss them`() {
        let found = lines("{ inner: { a: 1 b: ] } }", keys: ["inner"]) { object in
            if let inner = object.object("inner", keys: ["a", "b", "name"]) {
                _ = inner.requiredText("name", "a name")
            }
        }
        #expect(!found.isEmpty)
        #expect(!found.contains { $0.contains("has no \"name\"") })
    }

    @Test(arguments: ["", "   ", "// nothing\n", "[1, 2", "nul", "{ a: 'b' "])
    func `a text without sense is refused with a line and never read as empty`(_ text: String) {
        let found = lines(text, keys: ["a"])
        #expect(!found.isEmpty)
        for line in found {
            #expect(line.hasPrefix("a.json5:1: ") || line.hasPrefix("a.json5:2: "))
        }
    }

    @Test func `the same problem of the same place is reported once`() {
        let found = lines("{ port: true }") { object in
            for _ in 1...3 { _ = object.integer("port", in: 1...9, "a port") }
        }
        #expect(found == ["a.json5:1: port is true; expected a whole number of a port, 1…9."])
    }

    @Test func `a finding that is a whole sentence gets no second full stop`() {
        let problem = FileProblem(file: "a.json5", line: 0, finding: "it is wrong. Change it.")
        #expect(problem.description == "a.json5: it is wrong. Change it.")
    }

    @Test(arguments: [
        ("{ \"a]b\": 1 }", "a]b"),
        ("{ \"it's\": 1 }", "it's"),
        ("{ \"back\\\\slash\": 1 }", "back\\slash"),
        ("{ list: [0, { \"x[0]\": 1 }] }", "list[1].x[0]"),
        ("{ list: [[1]] }", "list[0][0]"),
        ("{ \"\": { b: 1 } }", ".b"),
    ])
    func `a place is named by its keys as they are written`(_ text: String, _ name: String) throws {
        let reader = try ConfigReader(file: "a.json5", bytes: Array(text.utf8))
        var node = reader.document.root
        while let inner = deepest(node, in: reader.document) { node = inner }
        #expect(name.hasPrefix(".") || reader.name(of: node) == name)
        #expect(reader.name(of: node).hasSuffix(name.drop { $0 == "." }))
    }

    @Test func `the whole file is named as such`() throws {
        let reader = try ConfigReader(file: "a.json5", bytes: Array("[]".utf8))
        #expect(reader.name(of: reader.document.root) == "the file")
    }

    @Test func `problems of two files stay together by file and are ordered by line`() {
        let all = FileProblems([
            FileProblem(file: "b", line: 9, finding: "nine"),
            FileProblem(file: "a", line: 1, finding: "one"),
            FileProblem(file: "b", line: 2, finding: "two"),
        ])
        #expect(all.description == "b:2: two.\nb:9: nine.\na:1: one.")
    }

    private func deepest(
        _ node: JSONDocument.Node,
        in document: JSONDocument
    ) -> JSONDocument.Node? {
        var last: JSONDocument.Node?
        for member in document.members(node) { last = member.value }
        for element in document.elements(node) { last = element }
        return last
    }
}
