import Testing
import TicksheetCore

@testable import GoogleSignIn

@Suite struct SecretMaskTests {
    private static let secret = "Se/cR et+long%enough"

    @Test(arguments: [
        ("all is well", "all is well"),
        ("it is Se/cR et+long%enough here", "it is ••• here"),
        ("SE/CR ET+LONG%ENOUGH", "•••"),
        ("a=Se%2FcR%20et%2Blong%25enough&b", "a=•••&b"),
        ("cut off: Se/cR et+lon", "cut off: •••"),
        ("token ya29.a0AfB_byC-something refused", "token ••• refused"),
        ("assertion=eyJhbGciOiJSUzI1NiJ9.abc.def", "assertion=•••"),
        ("refresh 1//0abcdefghijk.", "refresh •••"),
        (
            "the scope https://www.googleapis.com/auth/spreadsheets",
            "the scope https://www.googleapis.com/auth/spreadsheets"
        ),
        ("eyJ and 1// alone", "eyJ and 1// alone"),
        ("a\r\n\t b\u{2028}c\u{202E}d", "a b c d"),
        ("", ""), ("\n\n", ""),
    ])
    func `what is quoted is one line without secrets`(_ text: String, _ shown: String) {
        #expect(SecretMask([Secret(Self.secret)]).masked(text) == shown)
    }

    @Test func `a cut leaves no part of a secret`() {
        for length in 0..<40 {
            let text = String(repeating: "-", count: length) + " " + Self.secret
            let shown = SecretMask([Secret(Self.secret)]).masked(text, limit: 30)
            #expect(!shown.contains("Se/"))
        }
    }

    @Test func `a text of a few letters is no secret`() {
        #expect(SecretMask([Secret("a"), Secret("")]).masked("as it is") == "as it is")
    }

    @Test func `a mask does not show what it hides`() {
        var dumped = ""
        dump(SecretMask([Secret(Self.secret)]), to: &dumped)
        #expect(!dumped.contains("Se/"))
    }
}
