import CryptoBridge
import TestSupport
import Testing

@Suite struct CryptoBridgeTexts {
    // Source: <https://www.rfc-editor.org/rfc/rfc4648#section-10>
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v"),
        ("foob", "Zm9vYg==", "Zm9vYg"), ("fooba", "Zm9vYmE=", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy", "Zm9vYmFy"),
    ])
    func `Base64 is that of RFC 4648`(_ row: (text: String, base64: String, url: String)) {
        let bytes = Array(row.text.utf8)
        #expect(Base64.encoded(bytes) == row.base64)
        #expect(Base64.urlEncoded(bytes) == row.url)
        #expect(Base64.decoded(row.base64) == bytes)
        #expect(Base64.decoded(row.url) == bytes)
    }

    @Test func `both alphabets are read`() {
        #expect(Base64.encoded([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.urlEncoded([0xFB, 0xFF]) == "-_8")
        #expect(Base64.decoded("+/8=") == [0xFB, 0xFF])
        #expect(Base64.decoded("-_8") == [0xFB, 0xFF])
    }

    @Test(arguments: [
        "A", "AAAAA", "=", "==", "====", "Zg=", "Zg===", "Zm8==", "Zm9v=", "Zm9v==", "Z=g=", "=Zg=",
        "Zh==", "Zm9=", "Zg==Zg==", "Zm 8=", "Zm8=\n", "Zé==", "Zm8*", "\u{0}",
    ])
    func `what no encoder writes is no Base64`(_ text: String) {
        #expect(Base64.decoded(text) == nil)
    }

    @Test(arguments: [
        ("", [UInt8]()), ("00", [0]), ("ff", [255]), ("FF", [255]), ("aB09", [0xAB, 0x09]),
    ])
    func `hex is read in either case`(_ row: (text: String, bytes: [UInt8])) {
        #expect(Hex.decoded(row.text) == row.bytes)
        #expect(Hex.encoded(row.bytes) == row.text.lowercased())
    }

    @Test(arguments: ["0", "abc", "0g", " 00", "0x00", "00\n", "é0", "０0", "\u{661}1"])
    func `any other text is no hex`(_ text: String) {
        #expect(Hex.decoded(text) == nil)
    }

    @Test func `random bytes come back from every form`() {
        var random = SeededRandom("crypto texts")
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decoded(Base64.encoded(bytes)) == bytes)
            #expect(Base64.decoded(Base64.urlEncoded(bytes)) == bytes)
            #expect(Hex.decoded(Hex.encoded(bytes)) == bytes)
        }
    }
}
