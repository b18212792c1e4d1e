import JSONTree
import Testing

@Suite struct NoteTests {
    @Test func `a repeated key is noted where it is repeated`() throws {
        let document = try read("{\"a\":1,\n \"b\":{\"a\":1},\n \"a\":2,'x':3, x: 4}", as: .json5)
        let notes = document.notes.map { "\($0.position.line):\($0.position.column) \($0.reason)" }
        #expect(notes == ["3:2 repeatedKey(\"a\")", "3:15 repeatedKey(\"x\")"])
        #expect(document.noteCount == 2)
    }

    @Test func `keys that mean the same are repeated, however they are written`() throws {
        let document = try read(#"{"a":1,"\u0061":2,"é":3,"\u00e9":4}"#)
        #expect(document.notes.map(\.reason) == [.repeatedKey("a"), .repeatedKey("é")])
    }

    @Test func `keys of different objects are not repeated`() throws {
        let document = try read(
            #"[{"a":1},{"a":1,"b":{"a":1,"b":{}}},{"aa":1,"a":2,"aaa":3,"":4}]"#
        )
        #expect(document.notes.isEmpty)
    }

    @Test(arguments: [2, 15, 16, 17, 18, 40])
    func `of the members of an object each repeated one is noted once`(_ count: Int) throws {
        let names = (0..<count).map { "\"k\($0)\":{\"k0\":[\($0)]}" }
        let again = (0..<count).map { "\"k\($0)\":0" }
        let document = try read("{" + (names + again).joined(separator: ",") + "}")
        #expect(document.notes.map(\.reason) == (0..<count).map { .repeatedKey("k\($0)") })
    }

    @Test func `a hundred notes are kept and all are counted, in order of position`() throws {
        let inside = (0..<300).map { _ in "{\"a\":1,\"a\":{\"b\":1,\"b\":2}}" }
        let document = try read("[" + inside.joined(separator: ",\n") + "]")
        #expect(document.notes.count == 100)
        #expect(document.noteCount == 600)
        #expect(document.notes.map(\.position) == document.notes.map(\.position).sorted())
        #expect(document.notes.last?.position.line == 50)
    }

    @Test(.timeLimit(.minutes(1)))
    func `half a million keys of one object are compared in linear time`() throws {
        var text: [UInt8] = Array("{".utf8)
        for index in 0..<500_000 { text.append(contentsOf: "\"\(index % 499_999)\":0,".utf8) }
        text.append(contentsOf: "\"end\":0}".utf8)
        let document = try JSONDocument.parse(text)
        #expect(document.notes.map(\.reason) == [.repeatedKey("0")])
    }
}
