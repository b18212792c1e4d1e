import JSONTree
import Testing

@Suite struct MemberTests {
    @Test func `members and elements come in the order of the text`() throws {
        let document = try read(#"{"b":[1,{"c":null},[]],"a":{"x":true,"y":false}}"#)
        #expect(document.outline(document.root) == "{b:[1,{c:null},[]],a:{x:true,y:false}}")
        #expect(document.count(document.root) == 2)
        #expect(document.size(document.root) == 14)
    }

    @Test func `a member is found by its name, past nested values`() throws {
        let document = try read(#"{"a":{"b":{"id":1}},"list":[{"id":2}],"id":3}"#)
        let id = try #require(document.member(document.root, "id"))
        #expect(document.integer(id) == 3)
        #expect(document.member(document.root, "i") == nil)
        #expect(document.member(document.root, "idx") == nil)
        #expect(document.member(id, "id") == nil)
    }

    @Test func `the last of repeated keys wins and each is counted`() throws {
        let document = try read(#"{"a":1,"b":2,"a":3}"#)
        let a = try #require(document.member(document.root, "a"))
        #expect(document.integer(a) == 3)
        #expect(document.count(document.root) == 3)
    }

    @Test func `an escaped key is found by what it means`() throws {
        let document = try read(#"{"caf\u00e9":1,"\u0061\/":2}"#)
        #expect(document.member(document.root, "café").map { document.text($0) } == "1")
        #expect(document.member(document.root, "a/").map { document.text($0) } == "2")
        // The same text to a reader, but other scalars: names are compared byte by byte.
        #expect(document.member(document.root, "cafe\u{301}") == nil)
    }

    @Test func `an empty name is a name`() throws {
        let document = try read(#"{"":{"":7}}"#)
        let inner = try #require(document.member(document.root, ""))
        #expect(document.member(inner, "").map { document.text($0) } == "7")
    }

    @Test func `elements are counted from zero and end at the count`() throws {
        let document = try read(#"[[1,2],{"a":[3]},"x"]"#)
        let texts = (-1...3).map { document.element(document.root, $0).map { document.text($0) } }
        #expect(texts == [nil, "[1,2]", #"{"a":[3]}"#, "x", nil])
        let object = try #require(document.element(document.root, 1))
        #expect(document.element(object, 0) == nil)
    }

    @Test func `children and containers of a scalar are none`() throws {
        let document = try read("12")
        #expect(Array(document.children(document.root)).isEmpty)
        #expect(Array(document.containers(document.root)).isEmpty)
        #expect(Array(document.elements(document.root)).isEmpty)
        #expect(document.members(document.root).map(\.key).isEmpty)
        #expect(document.count(document.root) == 0)
    }

    @Test func `containers come before what they hold`() throws {
        let document = try read(#"{"a":[1,{"b":[]}],"c":{}}"#)
        let texts = document.containers(document.root).map { document.text($0) }
        #expect(
            texts == [document.text(document.root), #"[1,{"b":[]}]"#, #"{"b":[]}"#, "[]", "{}"]
        )
    }

    @Test func `a large object finds its first, last and repeated members`() throws {
        let names = (0..<1000).map { "\"key\($0)\":\($0)" } + ["\"key500\":-1"]
        let document = try read("{" + names.joined(separator: ",") + "}")
        let wanted = ["key0": "0", "key999": "999", "key500": "-1"]
        for (name, value) in wanted {
            #expect(
                document.member(document.root, JSONKey(name)).map { document.text($0) } == value
            )
        }
        #expect(document.notes.map(\.reason) == [.repeatedKey("key500")])
    }
}
