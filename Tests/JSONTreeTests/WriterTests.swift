import JSONTree
import Testing

@Suite struct WriterTests {
    @Test func `commas stand where they belong`() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("list")
        writer.beginArray()
        writer.integer(-3)
        writer.double(0.5)
        writer.double(.nan)
        writer.beginArray()
        writer.endArray()
        writer.raw(Array("1e400".utf8))
        writer.endArray()
        writer.key("é\"")
        writer.string("x\ty")
        writer.key("more")
        writer.beginObject()
        writer.key("t")
        writer.bool(true)
        writer.key("n")
        writer.null()
        writer.endObject()
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"list":[-3,0.5,null,[],1e400],"é\"":"x\ty","more":{"t":true,"n":null}}"#
        )
    }

    @Test func `only what must be escaped is, and it reads back the same`() throws {
        let text = String(String.UnicodeScalarView((0..<0x180).compactMap { Unicode.Scalar($0) }))
        var output: [UInt8] = []
        JSONWriter.append(text + "\u{2028}😀", to: &output)
        #expect(String(decoding: output, as: UTF8.self).hasPrefix(#""\u0000\u0001"#))
        #expect(output.count { $0 == 0x5C } == 35)
        let document = try JSONDocument.parse(output)
        #expect(document.text(document.root) == text + "\u{2028}😀")
        var again: [UInt8] = []
        JSONWriter.append(utf8: Array((text + "\u{2028}😀").utf8), to: &again)
        #expect(again == output)
    }
}
