import JSONTree
import Testing

@Suite struct StringTests {
    @Test(arguments: [
        (#""plain""#, "plain"), (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00!""#, "😀!"), (#""\u0000""#, "\0"),
        (#""é€😀""#, "é€😀"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
    ])
    func `a string is decoded`(_ source: String, _ text: String) throws {
        let document = try read(source)
        #expect(document.text(document.root) == text)
        var bytes: [UInt8] = [0x21]
        document.append(document.root, to: &bytes)
        #expect(bytes == [0x21] + Array(text.utf8))
        #expect(document.isText(document.root, JSONKey(text)))
        #expect(!document.isText(document.root, JSONKey(text + "x")))
        #expect(Array(document.source(document.root)) == Array(source.utf8))
    }

    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83dA""#, "\u{FFFD}A"),
        (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
    ])
    func `a lone surrogate becomes U+FFFD`(_ source: String, _ text: String) throws {
        let document = try read(source)
        #expect(document.text(document.root) == text)
    }

    @Test(arguments: [
        ([0x61, 0xFF, 0x62], "a\u{FFFD}b", 1), ([0xC3], "\u{FFFD}", 1),
        ([0xE2, 0x82], "\u{FFFD}", 1), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}", 3),
        ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}", 2), ([0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}A", 1),
        ([0xF5, 0x80], "\u{FFFD}\u{FFFD}", 2), ([0xE0, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}", 3),
    ])
    func `bytes that are no UTF-8 become U+FFFD and are noted`(
        _ inside: [UInt8],
        _ text: String,
        _ notes: Int
    ) throws {
        let document = try JSONDocument.parse([0x22] + inside + [0x22])
        #expect(document.text(document.root) == text)
        #expect(document.text(document.root) == String(decoding: inside, as: UTF8.self))
        #expect(document.notes.map(\.reason) == Array(repeating: .notUTF8, count: notes))
        var bytes: [UInt8] = []
        document.append(document.root, to: &bytes)
        #expect(bytes == Array(text.utf8))
    }

    @Test func `the text of an array is well-formed even where the body is not`() throws {
        let document = try JSONDocument.parse([0x5B, 0x22, 0xFF, 0x22, 0x5D])
        var bytes: [UInt8] = []
        document.append(document.root, to: &bytes)
        #expect(bytes == Array("[\"\u{FFFD}\"]".utf8))
        #expect(document.text(document.root) == "[\"\u{FFFD}\"]")
    }

    @Test(arguments: [
        ("'it\\'s'", "it's"), (#"'"'"#, "\""), (#""\x41\v\0\q""#, "A\u{B}\0q"),
        ("'a\\\nb'", "ab"), ("'a\\\r\nb'", "ab"), ("'a\\\rb'", "ab"),
        ("'a\\\u{2028}b'", "ab"), ("'a\tb'", "a\tb"), ("'a\u{2029}b'", "a\u{2029}b"),
        ("'\\é'", "é"), ("'\\u{0}'".replacing("{0}", with: "0041"), "A"),
    ])
    func `a JSON5 string is decoded`(_ source: String, _ text: String) throws {
        let document = try read(source, as: .json5)
        #expect(document.text(document.root) == text)
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
