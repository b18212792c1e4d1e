import JSONTree
import Testing

@Suite struct PlaceTests {
    @Test func `lines end with LF, CR or CR LF and columns count scalars`() throws {
        let document = try read("[1,\n2,\r\n3,\r4, \"é😀\", 5]")
        let places = document.elements(document.root).map { node in
            let position = document.position(of: node)
            return "\(position.line):\(position.column)"
        }
        #expect(places == ["1:2", "2:1", "3:1", "4:1", "4:4", "4:10"])
        let last = try #require(document.element(document.root, 5))
        #expect(document.position(of: last).offset == 24)
    }

    @Test func `every value has a normalized path`() throws {
        let document = try read(
            #"{"entry":[{"id":1},[2,{"it's":[true]}]],"a\nb\u0001\\":{"":null}}"#
        )
        var paths: [String] = []
        func collect(_ node: JSONDocument.Node) {
            paths.append(document.path(of: node))
            for child in document.children(node) { collect(child) }
        }
        collect(document.root)
        #expect(
            paths == [
                "$", "$['entry']", "$['entry'][0]", "$['entry'][0]['id']", "$['entry'][1]",
                "$['entry'][1][0]", "$['entry'][1][1]", #"$['entry'][1][1]['it\'s']"#,
                #"$['entry'][1][1]['it\'s'][0]"#, #"$['a\nb\u0001\\']"#, #"$['a\nb\u0001\\']['']"#,
            ]
        )
    }

    @Test func `the path of a key is that of its value`() throws {
        let document = try read(#"{"a":[0,{"b":1,"c":2}]}"#)
        let list = try #require(document.member(document.root, "a"))
        let object = try #require(document.element(list, 1))
        let paths = document.members(object).map { document.path(of: $0.key) }
        #expect(paths == ["$['a'][1]['b']", "$['a'][1]['c']"])
    }

    @Test func `a value's source is its exact text`() throws {
        let document = try read(#" { "a" : [ 1 , "x\n" ] , "b":1.50 } "#)
        let sources = document.members(document.root).flatMap { key, value in
            [key, value].map { String(decoding: document.source($0), as: UTF8.self) }
        }
        #expect(sources == [#""a""#, #"[ 1 , "x\n" ]"#, #""b""#, "1.50"])
    }
}
